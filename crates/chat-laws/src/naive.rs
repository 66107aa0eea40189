//! An independent reading of the rules, written from the catalogue alone. It takes notes of each
//! log entry and answers questions from the notes. It shares nothing with the code under test.

mod notes;
mod notices;
mod parts;
mod reading;
mod reminders;
mod repeats;
mod waiting;
mod writing;

pub use parts::{Chat, Handover, Message, Notice, Person, Place, Upload};

use chat_domain::{
    Actor, AttachmentId, ChatKey, Entry, MessageId, PersonId, Phase, Policy, Role, Rules,
    VisitKind, chat::NoticeStatus,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A person who occurs in no log.
pub const STRANGER: PersonId = PersonId::new(Uuid::from_u128(u128::MAX));

/// Notes of a log.
#[derive(Clone, Debug, Default)]
pub struct Notes<'a> {
    /// The entries, in order.
    pub log: Vec<&'a Entry>,
    /// The kind and policy that the visit was scheduled with.
    pub scheduled: Option<(VisitKind, Policy)>,
    /// The rules that it was scheduled under.
    pub rules: Option<&'static Rules>,
    /// The current phase (V2).
    pub phase: Phase,
    /// Whether direct chats are open after the visit's completion (W8).
    pub follow_up: bool,
    /// Everyone who was ever added.
    pub people: BTreeMap<PersonId, Person>,
    /// Everyone who ever acted.
    pub actors: BTreeSet<PersonId>,
    /// Every chat that occurs in an entry.
    pub chats: BTreeMap<ChatKey, Chat>,
    /// Every message.
    pub messages: BTreeMap<MessageId, Message<'a>>,
    /// Every notice, in log order (W7).
    pub notices: Vec<Notice<'a>>,
    /// Every upload.
    pub uploads: BTreeMap<AttachmentId, Upload<'a>>,
    /// The handovers in effect (V7).
    pub handovers: Vec<Handover>,
    /// The provider who was the last to leave (V9).
    pub last_provider: Option<PersonId>,
    /// For each overseer and chat, the log position where they last broke the glass (M5).
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

    /// Whether a chat is open: the visit is, or its direct chats are after its completion (W8).
    #[must_use]
    pub fn open_in(&self, chat: &ChatKey) -> bool {
        self.open() || self.follow_up && *chat != ChatKey::Visit
    }

    /// Whether the policy has the service complete the visit at some time (W8).
    #[must_use]
    pub fn has_completion_policy(&self) -> bool {
        let hours = self
            .scheduled
            .map_or(0, |(_, policy)| policy.complete_after_hours);
        hours > 0 && self.rules.is_some_and(|rules| rules.closes_by_policy)
    }

    /// Whether the service may complete the visit by its policy (W8).
    #[must_use]
    pub fn completes_by_policy(&self) -> bool {
        self.has_completion_policy()
            && self.open()
            && !self.call_underway()
            && !self.someone_waits()
    }

    /// Whether a message waits for anyone who is shown that, a notice for the care team (R4), or a person for the
    /// call.
    #[must_use]
    pub fn someone_waits(&self) -> bool {
        let shown = |who: &PersonId, chat: &ChatKey| {
            let theirs = self.is_member(*who, chat) && self.is_on_care_side(*who, chat);
            theirs && self.waiting_for(*who, chat).is_some() || self.knows_passed_on(*who, chat)
        };
        let people = || self.people.keys().filter(|who| self.takes_part(**who));
        let messages = people().any(|who| self.chats.keys().any(|chat| shown(who, chat)));
        let notices = self
            .notices
            .iter()
            .any(|one| self.notice_status(one) == NoticeStatus::Waiting);
        let received = people().any(|who| self.is_care(*who));
        let waiting_room = |(who, p): (&PersonId, &Person)| {
            p.early || p.place == Place::Waiting && self.leased(*who)
        };
        messages || notices && received || self.people.iter().any(waiting_room)
    }

    /// The role of a current participant.
    #[must_use]
    pub fn role(&self, who: PersonId) -> Option<Role> {
        let person = self.people.get(&who)?;
        person.removed.is_none().then_some(person.role)
    }

    /// Whether the person is a current participant.
    #[must_use]
    pub fn takes_part(&self, who: PersonId) -> bool {
        self.role(who).is_some()
    }

    /// Whether the person was removed (W9).
    #[must_use]
    pub fn was_removed(&self, who: PersonId) -> bool {
        self.people.get(&who).is_some_and(|p| p.removed.is_some())
    }

    /// Whether the person is a current provider or staff member.
    #[must_use]
    pub fn is_care(&self, who: PersonId) -> bool {
        matches!(self.role(who), Some(Role::Provider | Role::Staff))
    }

    /// Whether the person is a current attendee.
    #[must_use]
    pub fn is_attendee(&self, who: PersonId) -> bool {
        self.takes_part(who) && !self.is_care(who)
    }

    /// Whether the person is, or was until their removal, a provider or staff member.
    #[must_use]
    pub fn was_care(&self, who: PersonId) -> bool {
        matches!(
            self.people.get(&who).map(|p| p.role),
            Some(Role::Provider | Role::Staff)
        )
    }

    /// Where the person is.
    #[must_use]
    pub fn place(&self, who: PersonId) -> Place {
        self.people
            .get(&who)
            .map_or(Place::Elsewhere, |person| person.place)
    }

    /// Whether the person is present and reported it themselves, under rules that lease such presence (V9).
    #[must_use]
    pub fn leased(&self, who: PersonId) -> bool {
        let reported = self.people.get(&who).and_then(|person| person.reported);
        let leases = self.rules.is_some_and(|rules| rules.leases_presence);
        leases && self.takes_part(who) && reported == Some(Actor::Person(who))
    }

    /// Whether the provider that the chat requires was dropped from the call: its own, or the last one to
    /// leave (W2, V9).
    #[must_use]
    pub fn provider_dropped(&self, chat: &ChatKey) -> bool {
        let dropped = |person: &Person| person.dropped && person.removed.is_none();
        match chat {
            ChatKey::Direct(pair) => self.people.get(&pair.care).is_some_and(dropped),
            ChatKey::Visit => {
                let last = self.last_provider.and_then(|last| self.people.get(&last));
                last.is_some_and(dropped)
            }
        }
    }

    /// Whether anyone is in the call.
    #[must_use]
    pub fn call_underway(&self) -> bool {
        self.people.values().any(|p| p.place == Place::Call)
    }

    /// Whether the actor manages the visit: the host or a member of the care team (V1).
    #[must_use]
    pub fn manages(&self, actor: Actor) -> bool {
        match actor {
            Actor::Host => self.scheduled.is_some(),
            Actor::Person(person) => self.is_care(person),
            Actor::Overseer(_) | Actor::Service => false,
        }
    }

    /// The primary patient: the first to have entered among current participants (P1, P3).
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

    /// The current patients, in the order in which each first was a patient who had entered.
    pub fn patients_in_order(&self) -> impl Iterator<Item = PersonId> {
        let mut came: Vec<_> = self
            .people
            .iter()
            .filter(|(_, p)| p.role == Role::Patient && p.removed.is_none())
            .filter_map(|(person, p)| Some((p.ranked?, *person)))
            .collect();
        came.sort_unstable();
        came.into_iter().map(|(_, person)| person)
    }

    /// Everyone who could make a request: the people in the log, and a stranger.
    #[must_use]
    pub fn everyone(&self) -> Vec<PersonId> {
        let known = self
            .people
            .keys()
            .copied()
            .chain(self.actors.iter().copied());
        let everyone: BTreeSet<_> = known.chain([STRANGER]).collect();
        everyone.into_iter().collect()
    }

    /// Every chat key that can be formed from them, including invalid ones.
    #[must_use]
    pub fn every_chat(&self) -> Vec<ChatKey> {
        let everyone = self.everyone();
        let pairs = everyone
            .iter()
            .flat_map(|a| everyone.iter().map(move |b| ChatKey::direct(*a, *b)));
        [ChatKey::Visit].into_iter().chain(pairs).collect()
    }
}
