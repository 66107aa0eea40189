//! Actions that a viewer is offered besides writing, as `decide` judges them.

use crate::{
    command::Command, decide::decide, id::PersonId, log::Actor, refusal::Refusal, visit::VisitState,
};

/// An action that a screen offers as a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// Reopen the visit.
    ReopenVisit,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 8] = [
        Self::EnterWaitingRoom,
        Self::JoinCall,
        Self::Leave,
        Self::EndCall,
        Self::CompleteVisit,
        Self::CancelVisit,
        Self::MarkNoShow,
        Self::ReopenVisit,
    ];

    /// The command by which `person` performs the action.
    #[must_use]
    pub const fn command(self, person: PersonId) -> Command {
        match self {
            Self::EnterWaitingRoom => Command::EnterWaitingRoom { person },
            Self::JoinCall => Command::JoinCall { person },
            Self::Leave => Command::Leave { person },
            Self::EndCall => Command::EndCall,
            Self::CompleteVisit => Command::CompleteVisit,
            Self::CancelVisit => Command::CancelVisit,
            Self::MarkNoShow => Command::MarkNoShow,
            Self::ReopenVisit => Command::ReopenVisit,
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
            let permitted = match decide(state, Actor::Person(viewer), &action.command(viewer)) {
                Ok(events) if events.is_empty() => return None,
                Ok(_) => Ok(()),
                Err(
                    Refusal::CareTeamOnly | Refusal::WaitingRoomIsForAttendees | Refusal::NotClosed,
                ) => return None,
                Err(refusal) => Err(refusal),
            };
            Some(ActionView { action, permitted })
        })
        .collect()
}
