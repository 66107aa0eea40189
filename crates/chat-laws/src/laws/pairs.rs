//! The members of direct chats.

use chat_domain::{ChatKey, DirectPair, Entry, Event, PersonId};

/// The two members named by a direct chat's key.
pub(super) const fn pair_of(chat: &ChatKey) -> Option<DirectPair> {
    match chat {
        ChatKey::Visit => None,
        ChatKey::Direct(pair) => Some(*pair),
    }
}

/// The direct chat that an entry belongs to, if any. Oversight of a chat does not count.
pub(super) fn direct_pair_of(entry: &Entry) -> Option<DirectPair> {
    match &entry.event {
        Event::ChatLocked { chat }
        | Event::ChatUnlocked { chat }
        | Event::FileStaged { chat, .. }
        | Event::MessageSent { chat, .. }
        | Event::MessageCorrected { chat, .. }
        | Event::MessageRetracted { chat, .. }
        | Event::ChatRead { chat, .. }
        | Event::NoAnswerNeeded { chat, .. } => pair_of(chat),
        _ => None,
    }
}

/// Everyone except the two members.
pub(super) fn everyone_outside(
    everyone: &[PersonId],
    pair: &DirectPair,
) -> impl Iterator<Item = PersonId> {
    everyone
        .iter()
        .copied()
        .filter(move |person| pair.care != *person && pair.attendee != *person)
}
