//! Hints between nodes and tasks.

use crate::{PortError, VisitKey};
use async_trait::async_trait;
use chat_domain::{ClinicId, Seq};
use futures::stream::BoxStream;

/// Broadcasts hints that a visit has grown.
///
/// Hints may be lost, repeated or reordered. Subscribers read the log to catch up, so a faulty
/// fan-out can only delay them.
#[async_trait]
pub trait Fanout: Send + Sync + 'static {
    /// Sends a hint to the current subscribers.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]; the caller carries on regardless.
    async fn announce(&self, hint: Hint) -> Result<(), PortError>;

    /// Subscribes to a topic. The stream contains every hint announced after this call returns,
    /// except lost ones. It does not end while the fan-out is working.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn subscribe(&self, topic: Topic) -> Result<HintStream, PortError>;
}

/// A stream of hints.
pub type HintStream = BoxStream<'static, Hint>;

/// The subject of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// One visit.
    Visit(VisitKey),
    /// All visits of a clinic, for dashboards.
    Clinic(ClinicId),
}

/// The version that a visit has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The visit's key.
    pub visit: VisitKey,
    /// The version of its log.
    pub version: Seq,
    /// The newest version at which something other than messages may have changed, such as who is
    /// present or what is greyed out. Dashboards ignore hints that advance only `version`.
    pub views_changed: Seq,
}

impl Hint {
    /// Merges two hints for the same visit, keeping the higher of each version.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        Self {
            visit: self.visit,
            version: self.version.max(other.version),
            views_changed: self.views_changed.max(other.views_changed),
        }
    }
}
