//! Actions that a viewer is offered besides writing, as `decide` judges them.

use crate::{
    command::Command, decide::decide, id::PersonId, listed::listed, log::Actor, refusal::Refusal,
    visit::VisitState,
};
use serde::{Deserialize, Serialize};

listed! {
    /// An action that a screen offers as a button.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Action {
        /// Enter the waiting room.
        EnterWaitingRoom,
        /// Join the call.
        JoinCall,
        /// Leave the waiting room or the call.
        Leave,
        /// End the call for everyone.
        EndCall,
        /// Complete the visit.
        CompleteVisit,
        /// Cancel the visit.
        CancelVisit,
        /// Mark the visit as a no-show.
        MarkNoShow,
        /// Close the visit: a patient left without being seen.
        MarkLeftWithoutBeingSeen,
        /// End the follow-up of the completed visit.
        EndFollowUp,
        /// Reopen the visit.
        ReopenVisit,
    }
}

impl Action {
    /// The action's command; `None` for a presence action without the person whose presence changes.
    #[must_use]
    pub fn command(self, person: Option<PersonId>) -> Option<Command> {
        match self {
            Self::EnterWaitingRoom => person.map(|person| Command::EnterWaitingRoom { person }),
            Self::JoinCall => person.map(|person| Command::JoinCall { person }),
            Self::Leave => person.map(|person| Command::Leave { person }),
            Self::EndCall => Some(Command::EndCall),
            Self::CompleteVisit => Some(Command::CompleteVisit),
            Self::CancelVisit => Some(Command::CancelVisit),
            Self::MarkNoShow => Some(Command::MarkNoShow),
            Self::MarkLeftWithoutBeingSeen => Some(Command::MarkLeftWithoutBeingSeen),
            Self::EndFollowUp => Some(Command::EndFollowUp),
            Self::ReopenVisit => Some(Command::ReopenVisit),
        }
    }
}

/// An action, permitted or greyed out. No-ops, and actions that this person can never take, are not
/// listed at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActionView {
    /// The action.
    pub action: Action,
    /// Whether it is permitted, or why not.
    pub permitted: Result<(), Refusal>,
}

pub(super) fn of(state: &VisitState, viewer: PersonId) -> Vec<ActionView> {
    Action::ALL
        .into_iter()
        .filter_map(|action| {
            let command = action.command(Some(viewer))?;
            let permitted = match decide(state, Actor::Person(viewer), &command) {
                Ok(events) if events.is_empty() => return None,
                Ok(_) => Ok(()),
                Err(
                    Refusal::CareTeamOnly
                    | Refusal::WaitingRoomIsForAttendees
                    | Refusal::LeftWithoutBeingSeenUnknown,
                ) => return None,
                Err(refusal) => Err(refusal),
            };
            Some(ActionView { action, permitted })
        })
        .collect()
}
