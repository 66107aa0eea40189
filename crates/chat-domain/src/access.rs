//! Access to chats: the one function that the screen, the server and the auditor use (W11).

mod direct;
mod messages;
mod read;
mod reading;
mod upload;
mod visit_chat;
mod writing;

pub use messages::{Retracts, may_retract_in};
pub use read::{
    may_oversee, may_oversee_file, may_read, may_read_file, may_read_message, sees, sees_call,
};
pub use reading::knows_readers_of;
pub(crate) use reading::{readers_of, sees_marks_of};
pub use upload::may_upload;
pub(crate) use writing::{may_act, may_add, may_correct_again};

use crate::{
    chat::{ChatKey, ChatNumber},
    id::PersonId,
    refusal::Refusal,
    visit::{Participant, VisitState},
};

/// What a viewer may do in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Access {
    /// The first entry that they may read, or why they may read none.
    pub read: Result<ChatNumber, Refusal>,
    /// Whether they may write, or why not.
    pub write: Result<(), Refusal>,
}

impl Access {
    /// Neither, for the same reason.
    const fn none(refusal: Refusal) -> Self {
        Self {
            read: Err(refusal),
            write: Err(refusal),
        }
    }
}

/// What `viewer` may do in `chat`. Writing is permitted exactly when
/// [`decide`](crate::decide::decide) accepts a well-formed message from them that is within their
/// quotas (V8).
#[must_use]
pub fn access(state: &VisitState, viewer: PersonId, chat: &ChatKey) -> Access {
    let me = match participant(state, viewer) {
        Ok(me) => me,
        Err(refusal) => return Access::none(refusal),
    };
    match chat {
        ChatKey::Visit => match visit_chat::may_read(me) {
            Ok(first) => Access {
                read: Ok(first),
                write: visit_chat::gate(state, me),
            },
            Err(refusal) => Access::none(refusal),
        },
        ChatKey::Direct(pair) => match direct::membership(state, me, pair) {
            Ok(other) => Access {
                read: Ok(ChatNumber::FIRST),
                write: direct::gate(state, me, other, pair),
            },
            Err(refusal) => Access::none(refusal),
        },
    }
}

/// Whether `person` may write in `chat` now (W1 to W10, P8).
///
/// # Errors
/// The refusal that greys the chat out.
pub fn may_write(state: &VisitState, person: PersonId, chat: &ChatKey) -> Result<(), Refusal> {
    access(state, person, chat).write // W11
}

/// The participant, if they have not been removed (M7, W9).
///
/// # Errors
/// [`Refusal::VisitUnknown`] for an outsider, [`Refusal::Removed`] after removal.
pub fn participant(state: &VisitState, person: PersonId) -> Result<&Participant, Refusal> {
    let found = state
        .participants
        .get(&person)
        .ok_or(Refusal::VisitUnknown)?; // M7
    if found.is_active() {
        Ok(found)
    } else {
        Err(Refusal::Removed) // W9
    }
}

/// W8: only an open visit accepts messages.
pub(crate) fn open(state: &VisitState) -> Result<(), Refusal> {
    if state.phase.is_open() {
        Ok(())
    } else if state.phase.is_closed() {
        Err(Refusal::VisitClosed { phase: state.phase }) // W8
    } else {
        Err(Refusal::VisitUnknown)
    }
}
