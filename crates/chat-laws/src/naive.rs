//! A second opinion, written from the rule catalogue alone. It notes what a log tells, entry by
//! entry, and answers each question from those notes; it shares nothing with the code that it judges.

mod notes;
mod reading;
mod writing;

pub use notes::{Chat, Message, Person, Place, Upload};

use chat_domain::{
    Actor, AttachmentId, ChatKey, Entry, MessageId, PersonId, Phase, Policy, Role, Rules, VisitKind,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Somebody of whom no log tells.
pub const STRANGER: PersonId = PersonId::new(Uuid::from_u128(u128::MAX));

/// What a log tells.
#[derive(Clone, Debug, Default)]
pub struct Notes<'a> {
    /// The entries that were noted, in their order.
    pub log: Vec<&'a Entry>,
    /// What the visit was scheduled as.
    pub scheduled: Option<(VisitKind, Policy)>,
    /// The rules that it was scheduled under.
    pub rules: Option<&'static Rules>,
    /// How far it has come (V2).
    pub phase: Phase,
    /// Everyone who was ever added.
    pub people: BTreeMap<PersonId, Person>,
    /// Everyone who ever acted.
    pub actors: BTreeSet<PersonId>,
    /// Every chat that an entry is about.
    pub chats: BTreeMap<ChatKey, Chat>,
    /// Every message.
    pub messages: BTreeMap<MessageId, Message<'a>>,
    /// Every upload.
    pub uploads: BTreeMap<AttachmentId, Upload<'a>>,
    /// Who broke the glass of which chat, and where in the log they last did (M5).
    pub glass: BTreeMap<(PersonId, ChatKey), usize>,
}

impl<'a> Notes<'a> {
    /// The notes of a whole log.
    #[must_use]
    pub fn of(log: &'a [Entry]) -> Self {
        let mut notes = Self::default();
        for entry in log {
            notes.note(entry);
        }
        notes
    }

    /// The role of somebody who takes part and was not removed.
    #[must_use]
    pub fn role(&self, who: PersonId) -> Option<Role> {
        let person = self.people.get(&who)?;
        person.removed.is_none().then_some(person.role)
    }

    /// Whether somebody takes part and was not removed.
    #[must_use]
    pub fn takes_part(&self, who: PersonId) -> bool {
        self.role(who).is_some()
    }

    /// Whether somebody took part and was removed (W9).
    #[must_use]
    pub fn was_removed(&self, who: PersonId) -> bool {
        self.people.get(&who).is_some_and(|p| p.removed.is_some())
    }

    /// Whether somebody takes part as a provider or as staff.
    #[must_use]
    pub fn is_care(&self, who: PersonId) -> bool {
        matches!(self.role(who), Some(Role::Provider | Role::Staff))
    }

    /// Whether somebody takes part as anything else.
    #[must_use]
    pub fn is_attendee(&self, who: PersonId) -> bool {
        self.takes_part(who) && !self.is_care(who)
    }

    /// Whether somebody is, or was until their removal, a provider or staff.
    #[must_use]
    pub fn was_care(&self, who: PersonId) -> bool {
        matches!(
            self.people.get(&who).map(|p| p.role),
            Some(Role::Provider | Role::Staff)
        )
    }

    /// Where somebody is.
    #[must_use]
    pub fn place(&self, who: PersonId) -> Place {
        self.people
            .get(&who)
            .map_or(Place::Elsewhere, |person| person.place)
    }

    /// Whether somebody is in the call.
    #[must_use]
    pub fn call_underway(&self) -> bool {
        self.people.values().any(|p| p.place == Place::Call)
    }

    /// Whether the host or somebody of the care team acts: they manage the visit (V1).
    #[must_use]
    pub fn manages(&self, actor: Actor) -> bool {
        match actor {
            Actor::Host => self.scheduled.is_some(),
            Actor::Person(person) => self.is_care(person),
            Actor::Overseer(_) => false,
        }
    }

    /// The primary patient: the first to have entered of those who still take part (P1, P3).
    #[must_use]
    pub fn primary(&self) -> Option<PersonId> {
        self.patients_in_order().next()
    }

    /// The patient with whom *Direct Message* opens: where the rules say so the first of those in the
    /// call, else the primary (P2, P3).
    #[must_use]
    pub fn default_patient(&self) -> Option<PersonId> {
        let in_call = |who: &PersonId| self.place(*who) == Place::Call;
        let rules = self.rules;
        let there = rules
            .filter(|rules| rules.direct_message_prefers_the_call)
            .and_then(|_| self.patients_in_order().find(in_call));
        there.or_else(|| self.primary())
    }

    /// The patients who still take part, in the order in which they first entered.
    pub fn patients_in_order(&self) -> impl Iterator<Item = PersonId> {
        let mut came: Vec<_> = self
            .people
            .iter()
            .filter(|(_, p)| p.role == Role::Patient && p.removed.is_none())
            .filter_map(|(person, p)| Some((p.came?, *person)))
            .collect();
        came.sort_unstable();
        came.into_iter().map(|(_, person)| person)
    }

    /// Everyone who could ask: those of whom the log tells, and a stranger.
    #[must_use]
    pub fn everyone(&self) -> Vec<PersonId> {
        let told = self
            .people
            .keys()
            .copied()
            .chain(self.actors.iter().copied());
        let everyone: BTreeSet<_> = told.chain([STRANGER]).collect();
        everyone.into_iter().collect()
    }

    /// Every name of a chat that can be made of them, those included that no rule allows.
    #[must_use]
    pub fn every_chat(&self) -> Vec<ChatKey> {
        let everyone = self.everyone();
        let pairs = everyone
            .iter()
            .flat_map(|a| everyone.iter().map(move |b| ChatKey::direct(*a, *b)));
        [ChatKey::Visit].into_iter().chain(pairs).collect()
    }
}
