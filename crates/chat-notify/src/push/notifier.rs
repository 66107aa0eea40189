//! Sends push messages.

use super::{services, subscription::PushSubscription, vapid::VapidKey};
use crate::{
    contacts::{Contact, Contacts},
    outcome::Outcome,
    texts::Texts,
};
use async_trait::async_trait;
use bytes::Bytes;
use chat_ports::{Notification, Notifier, Occasion, PortError};
use http_body_util::Full;
use hyper::{Request, StatusCode, header::AUTHORIZATION, header::HeaderValue};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use thiserror::Error;
use time::OffsetDateTime;
use tokio::time::timeout;
use web_push_native::WebPushBuilder;

/// How push messages are sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PushOptions {
    /// The host's key.
    pub key: VapidKey,
    /// What the messages say.
    pub texts: Texts,
    /// How long the push service keeps a message for a browser that is not connected.
    pub keep: Duration,
    /// How long one request may take.
    pub timeout: Duration,
    /// Other push services than those of the browsers, as a host with its port if that is not the usual one.
    pub also_services: Vec<String>,
}

/// Each option by its name.
impl PushOptions {
    /// Sets [`key`](Self#structfield.key).
    #[must_use]
    pub fn with_key(mut self, key: VapidKey) -> Self {
        self.key = key;
        self
    }

    /// Sets [`texts`](Self#structfield.texts).
    #[must_use]
    pub fn with_texts(mut self, texts: Texts) -> Self {
        self.texts = texts;
        self
    }

    /// Sets [`keep`](Self#structfield.keep).
    #[must_use]
    pub fn with_keep(mut self, keep: Duration) -> Self {
        self.keep = keep;
        self
    }

    /// Sets [`timeout`](Self#structfield.timeout).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets [`also_services`](Self#structfield.also_services).
    #[must_use]
    pub fn with_also_services(mut self, also_services: Vec<String>) -> Self {
        self.also_services = also_services;
        self
    }
}

impl PushOptions {
    /// Signs with this key. The default texts; kept for a day; 10 seconds for one request.
    #[must_use]
    pub fn new(key: VapidKey) -> Self {
        Self {
            key,
            texts: Texts::default(),
            keep: Duration::from_secs(24 * 60 * 60),
            timeout: Duration::from_secs(10),
            also_services: Vec::new(),
        }
    }
}

/// Why push messages can't be sent.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PushError {
    /// The authorities of TLS can't be used.
    #[error(transparent)]
    Authorities(#[from] chat_tls::AuthoritiesError),
}

/// Notifies people by push messages to their browsers.
pub struct PushNotifier {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    options: PushOptions,
    contacts: Arc<dyn Contacts<PushSubscription>>,
}

impl PushNotifier {
    /// A notifier.
    ///
    /// # Errors
    /// [`PushError`].
    pub fn new(
        options: PushOptions,
        contacts: Arc<dyn Contacts<PushSubscription>>,
    ) -> Result<Self, PushError> {
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(chat_tls::client(None)?)
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(https),
            options,
            contacts,
        })
    }

    async fn send(
        &self,
        contact: &Contact<PushSubscription>,
        occasion: Occasion,
    ) -> Result<Sent, PortError> {
        let PushSubscription {
            endpoint,
            key,
            auth,
        } = &contact.address;
        if !services::allows(endpoint, &self.options.also_services) {
            return Err(PortError::Invalid("the push service is not allowed"));
        }
        let text = self.options.texts.of(occasion, contact.language.as_deref());
        let content =
            json!({"title": text.title, "body": text.body, "link": contact.link.as_str()});
        let invalid = |_| PortError::Invalid("a push message can't be made for the subscription");
        let address = endpoint.as_str().parse();
        let address = address.map_err(|_| PortError::Invalid("the endpoint is not an address"))?;
        let message = WebPushBuilder::new(address, *key, *auth)
            .with_valid_duration(self.options.keep)
            .build(content.to_string())
            .map_err(invalid)?;
        let signed = self
            .options
            .key
            .authorization(endpoint, OffsetDateTime::now_utc());
        let signed = HeaderValue::from_str(&signed);
        let mut request: Request<_> = message.map(|body| Full::new(Bytes::from(body)));
        let head = request.headers_mut();
        head.insert(
            AUTHORIZATION,
            signed.map_err(|_| PortError::Invalid("the contact is not a header"))?,
        );
        // RFC 8030, section 5.3: also while the device saves its battery.
        head.insert("urgency", HeaderValue::from_static("high"));
        let answer = timeout(self.options.timeout, self.client.request(request)).await;
        let answer = answer.map_err(|_| PortError::unavailable("the push service is silent"))?;
        // The error does not name the endpoint, which identifies the browser.
        let answer = answer.map_err(PortError::unavailable)?;
        match answer.status() {
            status if status.is_success() => Ok(Sent::Accepted),
            // RFC 8030, section 7.3.
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Sent::Gone),
            StatusCode::BAD_REQUEST
            | StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::PAYLOAD_TOO_LARGE => {
                Err(PortError::Invalid("the push service refuses the message"))
            }
            status => Err(PortError::unavailable(format!(
                "the push service answered {status}"
            ))),
        }
    }
}

/// The push service's answer.
enum Sent {
    Accepted,
    Gone,
}

#[async_trait]
impl Notifier for PushNotifier {
    async fn notify(&self, notification: Notification) -> Result<(), PortError> {
        let contacts = self.contacts.of(notification.to).await;
        let mut outcome = Outcome::default();
        for contact in contacts.map_err(PortError::unavailable)? {
            outcome.add(match self.send(&contact, notification.occasion).await {
                Ok(Sent::Accepted) => Ok(()),
                Ok(Sent::Gone) => {
                    let gone = self.contacts.gone(notification.to, &contact.address);
                    gone.await.map_err(PortError::unavailable)
                }
                Err(error) => Err(error),
            });
        }
        outcome.result()
    }
}
