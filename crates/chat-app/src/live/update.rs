//! What a follower of a visit receives.

use super::delivery::Delivery;
use crate::visits::page::MessagePage;
use chat_domain::{ChatKey, PersonId, ReaderNumber, Refusal, VisitView, view::ReadingView};
use std::{collections::BTreeMap, sync::Arc};

/// The last number that a client received of each chat.
pub type Seen = BTreeMap<ChatKey, ReaderNumber>;

/// One step of a live view. A client that applies all of them in order has the same view as after a fresh
/// start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
    /// The person's current view of the visit, which replaces the previous one.
    View(Box<VisitView>),
    /// A chat's newest messages, replacing the client's copy of that chat: at the start, and when a chat
    /// becomes readable.
    Chat(MessagePage),
    /// A message is new, corrected or retracted.
    Message(Arc<Delivery>),
    /// How far a chat has been read: at the start with all other readers, then with those who have
    /// read more. Only in visits that keep read marks (R1).
    Reading(ReadingView),
    /// Another person types in a chat (R5). Part of no view: shown for a few seconds, or until a message of theirs
    /// arrives. Some signals are skipped, above all for a slow reader.
    Typing {
        /// The chat.
        chat: ChatKey,
        /// The person.
        person: PersonId,
    },
    /// The person was removed. Nothing follows.
    Ended(Refusal),
}
