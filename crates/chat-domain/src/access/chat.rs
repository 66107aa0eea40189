//! What a person may do in a chat.

use super::{direct, participant::participant, visit_chat};
use crate::{chat::ChatKey, id::PersonId, refusal::Refusal, visit::VisitState};

/// What a viewer may do in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Access {
    /// Whether they may read, or why not. [`may_read`](super::may_read) says what.
    pub read: Result<(), Refusal>,
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
            Ok(_) => Access {
                read: Ok(()),
                write: visit_chat::gate(state, me),
            },
            Err(refusal) => Access::none(refusal),
        },
        ChatKey::Direct(pair) => match direct::membership(state, me, pair) {
            Ok(other) => Access {
                read: Ok(()),
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
