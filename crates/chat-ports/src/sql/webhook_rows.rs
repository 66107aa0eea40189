//! The row of a webhook endpoint.

use crate::{EndpointKey, PortError, WebhookEndpoint, sql::bound};
use std::fmt;

/// The row of an endpoint.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookRow {
    /// The endpoint's key.
    pub key: EndpointKey,
    /// Its revision.
    pub revision: i64,
    /// The record as JSON, with its secrets.
    pub json: String,
}

impl WebhookRow {
    /// The row of a record.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if it has no stored form.
    pub fn of(endpoint: &WebhookEndpoint) -> Result<Self, PortError> {
        Ok(Self {
            key: endpoint.key(),
            revision: bound(endpoint.revision),
            json: serde_json::to_string(endpoint)
                .map_err(|_| PortError::Invalid("the endpoint has no stored form"))?,
        })
    }

    /// Reads a stored record, which must agree with its row.
    ///
    /// # Errors
    /// [`PortError::Corrupt`].
    pub fn read(
        json: &[u8],
        key: EndpointKey,
        revision: i64,
    ) -> Result<WebhookEndpoint, PortError> {
        // The parser's message may quote content.
        let endpoint: WebhookEndpoint = serde_json::from_slice(json)
            .map_err(|_| PortError::corrupt("a webhook endpoint can't be read"))?;
        if endpoint.key() == key && bound(endpoint.revision) == revision {
            Ok(endpoint)
        } else {
            Err(PortError::corrupt(
                "a webhook endpoint's row disagrees with it",
            ))
        }
    }
}

/// Without the address and the secrets.
impl fmt::Debug for WebhookRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookRow")
            .field("key", &self.key)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}
