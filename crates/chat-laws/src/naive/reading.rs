//! Reading permissions, according to the notes.

use super::{Notes, parts::Message};
use chat_domain::{Actor, ChatKey, Event, PersonId, Role, VisitKind};

impl Notes<'_> {
    /// Whether attendees read the visit chat from its start (M6).
    #[must_use]
    pub fn whole_history(&self) -> bool {
        self.scheduled
            .is_some_and(|(kind, policy)| kind == VisitKind::OneToOne || policy.open_history)
    }

    /// Whether one side of the chat is on the care side and the other an attendee, in roles that
    /// have direct chats (M2, M3, M4).
    #[must_use]
    pub fn roles_fit(&self, chat: &ChatKey) -> bool {
        let (ChatKey::Direct(pair), Some((_, policy))) = (chat, self.scheduled) else {
            return false;
        };
        let care = match self.people.get(&pair.care).map(|p| p.role) {
            Some(Role::Provider) => true,
            Some(Role::Staff) => policy.staff_have_direct_chats,
            _ => false,
        };
        let attendee = match self.people.get(&pair.attendee).map(|p| p.role) {
            Some(Role::Patient) => true,
            Some(Role::Guest) => policy.guests_have_direct_chats,
            _ => false,
        };
        care && attendee
    }

    /// Whether the person is a current member of the chat.
    #[must_use]
    pub fn is_member(&self, who: PersonId, chat: &ChatKey) -> bool {
        match (self.people.get(&who), chat) {
            (Some(person), _) if person.removed.is_some() => false,
            (Some(person), ChatKey::Visit) => self.is_care(who) || person.came.is_some(),
            (Some(_), ChatKey::Direct(pair)) => {
                (who == pair.care || who == pair.attendee) && self.roles_fit(chat)
            }
            (None, _) => false,
        }
    }

    /// Whether the person may read a message, retracted or not.
    #[must_use]
    pub fn reads(&self, who: PersonId, message: &Message<'_>) -> bool {
        self.reads_as_member(who, message) || self.reads_handed_over(who, message)
    }

    /// Whether the policy lets the person read a message of another provider's direct chat, since
    /// they took over from that provider later (V7). Not what was sent while they were removed (W9).
    #[must_use]
    pub fn reads_handed_over(&self, who: PersonId, message: &Message<'_>) -> bool {
        let mut handovers = self.handovers.iter();
        self.takes_part(who)
            && !self.missed(who, message.at)
            && handovers.any(|one| one.to == who && one.opens(message))
    }

    /// Whether an attendee sees a handover between these two providers: they entered, or have a
    /// direct chat with one of them. The care team sees all of them (V7, M7).
    #[must_use]
    pub fn sees_handover(&self, who: PersonId, from: PersonId, to: PersonId) -> bool {
        let shares = |provider| {
            let chat = ChatKey::direct(provider, who);
            let written = self.chats.get(&chat).is_some_and(|c| !c.entries.is_empty());
            written && self.is_member(who, &chat)
        };
        let came = self.people.get(&who).is_some_and(|p| p.came.is_some());
        self.takes_part(who) && (self.is_care(who) || came || shares(from) || shares(to))
    }

    /// Whether the person may read a message as a member of its chat.
    #[must_use]
    pub fn reads_as_member(&self, who: PersonId, message: &Message<'_>) -> bool {
        self.is_member(who, &message.chat)
            && !self.missed(who, message.at)
            && (message.chat != ChatKey::Visit
                || self.is_care(who)
                || self.whole_history()
                || self.came_before(who, message.at))
    }

    /// Whether one participant may know of another (M1, M7).
    #[must_use]
    pub fn sees(&self, who: PersonId, other: PersonId) -> bool {
        let (Some(me), Some(whom)) = (self.people.get(&who), self.people.get(&other)) else {
            return false;
        };
        if who == other || self.was_care(who) || self.was_care(other) {
            return true;
        }
        let (Some(came), Some(_)) = (me.came, whom.came) else {
            return false;
        };
        // Someone who came and was removed while they were away is unknown to them (W9).
        let passed = |removed| {
            let mut away = me.away.iter();
            away.any(|(from, to)| whom.came.is_some_and(|at| *from < at) && removed < *to)
        };
        (whom
            .removed
            .is_none_or(|removed| self.whole_history() || removed > came))
            && !whom.removed.is_some_and(passed)
    }

    /// Whether the person had been removed when the entry at this log position was written, and came
    /// back later (W9).
    #[must_use]
    pub fn missed(&self, who: PersonId, at: usize) -> bool {
        self.people.get(&who).is_some_and(|p| p.was_away(at))
    }

    /// Whether the person gets the entry at this log position.
    #[must_use]
    pub fn gets(&self, who: PersonId, at: usize) -> bool {
        let Some(entry) = self.log.get(at).filter(|_| self.takes_part(who)) else {
            return false;
        };
        if entry.event.message().is_none() && self.missed(who, at) {
            return false;
        }
        match &entry.event {
            Event::MessageSent { message, .. }
            | Event::MessageCorrected { message, .. }
            | Event::MessageRetracted { message, .. } => self
                .messages
                .get(message)
                .is_some_and(|message| self.reads(who, message)),
            Event::ChatLocked { chat } | Event::ChatUnlocked { chat } => self.is_member(who, chat),
            Event::ChatRead { chat, through } => match entry.actor {
                Actor::Person(reader) => {
                    self.is_member(who, chat)
                        && self.sees(who, reader)
                        && through.0 >= self.first(who, chat)
                }
                Actor::Host | Actor::Overseer(_) | Actor::Service => false,
            },
            Event::NoAnswerNeeded { chat, .. } => {
                self.is_member(who, chat) && self.is_on_care_side(who, chat)
            }
            Event::FileStaged { .. } => entry.actor == Actor::Person(who),
            Event::FileDiscarded { attachment } => self
                .uploads
                .get(attachment)
                .is_some_and(|upload| upload.by == who),
            Event::GlassBroken { .. } => false,
            Event::HandedOver { from, to } => self.sees_handover(who, *from, *to),
            Event::ParticipantAdded { person, .. }
            | Event::ParticipantRemoved { person, .. }
            | Event::RemovalUndone { person, .. }
            | Event::ParticipantEdited { person, .. }
            | Event::CallJoinReported { person }
            | Event::WaitingRoomEntered { person }
            | Event::CallJoined { person }
            | Event::ParticipantLeft { person, .. } => self.sees(who, *person),
            Event::VisitScheduled { .. }
            | Event::VisitEdited { .. }
            | Event::CallEnded
            | Event::VisitCompleted
            | Event::VisitCancelled
            | Event::VisitMarkedNoShow
            | Event::VisitMarkedLeftWithoutBeingSeen
            | Event::VisitReopened => true,
        }
    }

    /// The number of the first entry of a chat that its member may read (M6).
    #[must_use]
    pub fn first(&self, who: PersonId, chat: &ChatKey) -> u64 {
        let came = self.people.get(&who).and_then(|person| person.came);
        let late = *chat == ChatKey::Visit && !self.was_care(who) && !self.whole_history();
        let entries = self
            .chats
            .get(chat)
            .into_iter()
            .flat_map(|chat| &chat.entries);
        let earlier = entries.filter(|at| late && came.is_some_and(|came| **at < came));
        1 + earlier.count() as u64
    }

    /// The number of a chat's entries that the person has marked as read (R1).
    #[must_use]
    pub fn marked(&self, who: PersonId, chat: &ChatKey) -> usize {
        let marks = self
            .chats
            .get(chat)
            .into_iter()
            .flat_map(|chat| &chat.marks);
        let own = marks.filter(|(_, by, _)| *by == who);
        own.map(|(_, _, count)| *count).max().unwrap_or(0)
    }

    /// The log position of the mark by which the person first read the text that a message got at
    /// `text`, if they did before `until` (R2, R3).
    #[must_use]
    pub fn read_at(
        &self,
        who: PersonId,
        message: &Message<'_>,
        text: usize,
        until: usize,
    ) -> Option<usize> {
        let in_time = message.chat != ChatKey::Visit
            || self.was_care(who)
            || self.whole_history()
            || self.came_before(who, message.at);
        let could_read = in_time && !self.missed(who, message.at);
        let chat = self.chats.get(&message.chat)?;
        let place = chat.entries.iter().position(|at| *at == text)?;
        let marks = chat.marks.iter();
        let mut covering = marks
            .filter(|(at, by, count)| *by == who && *count > place && *at > text && *at < until);
        let (at, ..) = covering
            .next()
            .filter(|_| could_read && who != message.author)?;
        Some(*at)
    }

    fn came_before(&self, who: PersonId, at: usize) -> bool {
        let came = self.people.get(&who).and_then(|person| person.came);
        came.is_some_and(|came| came < at)
    }
}
