//! Notifications by e-mail, over SMTP.

use crate::{
    contacts::{Contact, Contacts},
    outcome::Outcome,
    texts::Texts,
};
use async_trait::async_trait;
use chat_ports::{BoxError, Notification, Notifier, Occasion, PortError};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp,
};
use std::{net::IpAddr, sync::Arc, time::Duration};
use thiserror::Error;
use url::Url;

/// An e-mail address (RFC 5321).
pub type EmailAddress = Address;

/// How e-mail is sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct SmtpOptions {
    /// The server: `smtps://user:password@host` (TLS, port 465), `smtp://user:password@host?tls=required` (STARTTLS, port 587), or
    /// without TLS `smtp://127.0.0.1:25`, on this machine only.
    pub server: String,
    /// The sender.
    pub from: EmailAddress,
    /// What the messages say.
    pub texts: Texts,
    /// How long one command may take.
    pub timeout: Duration,
}

/// Each option by its name.
impl SmtpOptions {
    /// Sets [`server`](Self#structfield.server).
    #[must_use]
    pub fn with_server(mut self, server: impl Into<String>) -> Self {
        self.server = server.into();
        self
    }

    /// Sets [`from`](Self#structfield.from).
    #[must_use]
    pub fn with_from(mut self, from: EmailAddress) -> Self {
        self.from = from;
        self
    }

    /// Sets [`texts`](Self#structfield.texts).
    #[must_use]
    pub fn with_texts(mut self, texts: Texts) -> Self {
        self.texts = texts;
        self
    }

    /// Sets [`timeout`](Self#structfield.timeout).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl SmtpOptions {
    /// Sends by this server as this sender, with the default texts and 30 seconds for one command.
    #[must_use]
    pub fn new(server: impl Into<String>, from: EmailAddress) -> Self {
        Self {
            server: server.into(),
            from,
            texts: Texts::default(),
            timeout: Duration::from_secs(30),
        }
    }
}

/// Why options can't be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EmailError {
    /// The server's address can't be read. Not shown, since it may contain a password.
    #[error("the server is not an address such as smtps://user:password@mail.example.org")]
    Address,
    /// The server is on another machine, and TLS is not required.
    #[error("e-mail would travel without TLS: use smtps://, or smtp:// with ?tls=required")]
    Plain,
    /// The connection can't be set up.
    #[error("the connection can't be set up: {0}")]
    Setup(#[source] BoxError),
}

/// Notifies people by e-mail.
pub struct EmailNotifier {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    texts: Texts,
    contacts: Arc<dyn Contacts<EmailAddress>>,
}

impl EmailNotifier {
    /// A notifier. It connects for each message.
    ///
    /// # Errors
    /// [`EmailError`].
    pub fn new(
        options: &SmtpOptions,
        contacts: Arc<dyn Contacts<EmailAddress>>,
    ) -> Result<Self, EmailError> {
        check(&options.server)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&options.server);
        let transport = transport.map_err(|error| EmailError::Setup(error.into()))?;
        Ok(Self {
            transport: transport.timeout(Some(options.timeout)).build(),
            from: Mailbox::new(None, options.from.clone()),
            texts: options.texts.clone(),
            contacts,
        })
    }

    async fn send(
        &self,
        contact: Contact<EmailAddress>,
        occasion: Occasion,
    ) -> Result<(), PortError> {
        let sent = self.transport.send(self.message(contact, occasion)?).await;
        // The server's answer may repeat the address, so it goes no further.
        sent.map(drop).map_err(|error| match error.is_permanent() {
            true => PortError::Invalid("the mail server refuses the message"),
            false => PortError::unavailable(class(&error)),
        })
    }

    fn message(
        &self,
        contact: Contact<EmailAddress>,
        occasion: Occasion,
    ) -> Result<Message, PortError> {
        let text = self.texts.of(occasion, contact.language.as_deref());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, contact.address))
            .subject(&*text.title)
            // RFC 3834: no vacation notice answers it.
            .raw_header(auto_submitted())
            .header(ContentType::TEXT_PLAIN)
            .body(format!("{}\r\n\r\n{}\r\n", text.body, contact.link));
        message.map_err(|_| PortError::Invalid("a notification is not a valid e-mail"))
    }
}

#[async_trait]
impl Notifier for EmailNotifier {
    async fn notify(&self, notification: Notification) -> Result<(), PortError> {
        let contacts = self.contacts.of(notification.to).await;
        let mut outcome = Outcome::default();
        for contact in contacts.map_err(PortError::unavailable)? {
            outcome.add(self.send(contact, notification.occasion).await);
        }
        outcome.result()
    }
}

fn auto_submitted() -> lettre::message::header::HeaderValue {
    let name = lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted");
    lettre::message::header::HeaderValue::new(name, "auto-generated".to_owned())
}

/// What failed, without the server's words.
fn class(error: &smtp::Error) -> &'static str {
    if error.is_timeout() {
        "the mail server did not answer in time"
    } else if error.is_transient() {
        "the mail server refused the message for now"
    } else if error.is_tls() {
        "the connection to the mail server is not secure"
    } else {
        "the mail server can't be reached"
    }
}

fn check(server: &str) -> Result<(), EmailError> {
    let url = Url::parse(server).map_err(|_| EmailError::Address)?;
    let host = url.host_str().ok_or(EmailError::Address)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_near = host == "localhost" || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    let requires_tls = url
        .query_pairs()
        .any(|pair| pair == ("tls".into(), "required".into()));
    match url.scheme() {
        "smtps" => Ok(()),
        "smtp" if requires_tls || is_near => Ok(()),
        "smtp" => Err(EmailError::Plain),
        _ => Err(EmailError::Address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_on_another_machine_needs_tls() {
        for good in [
            "smtps://mail.example.org",
            "smtps://user:secret@mail.example.org:465",
            "smtp://mail.example.org?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]",
            "smtp://localhost",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "mail.example.org",
            "http://mail.example.org",
            "smtp://mail.example.org",
            "smtp://user:secret@mail.example.org?tls=opportunistic",
            "smtp://localhost.example",
        ] {
            let refused = check(bad).unwrap_err().to_string();
            assert!(!refused.contains("secret"), "{refused}");
        }
    }
}
