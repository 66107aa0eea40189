//! Names that look alike (P7).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment, naive::Notes};
use chat_domain::{
    DisplayName, Event, PersonId, Role, RuleId, SecondIdentifier, view, view::ParticipantView,
};
use std::collections::{BTreeMap, BTreeSet};

/// People whose names look alike to a viewer are distinguished by role, for the care team by second
/// identifier, and else by a number or letter. A number is the rank. Letters count only people
/// whom the viewer sees.
pub(super) const SAME_NAMES_ARE_TOLD_APART: Law = Law {
    name: "same names are told apart",
    rules: &[RuleId::P1, RuleId::P7, RuleId::M7],
    check: same_names_are_told_apart,
};

/// While no one is edited, what told one person apart never tells another one apart.
pub(super) const A_QUALIFIER_NEVER_PASSES_TO_ANOTHER_PERSON: Law = Law {
    name: "a qualifier never passes to another person",
    rules: &[RuleId::P6, RuleId::P7],
    check: a_qualifier_never_passes_to_another_person,
};

/// What people have been given, by the newest entry about each.
struct Given<'a> {
    /// Groups people by how their names look: equal looks, equal group.
    looks: BTreeMap<PersonId, usize>,
    identifiers: BTreeMap<PersonId, Option<&'a SecondIdentifier>>,
}

impl<'a> Given<'a> {
    fn of(moment: &Moment<'a>) -> Self {
        let mut names: Vec<&DisplayName> = Vec::new();
        let (mut looks, mut identifiers) = (BTreeMap::new(), BTreeMap::new());
        for entry in moment.log {
            let (Event::ParticipantAdded {
                person,
                name,
                second_identifier,
                ..
            }
            | Event::ParticipantEdited {
                person,
                name,
                second_identifier,
                ..
            }) = &entry.event
            else {
                continue;
            };
            let known = names.iter().position(|other| name.looks_like(other));
            looks.insert(*person, known.unwrap_or(names.len()));
            identifiers.insert(*person, second_identifier.as_ref());
            if known.is_none() {
                names.push(name);
            }
        }
        Self { looks, identifiers }
    }

    /// Those of these people whose names look like that of `one`, with the same role.
    fn peers<'b>(
        &self,
        shown: &'b [ParticipantView],
        one: &ParticipantView,
    ) -> Vec<&'b ParticipantView> {
        let alike = |p: &&ParticipantView| self.looks.get(&p.person) == self.looks.get(&one.person);
        shown
            .iter()
            .filter(alike)
            .filter(|p| p.role == one.role)
            .collect()
    }

    fn is_unique(&self, shown: &[ParticipantView], one: &ParticipantView) -> bool {
        let group = self.looks.get(&one.person);
        let mut others = shown.iter().filter(|p| p.person != one.person);
        others.all(|p| self.looks.get(&p.person) != group)
    }
}

/// How the care team must be shown a person among `peers`, of whom there are several.
fn by_identifier(
    notes: &Notes<'_>,
    given: &Given<'_>,
    peers: &[&ParticipantView],
    one: &ParticipantView,
) -> Option<String> {
    let identifier = |p: &ParticipantView| given.identifiers.get(&p.person).copied().flatten();
    let own = identifier(one);
    let differ = peers.iter().any(|p| identifier(p) != own);
    let same = || peers.iter().filter(|p| identifier(p) == own);
    let place = same().position(|p| p.person == one.person)?;
    let word = one.role.word();
    let own = own.map(SecondIdentifier::as_str).filter(|_| differ);
    if same().count() == 1 {
        return Some(own.unwrap_or(word).to_owned());
    }
    let number = match rank(notes, one) {
        Some(rank) => rank.to_string(),
        None => letter(place)?.to_string(),
    };
    Some(own.map_or_else(
        || format!("{word} {number}"),
        |own| format!("{own}, {word} {number}"),
    ))
}

/// A patient's place in the order of arrival of all who ever were patients.
fn rank(notes: &Notes<'_>, one: &ParticipantView) -> Option<usize> {
    let ranked = notes.people.get(&one.person)?.ranked?;
    let earlier = notes.people.values().filter_map(|p| p.ranked);
    (one.role == Role::Patient).then(|| earlier.filter(|at| *at <= ranked).count())
}

fn letter(place: usize) -> Option<char> {
    ('A'..='Z').nth(place)
}

/// Whether an attendee is shown these peers by role and the first letters, one each.
fn are_lettered(peers: &[&ParticipantView]) -> bool {
    let shown: BTreeSet<_> = peers.iter().filter_map(|p| p.qualifier.clone()).collect();
    let lettered = peers.iter().zip('A'..='Z');
    shown
        == lettered
            .map(|(p, letter)| format!("{} {letter}", p.role.word()))
            .collect()
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
    let given = Given::of(moment);
    let notes = moment.notes();
    for who in notes.everyone() {
        let Ok(view) = view(moment.after, who) else {
            continue;
        };
        let shown = &view.participants;
        let mut order = shown.iter().map(|p| notes.people.get(&p.person));
        if !order.by_ref().map(|p| p.map(|p| p.added)).is_sorted() {
            return fail(format!("{who} sees people out of order"));
        }
        for one in shown {
            let peers = given.peers(shown, one);
            let expected = match peers.len() {
                _ if given.is_unique(shown, one) => None,
                ..=1 => Some(one.role.word().to_owned()),
                _ if notes.is_care(who) => by_identifier(notes, &given, &peers, one),
                _ if are_lettered(&peers) => one.qualifier.clone(),
                _ => Some("a letter".to_owned()),
            };
            ensure(one.qualifier == expected, || {
                format!("{who} sees {one:?}, expected {expected:?}")
            })?;
        }
    }
    Ok(())
}

fn a_qualifier_never_passes_to_another_person(moment: &Moment<'_>) -> Result<(), String> {
    let edits = |event: &Event| matches!(event, Event::ParticipantEdited { .. });
    if !moment.happened() || moment.added().iter().any(|entry| edits(&entry.event)) {
        return Ok(());
    }
    let looks = Given::of(moment).looks;
    for who in moment.notes().everyone() {
        let (Ok(before), Ok(after)) = (view(moment.before, who), view(moment.after, who)) else {
            continue;
        };
        let was: BTreeMap<_, _> = before
            .participants
            .iter()
            .filter_map(|p| Some(((looks.get(&p.person)?, p.qualifier.as_ref()?), p.person)))
            .collect();
        for p in &after.participants {
            let (Some(group), Some(qualifier)) = (looks.get(&p.person), &p.qualifier) else {
                continue;
            };
            let earlier = was.get(&(group, qualifier));
            ensure(earlier.is_none_or(|earlier| *earlier == p.person), || {
                format!("to {who}, {qualifier} was {earlier:?} and is {}", p.person)
            })?;
        }
    }
    Ok(())
}
