//! Names as they are shown (P5, P7).

use crate::{
    access::sees,
    id::PersonId,
    text::{DisplayName, SecondIdentifier},
    visit::{Participant, Presence, Rank, Role, VisitState},
};

/// A participant as the viewer sees them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParticipantView {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// The name.
    pub name: DisplayName,
    /// What tells them apart from others the viewer sees under a name that looks the same (P7).
    /// Shown beside the name, always apart from it, so that no name can imitate it.
    pub qualifier: Option<String>,
    /// Where they are.
    pub presence: Presence,
    /// A patient's rank (P1), to the care team.
    pub rank: Option<Rank>,
    /// The second identifier, to the care team (P7).
    pub second_identifier: Option<SecondIdentifier>,
    /// Whether they are the primary patient (P1), to the care team.
    pub is_primary: bool,
}

pub(super) fn seen_by(state: &VisitState, me: &Participant) -> Vec<ParticipantView> {
    let mut seen: Vec<_> = state
        .participants
        .values()
        .filter(|other| sees(me, other))
        .collect();
    seen.sort_by_key(|p| p.added);
    let looks: Vec<_> = seen.iter().map(|p| p.name.looks()).collect();
    let seen: Vec<_> = seen.into_iter().zip(looks).collect();
    let care_team = me.role.is_care_team();
    let primary = state.primary_patient();
    seen.iter()
        .map(|(p, looks)| ParticipantView {
            person: p.person,
            role: p.role,
            name: p.name.clone(),
            qualifier: qualifier(&seen, p, looks),
            presence: p.presence,
            rank: p.rank.filter(|_| care_team),
            second_identifier: p.second_identifier.clone().filter(|_| care_team),
            is_primary: care_team && primary == Some(p.person),
        })
        .collect()
}

/// Role and place among those of the same looks and role: "patient 2". Counted in the order of
/// being added, so that it never changes for a person while the viewer sees the same people.
fn qualifier(seen: &[(&Participant, String)], p: &Participant, looks: &str) -> Option<String> {
    let alike = || seen.iter().filter(|(_, other)| other == looks);
    alike().nth(1)?; // alone with these looks
    let same_role: Vec<PersonId> = alike()
        .filter(|(other, _)| other.role == p.role)
        .map(|(other, _)| other.person)
        .collect();
    let word = p.role.word();
    if same_role.len() < 2 {
        return Some(word.to_owned());
    }
    let place = same_role.iter().position(|person| *person == p.person)? + 1;
    Some(format!("{word} {place}"))
}
