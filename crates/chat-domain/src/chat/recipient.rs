//! The intended recipient of a message (P6).

use super::ChatKey;
use crate::id::PersonId;
use serde::{Deserialize, Serialize};

/// The intended recipient of a message, as the sender's screen showed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// All participants, in the visit chat.
    Everyone,
    /// The other member of a direct chat.
    Person(PersonId),
}

impl Recipient {
    /// The recipient that a message from `sender` in `chat` must name (P6); `None` if the sender is
    /// not a member of that direct chat.
    #[must_use]
    pub fn of(chat: &ChatKey, sender: PersonId) -> Option<Self> {
        match chat {
            ChatKey::Visit => Some(Self::Everyone),
            ChatKey::Direct(pair) => pair.other(sender).map(Self::Person),
        }
    }
}
