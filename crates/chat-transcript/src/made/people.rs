//! The people of a transcript.

use crate::{
    model::{PersonPart, StayPart},
    reader::{Reader, Scope},
    record::Kept,
};
use chat_domain::{
    Event, PersonId, Refusal, VisitState,
    view::{overseen_people, view},
};

/// The people whom the reader may know of.
pub(super) fn known(
    state: &VisitState,
    reader: Reader,
    scope: Scope,
    kept: &[&Kept],
) -> Result<Vec<PersonPart>, Refusal> {
    let mut people = match (reader, scope) {
        (Reader::Participant(viewer), _) => seen_by(state, viewer)?,
        (Reader::Overseer(overseer), Scope::Chat(chat)) => {
            let people = overseen_people(state, overseer, &chat)?.into_iter();
            let people = people.map(|p| PersonPart {
                person: p.person,
                name: p.name,
                qualifier: None,
                role: p.role,
                second_identifier: p.second_identifier,
                stays: Vec::new(),
            });
            people.collect()
        }
        (Reader::Overseer(_), Scope::Visit) => return Err(Refusal::NotAnOverseer), // M5
        (Reader::Operator, _) => everyone(state),
    };
    if !matches!(reader, Reader::Participant(_)) {
        tell_apart(&mut people);
    }
    let only_of = match reader {
        Reader::Participant(viewer) => {
            let viewer = people.iter().find(|p| p.person == viewer);
            viewer
                .filter(|viewer| !viewer.role.is_care_team())
                .map(|viewer| viewer.person)
        }
        Reader::Overseer(_) | Reader::Operator => None,
    };
    // When others came and went, attendees don't learn (M7).
    for person in &mut people {
        if only_of.is_none_or(|only| only == person.person) {
            person.stays = stays(state, person.person, kept);
        }
    }
    Ok(people)
}

fn seen_by(state: &VisitState, viewer: PersonId) -> Result<Vec<PersonPart>, Refusal> {
    let seen = view(state, viewer)?.participants.into_iter();
    let people = seen.map(|p| PersonPart {
        person: p.person,
        name: p.name,
        qualifier: p.qualifier,
        role: p.role,
        second_identifier: p.second_identifier,
        stays: Vec::new(),
    });
    Ok(people.collect())
}

fn everyone(state: &VisitState) -> Vec<PersonPart> {
    let mut all: Vec<_> = state.participants.values().collect();
    all.sort_by_key(|p| p.added);
    let people = all.into_iter().map(|p| PersonPart {
        person: p.person,
        name: p.name.clone(),
        qualifier: None,
        role: p.role,
        second_identifier: p.second_identifier.clone(),
        stays: Vec::new(),
    });
    people.collect()
}

/// Qualifies the people whose names look alike: by the second identifier or, without one, by the id (P7).
fn tell_apart(people: &mut [PersonPart]) {
    let looks: Vec<_> = people.iter().map(|p| p.name.looks()).collect();
    for (person, own) in people.iter_mut().zip(&looks) {
        if looks.iter().filter(|other| *other == own).count() > 1 {
            let identifier = person.second_identifier.as_ref();
            let identifier = identifier.map(|identifier| identifier.as_str().to_owned());
            person.qualifier = Some(identifier.unwrap_or_else(|| person.person.to_string()));
        }
    }
}

/// From when to when the person was a participant, as far as the reader may know.
fn stays(state: &VisitState, person: PersonId, kept: &[&Kept]) -> Vec<StayPart> {
    let mut stays: Vec<StayPart> = Vec::new();
    for kept in kept {
        let at = kept.entry.at;
        match &kept.entry.event {
            Event::ParticipantAdded { person: whom, .. }
            | Event::RemovalUndone { person: whom, .. }
                if *whom == person =>
            {
                stays.push(StayPart { from: at, to: None });
            }
            Event::ParticipantRemoved { person: whom, .. } if *whom == person => {
                if let Some(last) = stays.last_mut() {
                    last.to = last.to.or(Some(at));
                }
            }
            _ => {}
        }
    }
    // Removed at a time that is not for the reader (W9).
    if state.active(person).is_none() {
        stays.retain(|stay| stay.to.is_some());
    }
    stays
}
