//! How people are named.

use crate::model::{PersonPart, Transcript};
use chat_domain::{Actor, PersonId};
use std::collections::BTreeMap;

/// The people by their ids.
pub(super) struct Names<'a>(BTreeMap<PersonId, &'a PersonPart>);

impl<'a> Names<'a> {
    pub(super) fn of(transcript: &'a Transcript) -> Self {
        Self(transcript.people.iter().map(|p| (p.person, p)).collect())
    }

    /// "Ana Silva (patient)", or "Ana Silva (patient, MRN 7)" where names look alike (P7). A person of whom the reader is
    /// given no name has their id.
    pub(super) fn person(&self, person: PersonId) -> String {
        let Some(found) = self.0.get(&person) else {
            return format!("person {person}");
        };
        let (name, role) = (isolated(found.name.as_str()), found.role.word());
        match found.qualifier.as_deref() {
            Some(qualifier) if qualifier.starts_with(role) => format!("{name} ({qualifier})"),
            Some(qualifier) => format!("{name} ({role}, {})", isolated(qualifier)),
            None => format!("{name} ({role})"),
        }
    }

    pub(super) fn actor(&self, actor: Actor) -> String {
        match actor {
            Actor::Person(person) => self.person(person),
            Actor::Overseer(person) => format!("overseer {person}"),
            Actor::Host => "the clinic's system".to_owned(),
            Actor::Service => "the chat service".to_owned(),
        }
    }
}

/// A text between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX #9). The texts of the domain contain neither.
pub(super) fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}
