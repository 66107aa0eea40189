//! Sends the events of clinics to webhook endpoints: signed, in order, and at least once.
//!
//! [`WebhookSender`] runs beside a [`ChatService`](chat_app::ChatService), whose host manages the endpoints. Each endpoint is
//! served by the node that does the upkeep of its clinic, and by its own task, so a failing one delays no other.
//!
//! * **At least once**: an endpoint moves on only after its receiver answered with success (2xx) and that was stored. After a
//!   crash in between, the event is sent again with the same id.
//! * **In order**: the next event is sent after the one before it was delivered.
//! * **Signed** as the [Standard Webhooks](https://www.standardwebhooks.com) specification has it, with all secrets of a rotation.
//! * **Not to the operator's own machines**: [`HttpsTransport`] connects only to addresses that are permitted, and checks the
//!   address that it connects to.
//!
//! Architecture Invariant: no address, secret or content of an event in log lines.

mod attempt;
mod connector;
mod delivery;
mod failure;
mod https;
mod resolver;
mod retry_after;
mod sender;
mod transport;

pub use chat_tls::AuthoritiesError;
pub use https::{HttpsOptions, HttpsTransport};
pub use sender::WebhookSender;
pub use transport::{Answer, Delivery, Transport};
