//! Hints between nodes and tasks.

use crate::{PortError, VisitKey};
use async_trait::async_trait;
use chat_domain::{ClinicId, Seq};
use futures::stream::BoxStream;

/// Spreads hints that a visit has grown.
///
/// A hint may be lost, repeated or reordered; subscribers read the log for what they miss, so the
/// worst that a bad fan-out can do is to delay.
#[async_trait]
pub trait Fanout: Send + Sync + 'static {
    /// Spreads a hint to whoever subscribes now.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]; the caller carries on.
    async fn announce(&self, hint: Hint) -> Result<(), PortError>;

    /// Hints about a topic from now on: a hint announced after this call has answered is in the
    /// stream, unless it is lost. The stream never ends while the fan-out works.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn subscribe(&self, topic: Topic) -> Result<HintStream, PortError>;
}

/// A stream of hints.
pub type HintStream = BoxStream<'static, Hint>;

/// What to hear about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// One visit.
    Visit(VisitKey),
    /// All visits of a clinic, for dashboards.
    Clinic(ClinicId),
}

/// "This visit is at this version now."
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Which visit.
    pub visit: VisitKey,
    /// The version that its log has reached.
    pub version: Seq,
    /// The newest version at which more than messages may have changed: who is there, what is
    /// greyed out. Dashboards pass over a hint that moves only `version`.
    pub views_changed: Seq,
}

impl Hint {
    /// Both hints in one: the higher version of each.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        Self {
            visit: self.visit,
            version: self.version.max(other.version),
            views_changed: self.views_changed.max(other.views_changed),
        }
    }
}
