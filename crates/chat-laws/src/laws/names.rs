//! Names that look alike (P7).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment, naive::Notes};
use chat_domain::{DisplayName, Event, PersonId, RuleId, view, view::ParticipantView};
use std::collections::BTreeMap;

/// People whose names look alike to a viewer are distinguished by role and, within a role, by a
/// number. The number counts only people whom the viewer sees.
pub(super) const SAME_NAMES_ARE_TOLD_APART: Law = Law {
    name: "same names are told apart",
    rules: &[RuleId::P7, RuleId::M7],
    check: same_names_are_told_apart,
};

/// Groups people by how their names look: equal looks, equal group.
fn looks(moment: &Moment<'_>) -> BTreeMap<PersonId, usize> {
    let mut names: Vec<&DisplayName> = Vec::new();
    let mut looks = BTreeMap::new();
    for entry in moment.log {
        let (Event::ParticipantAdded { person, name, .. }
        | Event::ParticipantEdited { person, name, .. }) = &entry.event
        else {
            continue;
        };
        let known = names.iter().position(|other| name.looks_like(other));
        looks.insert(*person, known.unwrap_or(names.len()));
        if known.is_none() {
            names.push(name);
        }
    }
    looks
}

/// How a person must be distinguished among those shown, if necessary.
fn distinguished(
    notes: &Notes<'_>,
    shown: &[ParticipantView],
    looks: &BTreeMap<PersonId, usize>,
    one: PersonId,
) -> Option<String> {
    let role_of = |who: PersonId| notes.people.get(&who).map(|p| p.role);
    let alike = shown.iter().map(|p| p.person);
    let alike: Vec<_> = alike.filter(|p| looks.get(p) == looks.get(&one)).collect();
    let mut role = alike.iter().filter(|p| role_of(**p) == role_of(one));
    let place = role.clone().position(|p| *p == one)? + 1;
    let word = role_of(one)?.word();
    match (alike.len(), role.nth(1)) {
        (..=1, _) => None,
        (_, None) => Some(word.to_owned()),
        (_, Some(_)) => Some(format!("{word} {place}")),
    }
}

fn same_names_are_told_apart(moment: &Moment<'_>) -> Result<(), String> {
    // No other event changes who is shown to whom.
    let shows = |event: &Event| {
        matches!(
            event,
            Event::ParticipantAdded { .. }
                | Event::ParticipantEdited { .. }
                | Event::ParticipantRemoved { .. }
                | Event::RemovalUndone { .. }
                | Event::WaitingRoomEntered { .. }
        )
    };
    if !moment.added().iter().any(|entry| shows(&entry.event)) {
        return Ok(());
    }
    let looks = looks(moment);
    let notes = moment.notes();
    for who in notes.everyone() {
        let Ok(view) = view(moment.after, who) else {
            continue;
        };
        let mut order = view
            .participants
            .iter()
            .map(|p| notes.people.get(&p.person));
        if !order.by_ref().map(|p| p.map(|p| p.added)).is_sorted() {
            return fail(format!("{who} sees people out of order"));
        }
        for one in &view.participants {
            let expected = distinguished(notes, &view.participants, &looks, one.person);
            ensure(one.qualifier == expected, || {
                format!("{who} sees {one:?}, expected {expected:?}")
            })?;
        }
    }
    Ok(())
}
