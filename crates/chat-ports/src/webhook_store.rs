//! The webhook endpoints of each clinic: where its host wants events sent, and how far each endpoint got.

mod endpoint;

pub use endpoint::{
    DisabledReason, EndpointDisabled, EndpointId, EndpointKey, EndpointOrigin, EndpointSecret,
    FailedAttempt, FailureReason, FeedPosition, NotAnEndpointId, Retrying, WebhookEndpoint,
};

use crate::error::PortError;
use async_trait::async_trait;
use chat_domain::ClinicId;

/// Stores webhook endpoints, each with its place in the event feed of its clinic.
///
/// Every change is a compare-and-set of the whole record, so a node that stood still can't move an endpoint backwards, and a
/// removed endpoint does not return.
#[async_trait]
pub trait WebhookStore: Send + Sync + 'static {
    /// The endpoints of a clinic, or of all clinics, by clinic and id. Those that can't be read are logged and left out, so that
    /// they don't stop the others.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn list(&self, clinic: Option<ClinicId>) -> Result<Vec<WebhookEndpoint>, PortError>;

    /// An endpoint, or `None`.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn get(&self, key: EndpointKey) -> Result<Option<WebhookEndpoint>, PortError>;

    /// Stores an endpoint if the stored one has the revision before its own; with revision 1, if there is none. Returns whether
    /// it was stored. `false`: read it again, and decide again.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] if it is unknown whether it was stored.
    async fn put(&self, endpoint: WebhookEndpoint) -> Result<bool, PortError>;

    /// Removes an endpoint. Idempotent.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] if it is unknown whether it was removed.
    async fn remove(&self, key: EndpointKey) -> Result<(), PortError>;
}
