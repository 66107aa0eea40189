//! Deliveries over HTTPS.

use crate::{
    connector::Connector,
    failure::reason,
    retry_after,
    transport::{Answer, Delivery, Transport},
};
use async_trait::async_trait;
use bytes::Bytes;
use chat_app::{PermittedAddresses, WebhookUrlProblem, check_webhook_url};
use chat_ports::FailureReason;
use chat_tls::AuthoritiesError;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Request, Response, body::Incoming, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::Client,
    rt::{TokioExecutor, TokioTimer},
};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::time::timeout;

/// Maximum bytes of an answer that are read, so that its connection can be used again. What an answer contains is ignored.
const ANSWER_BYTES: usize = 64 * 1024;

/// How long the rest of an answer may take.
const REST: Duration = Duration::from_secs(1);

/// How long a connection waits for the next delivery.
const IDLE: Duration = Duration::from_secs(30);

/// How deliveries are sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HttpsOptions {
    /// Where they may be sent to.
    pub permitted: PermittedAddresses,
    /// Certificates of authorities that sign the receivers', besides the system's: a file in PEM.
    pub authorities: Option<PathBuf>,
    /// How long the status of an answer may take.
    pub timeout: Duration,
}

/// Each option by its name.
impl HttpsOptions {
    /// Sets [`permitted`](Self#structfield.permitted).
    #[must_use]
    pub fn with_permitted(mut self, permitted: PermittedAddresses) -> Self {
        self.permitted = permitted;
        self
    }

    /// Sets [`authorities`](Self#structfield.authorities).
    #[must_use]
    pub fn with_authorities(mut self, authorities: impl Into<Option<PathBuf>>) -> Self {
        self.authorities = authorities.into();
        self
    }

    /// Sets [`timeout`](Self#structfield.timeout).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl Default for HttpsOptions {
    /// Public addresses, the system's authorities, 15 s.
    fn default() -> Self {
        Self {
            permitted: PermittedAddresses::default(),
            authorities: None,
            timeout: Duration::from_secs(15),
        }
    }
}

/// Sends deliveries over HTTPS, and over HTTP to this machine if that is permitted. Follows no redirect, and uses no proxy:
/// either would make the connection to an address that was not checked.
#[derive(Debug)]
pub struct HttpsTransport {
    client: Client<HttpsConnector<Connector>, Full<Bytes>>,
    permitted: Arc<PermittedAddresses>,
    timeout: Duration,
}

impl HttpsTransport {
    /// Reads the authorities from their files.
    ///
    /// # Errors
    /// [`AuthoritiesError`].
    pub fn new(options: HttpsOptions) -> Result<Self, AuthoritiesError> {
        let permitted = Arc::new(options.permitted);
        let tcp = Connector(Arc::clone(&permitted));
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(chat_tls::client(options.authorities.as_deref())?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let mut client = Client::builder(TokioExecutor::new());
        client.pool_timer(TokioTimer::new());
        client.pool_idle_timeout(IDLE);
        client.pool_max_idle_per_host(1);
        client.http1_max_buf_size(ANSWER_BYTES);
        Ok(Self {
            client: client.build(https),
            permitted,
            timeout: options.timeout,
        })
    }

    async fn post(&self, delivery: &Delivery) -> Result<Response<Incoming>, FailureReason> {
        // Here, too: the connector does not resolve an IP address.
        let url = check_webhook_url(&delivery.url, &self.permitted).map_err(|why| match why {
            WebhookUrlProblem::AddressRefused | WebhookUrlProblem::NotHttps => {
                FailureReason::AddressRefused
            }
            _ => FailureReason::Unreachable,
        })?;
        let request = Request::post(url.as_str())
            .header(header::CONTENT_TYPE, "application/cloudevents+json")
            .header(header::USER_AGENT, "visit-chat")
            .header("webhook-id", &delivery.id)
            .header("webhook-timestamp", delivery.timestamp)
            .header("webhook-signature", &delivery.signature)
            .body(Full::new(delivery.body.clone()))
            .map_err(|_| FailureReason::Unreachable)?;
        let response = self.client.request(request).await;
        response.map_err(|error| reason(&error))
    }
}

#[async_trait]
impl Transport for HttpsTransport {
    async fn send(&self, delivery: &Delivery) -> Answer {
        let response = match timeout(self.timeout, self.post(delivery)).await {
            Ok(Ok(response)) => response,
            Ok(Err(reason)) => return Answer::None(reason),
            Err(_) => return Answer::None(FailureReason::TimedOut),
        };
        let answer = answer(&response);
        // The status is the answer, whatever becomes of the rest.
        let rest = Limited::new(response.into_body(), ANSWER_BYTES).collect();
        let _ = timeout(REST, rest).await;
        answer
    }
}

fn answer(response: &Response<Incoming>) -> Answer {
    let asked = response.headers().get(header::RETRY_AFTER);
    let asked = asked.and_then(|value| value.to_str().ok());
    Answer::Status {
        status: response.status().as_u16(),
        retry_after: asked.and_then(|value| retry_after::parse(value, SystemTime::now())),
    }
}
