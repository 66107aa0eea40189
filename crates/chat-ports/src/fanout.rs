//! Hints between nodes and tasks.

use crate::{error::PortError, visit_key::VisitKey};
use async_trait::async_trait;
use chat_domain::{ChatKey, ClinicId, PersonId, Seq};
use futures::stream::BoxStream;

/// Broadcasts hints that a visit has grown, and apart from them who is typing (R5) and whose connections end.
///
/// All may be lost, repeated or reordered. Subscribers read the log to catch up, so a faulty
/// fan-out can only delay them. Nothing is stored.
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

    /// Sends a typing signal to the current subscribers of its visit.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]; the signal is lost then, and no one misses it.
    async fn signal_typing(&self, signal: TypingSignal) -> Result<(), PortError>;

    /// Subscribes to the typing signals of a visit, including those that this node sends. The stream does not end while
    /// the fan-out is working.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn subscribe_typing(&self, visit: VisitKey) -> Result<TypingStream, PortError>;

    /// Sends to the current subscribers that a person was signed out.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]; the caller tries again, or relies on the next check of the connections' tokens.
    async fn sign_out(&self, person: SignOut) -> Result<(), PortError>;

    /// Subscribes to the sign-outs of all clinics, including those that this node sends. The stream does not end while
    /// the fan-out is working.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn subscribe_sign_outs(&self) -> Result<SignOutStream, PortError>;
}

/// A stream of sign-outs.
pub type SignOutStream = BoxStream<'static, SignOut>;

/// That a person's open connections end. Later ones are up to the host, who refuses the person's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignOut {
    /// The clinic.
    pub clinic: ClinicId,
    /// The person; or, to end one session of an invitation link, the session's id: ids are unique.
    pub person: PersonId,
}

/// A stream of typing signals.
pub type TypingStream = BoxStream<'static, TypingSignal>;

/// That a person types, without what. The node that shows it decides by its own state who may see it, and whether the person
/// may write there: a signal proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypingSignal {
    /// The visit's key.
    pub visit: VisitKey,
    /// The chat.
    pub chat: ChatKey,
    /// The person.
    pub person: PersonId,
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
