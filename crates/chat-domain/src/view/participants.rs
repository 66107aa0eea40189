//! Participants as a viewer sees them (P5, P7).

use crate::{
    access::sees,
    id::PersonId,
    text::{DisplayName, Looks, SecondIdentifier},
    visit::{Departure, Participant, Presence, Rank, Role, VisitState},
};
use std::collections::HashMap;
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
    /// Tells apart people whose names look the same to this viewer (P7). Shown next to the name but
    /// visually separate, so that no name can imitate it.
    pub qualifier: Option<String>,
    /// Their presence.
    pub presence: Presence,
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
}

pub(super) fn seen_by(state: &VisitState, me: &Participant) -> Vec<ParticipantView> {
    let mut seen: Vec<_> = state
        .participants
        .values()
        .filter(|other| sees(me, other))
        .collect();
    seen.sort_by_key(|p| p.added);
    let alike = Alike::of(&seen);
    let care_team = me.role.is_care_team();
    let primary = state.primary_patient();
    seen.iter()
        .map(|p| ParticipantView {
            person: p.person,
            role: p.role,
            name: p.name.clone(),
            qualifier: alike.qualifier(p), // P7
            presence: p.presence,
            departure: p.departure.map(|(how, _)| how),
            away_since: p
                .departure
                .map(|(_, at)| at)
                .filter(|_| care_team || p.person == me.person),
            rank: p.rank.filter(|_| care_team && p.role == Role::Patient),
            second_identifier: p.second_identifier.clone().filter(|_| care_team),
            is_primary: care_team && primary == Some(p.person),
        })
        .collect()
}

/// The participants that a viewer sees, grouped by the look of their names.
struct Alike<'a>(HashMap<&'a Looks, Vec<&'a Participant>>);

impl<'a> Alike<'a> {
    fn of(seen: &[&'a Participant]) -> Self {
        let mut alike: HashMap<_, Vec<_>> = HashMap::with_capacity(seen.len());
        for p in seen {
            alike.entry(&p.looks).or_default().push(*p);
        }
        Self(alike)
    }

    /// Role and index among participants with the same look and role: "patient 2". Counted in the
    /// order of addition, so it is stable while the viewer sees the same people.
    fn qualifier(&self, p: &Participant) -> Option<String> {
        let alike = self.0.get(&p.looks)?;
        alike.get(1)?; // unique look
        let mut same_role = alike.iter().filter(|other| other.role == p.role);
        let place = same_role
            .clone()
            .position(|other| other.person == p.person)?
            + 1;
        let word = p.role.word();
        if same_role.nth(1).is_none() {
            return Some(word.to_owned());
        }
        Some(format!("{word} {place}"))
    }
}
