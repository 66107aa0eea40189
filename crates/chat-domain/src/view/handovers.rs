//! Handovers as a viewer sees them (V7).

use crate::{
    access::{may_read_handed_over, sees_handover},
    chat::{ChatKey, Readable, ReaderNumber},
    command::Command,
    decide::decide,
    id::PersonId,
    log::Actor,
    visit::{Handover, Participant, Role, VisitState},
};
use time::OffsetDateTime;

/// A handover that is in effect: `to` takes over from `from`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HandoverView {
    /// The provider who handed over.
    pub from: PersonId,
    /// The provider who took over.
    pub to: PersonId,
    /// When they did.
    pub at: OffsetDateTime,
    /// The earlier direct chats that `to` may read because of it: shown to their two members and to `to`.
    pub opened: Vec<OpenedChat>,
}

/// An earlier direct chat that a new provider may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OpenedChat {
    /// The chat.
    pub chat: ChatKey,
    /// The newest entry at the handover. They may read the messages up to it.
    pub through: ReaderNumber,
}

pub(super) fn seen_by(state: &VisitState, me: &Participant) -> Vec<HandoverView> {
    let seen = state
        .handovers
        .iter()
        .filter(|handover| sees_handover(state, me, (handover.from, handover.to)));
    seen.map(|handover| HandoverView {
        from: handover.from,
        to: handover.to,
        at: handover.at,
        opened: opened(state, handover, me.person),
    })
    .collect()
}

/// The opened chats of which `viewer` may know. For all others they don't exist (M7).
fn opened(state: &VisitState, handover: &Handover, viewer: PersonId) -> Vec<OpenedChat> {
    let opened = handover.opened.iter();
    let opened = opened.filter_map(|(attendee, through)| {
        let chat = ChatKey::direct(handover.from, *attendee);
        let concerned = [handover.from, handover.to, *attendee].contains(&viewer);
        let read = may_read_handed_over(state, handover.to, &chat).is_ok();
        (concerned && read).then_some(OpenedChat {
            chat,
            through: Readable::all().number(*through),
        })
    });
    opened.collect()
}

/// The providers, in the order of addition, whose part of the visit `viewer` may hand over to at least
/// one other (V7).
pub(super) fn may_be_handed_over(state: &VisitState, viewer: PersonId) -> Vec<PersonId> {
    let mut providers: Vec<_> = state
        .participants
        .values()
        .filter(|p| p.role == Role::Provider)
        .collect();
    providers.sort_by_key(|p| p.added);
    let permitted = |from, to| {
        let hand_over = Command::HandOver { from, to };
        decide(state, Actor::Person(viewer), &hand_over).is_ok_and(|events| !events.is_empty())
    };
    let people = || providers.iter().map(|p| p.person);
    people()
        .filter(|from| people().any(|to| permitted(*from, to)))
        .collect()
}
