//! Messages to people who have no page open.

use crate::{error::PortError, node_leases::PersonInVisit};
use async_trait::async_trait;

/// Notifies people outside of the chat that something waits for them: by e-mail, by push, by a text message.
///
/// A notification has nothing of what was written and no name, so an adapter can't pass on either.
#[async_trait]
pub trait Notifier: Send + Sync + 'static {
    /// Notifies a person, by all ways that the adapter knows for them. Does nothing for a person whom it can't reach. A
    /// notification that is repeated after an error may arrive twice.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]: it may not have been sent, so call again later. [`PortError::Invalid`]: it can't be sent, and
    /// calling again does not help.
    async fn notify(&self, notification: Notification) -> Result<(), PortError>;
}

/// That something waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Notification {
    /// The person, and the visit in which it waits.
    pub to: PersonInVisit,
    /// Why they are notified.
    pub occasion: Occasion,
}

/// Why a person is notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// The first or a later reminder of what they have not seen: 1, 2 (R6).
    Reminder(u32),
    /// The care side has not attended to it (R7).
    Escalation,
}
