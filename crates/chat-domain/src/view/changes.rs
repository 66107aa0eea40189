//! What a member of the care team may change about the people of a visit, by the checks of `decide` (V4).

use crate::{
    access::may_share_history,
    decide::{may_add, may_edit, may_remove},
    listed::listed,
    log::Actor,
    refusal::Refusal,
    visit::{Participant, Role, VisitState},
};
use serde::{Deserialize, Serialize};

listed! {
    /// A change of a participant.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Change {
        /// Edit the name and the second identifier.
        Edit,
        /// Remove the participant.
        Remove,
        /// Undo the removal.
        UndoRemoval,
    }
}

/// A change of a participant, permitted or greyed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChangeView {
    /// The change.
    pub change: Change,
    /// Whether it is permitted, or why not.
    pub permitted: Result<(), Refusal>,
}

/// A role in which people can be added, permitted or greyed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AdditionView {
    /// The role.
    pub role: Role,
    /// Whether a person can be added in it, or why not.
    pub permitted: Result<(), Refusal>,
    /// Whether the earlier visit chat can be shared with them (M6).
    pub may_share_history: bool,
}

pub(super) fn of(state: &VisitState, me: &Participant, whom: &Participant) -> Vec<ChangeView> {
    if !me.role.is_care_team() {
        return Vec::new();
    }
    let actor = Actor::Person(me.person);
    let edit = may_edit(state, actor);
    let (change, permitted) = if whom.is_active() {
        (Change::Remove, may_remove(state, actor, whom))
    } else {
        (Change::UndoRemoval, edit)
    };
    let edit = (Change::Edit, edit);
    let changes =
        [edit, (change, permitted)].map(|(change, permitted)| ChangeView { change, permitted });
    changes.into()
}

/// The roles in which the viewer may add people; empty for attendees.
pub(super) fn additions(state: &VisitState, me: &Participant) -> Vec<AdditionView> {
    if !me.role.is_care_team() {
        return Vec::new();
    }
    let added = |role| AdditionView {
        role,
        permitted: may_add(state, Actor::Person(me.person), role),
        may_share_history: may_share_history(state.rules(), state.kind, role).is_ok(),
    };
    Role::ALL.into_iter().map(added).collect()
}
