//! Webhook endpoints: what the host manages, and how deliveries are recorded. Sending is left to `chat-webhooks`.

pub(crate) mod address;
pub(crate) mod change;
pub(crate) mod progress;
pub(crate) mod retry;
pub(crate) mod secret;
pub(crate) mod url;
