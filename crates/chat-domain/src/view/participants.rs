//! Participants as a viewer sees them (P5, P7).

use super::{
    changes::{self, ChangeView},
    qualifier::qualifiers,
};
use crate::{
    access::{no_direct_chat, sees},
    id::PersonId,
    refusal::Refusal,
    text::{DisplayName, Looks, SecondIdentifier},
    visit::{Departure, Participant, Presence, Rank, Role, VisitState},
};
use time::OffsetDateTime;

/// A participant as the viewer sees them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParticipantView {
    /// The person.
    pub person: PersonId,
    /// Their role.
    pub role: Role,
    /// The name.
    pub name: DisplayName,
    /// The look of the name (P7), by whose key people of several visits are compared.
    pub looks: Looks,
    /// Tells apart people whose names look the same to this viewer (P7). Shown next to the name but
    /// visually separate, so that no name can imitate it. For the care team, it begins with the second
    /// identifier if that differs.
    pub qualifier: Option<String>,
    /// Their presence.
    pub presence: Presence,
    /// Since when they are in the waiting room; `None` elsewhere. Shown only to the care team.
    pub in_waiting_room_since: Option<OffsetDateTime>,
    /// How they came to be away; `None` unless they are away.
    pub departure: Option<Departure>,
    /// Since when they are away; shown only to the care team and to the person themself.
    pub away_since: Option<OffsetDateTime>,
    /// A patient's rank (P1); shown only to the care team.
    pub rank: Option<Rank>,
    /// The second identifier (P7); shown only to the care team.
    pub second_identifier: Option<SecondIdentifier>,
    /// Whether they are the primary patient (P1); shown only to the care team.
    pub is_primary: bool,
    /// What the care team may change about them (V4); empty for attendees.
    pub changes: Vec<ChangeView>,
    /// Why the viewer has no direct chat with them, by their roles (M2, M3, M4); `None` if they may have one, and for
    /// the viewer themself.
    pub direct_refusal: Option<Refusal>,
}

pub(super) fn seen_by(state: &VisitState, me: &Participant) -> Vec<ParticipantView> {
    let mut seen: Vec<_> = state
        .participants
        .values()
        .filter(|other| sees(me, other))
        .collect();
    seen.sort_by_key(|p| p.added);
    let mut qualifiers = qualifiers(me, &seen);
    let care_team = me.role.is_care_team();
    let primary = state.primary_patient();
    seen.iter()
        .map(|p| ParticipantView {
            person: p.person,
            role: p.role,
            name: p.name.clone(),
            looks: p.looks.clone(),
            qualifier: qualifiers.remove(&p.person), // P7
            presence: p.presence,
            in_waiting_room_since: p
                .in_waiting_room_since
                .filter(|_| care_team && p.presence == Presence::Waiting),
            departure: p.departure.map(|(how, _)| how),
            away_since: p
                .departure
                .map(|(_, at)| at)
                .filter(|_| care_team || p.person == me.person),
            rank: p.rank.filter(|_| care_team && p.role == Role::Patient),
            second_identifier: p.second_identifier.clone().filter(|_| care_team),
            is_primary: care_team && primary == Some(p.person),
            changes: changes::of(state, me, p),
            direct_refusal: no_direct_chat(&state.policy, me, p),
        })
        .collect()
}
