//! Rows of webhook endpoints as SQLite holds them.

use chat_ports::{EndpointKey, sql::WebhookRow};

/// A change to the endpoints.
pub(crate) enum WebhookChange {
    /// If the stored revision is the one before.
    Put(WebhookRow),
    Remove(EndpointKey),
}

impl WebhookChange {
    /// Approximate heap size in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Put(row) => row.json.len(),
            Self::Remove(_) => 0,
        }
    }
}

/// An endpoint's key.
pub(crate) fn endpoint_key(key: &EndpointKey) -> [[u8; 16]; 2] {
    [key.clinic.uuid().into_bytes(), key.id.uuid().into_bytes()]
}
