//! Who may show that they are typing, and to whom (R5).

use super::{chat::may_write, read::may_read};
use crate::{
    chat::{ChatKey, ChatNumber},
    id::PersonId,
    visit::VisitState,
};

/// A signal that a person is typing in a chat (R5). It is in no log, and changes nothing.
///
/// # Examples
/// ```
/// use chat_domain::{ChatKey, PersonId, VisitState, access::Typing};
/// use uuid::Uuid;
///
/// let outsider = PersonId::new(Uuid::from_u128(1));
/// assert_eq!(Typing::now(&VisitState::default(), outsider, ChatKey::Visit), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typing {
    /// The person who types.
    pub person: PersonId,
    /// The chat in which they type.
    pub chat: ChatKey,
    /// The chat's newest entry at the time. A later message of theirs ends the signal.
    pub after: ChatNumber,
}

impl Typing {
    /// The signal of `person`, who types in `chat` now; `None` unless they may write there.
    #[must_use]
    pub fn now(state: &VisitState, person: PersonId, chat: ChatKey) -> Option<Self> {
        may_signal_typing(state, person, &chat).then(|| Self {
            person,
            chat,
            after: state.chat(&chat).last,
        })
    }
}

/// Whether `person` may show now that they are typing in `chat`: exactly if they may write there (W11),
/// in a visit that shows typing.
#[must_use]
pub fn may_signal_typing(state: &VisitState, person: PersonId, chat: &ChatKey) -> bool {
    state.rules().shows_typing && may_write(state, person, chat).is_ok() // R5
}

/// Whether `viewer` is shown this signal now: exactly if they would read a message that its person sent
/// in the chat at this moment, and the person has not written there since. Never its own person.
#[must_use]
pub fn sees_typing(state: &VisitState, viewer: PersonId, typing: &Typing) -> bool {
    let Typing {
        person,
        chat,
        after,
    } = typing;
    let has_written = || {
        let mut newer = state.reading.written_after(*chat, *person, *after);
        newer.next().is_some()
    };
    viewer != *person
        && may_read(state, viewer, chat).is_ok()
        && may_signal_typing(state, *person, chat) // R5
        && !has_written()
}
