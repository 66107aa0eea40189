//! Reading permissions, according to the notes.

use super::{Notes, parts::Message};
use chat_domain::{Actor, ChatKey, Event, PersonId, Role, VisitKind};

impl Notes<'_> {
    /// Whether the person, once they have entered, reads the visit chat from its start (M6).
    #[must_use]
    pub fn whole_history(&self, who: PersonId) -> bool {
        let (Some((kind, policy)), Some(person)) = (self.scheduled, self.people.get(&who)) else {
            return false;
        };
        let by_choice = self.rules.is_some_and(|r| r.history_is_shared_by_choice);
        let own_visit = match person.came_as.unwrap_or(person.role) {
            Role::Provider | Role::Staff => return true,
            Role::Patient => kind == VisitKind::OneToOne,
            Role::Guest | Role::Interpreter => kind == VisitKind::OneToOne && !by_choice,
        };
        own_visit || policy.open_history || person.shares_history
    }

    /// Whether the earlier visit chat may be shared with someone in this role (M6).
    #[must_use]
    pub fn may_share_history(&self, role: Role) -> bool {
        let by_choice = self.rules.is_some_and(|r| r.history_is_shared_by_choice);
        let one = self
            .scheduled
            .is_some_and(|(kind, _)| kind == VisitKind::OneToOne);
        by_choice && (role == Role::Interpreter || role == Role::Guest && one)
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
            Some(Role::Interpreter) => policy.interpreters_have_direct_chats,
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
        self.reads_for(who, &message.chat)
            && !self.missed(who, message.at)
            && handovers.any(|one| one.to == who && one.opens(message))
    }

    /// Whether the person takes part in a role in which they could be the care side of a direct chat of others (V7).
    #[must_use]
    pub fn reads_for(&self, who: PersonId, chat: &ChatKey) -> bool {
        match chat {
            ChatKey::Direct(pair) => {
                self.takes_part(who) && self.roles_fit(&ChatKey::direct(who, pair.attendee))
            }
            ChatKey::Visit => false,
        }
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
        self.is_member(who, &message.chat) && self.could_read(who, message)
    }

    /// Whether a member of the message's chat, removed or not, may read it (M6, W9). Nothing is sent in a
    /// direct chat while one of its members is removed.
    fn could_read(&self, who: PersonId, message: &Message<'_>) -> bool {
        let in_time = || self.whole_history(who) || self.came_before(who, message.at);
        message.chat != ChatKey::Visit || in_time() && !self.missed(who, message.at)
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
            .is_none_or(|removed| self.whole_history(who) || removed > came))
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
        // Notices are for the whole care team, whenever it got together (W7).
        let notice = matches!(
            entry.event,
            Event::NoticeSent { .. } | Event::NoticeSettled { .. }
        );
        if entry.event.message().is_none() && !notice && self.missed(who, at) {
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
                    let before = self.marked_before(reader, chat, at);
                    self.is_member(who, chat)
                        && self.sees(who, reader)
                        && self.known_mark(who, reader, chat, through.0) > Some(before)
                }
                Actor::Host | Actor::Overseer(_) | Actor::Service => false,
            },
            Event::NoAnswerNeeded { chat, .. } => {
                let by_care_side =
                    matches!(entry.actor, Actor::Person(by) if self.is_on_care_side(by, chat));
                self.is_member(who, chat) && self.is_on_care_side(who, chat)
                    || !by_care_side && self.stands_in(who, chat)
            }
            Event::NoticeSent { .. } => self.is_care(who) || entry.actor == Actor::Person(who),
            Event::NoticeSettled { sender, .. } => self.is_care(who) || *sender == who,
            Event::FileStaged { .. } => entry.actor == Actor::Person(who),
            Event::FileDiscarded { attachment } => self
                .uploads
                .get(attachment)
                .is_some_and(|upload| upload.by == who),
            Event::GlassBroken { .. }
            | Event::PeopleReminded { .. }
            | Event::WaitEscalated { .. } => false,
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
            | Event::FollowUpEnded
            | Event::VisitReopened => true,
        }
    }

    /// The entries of a chat that its member, removed or not, may read: how many of the chat's entries there
    /// are up to each of them (M6).
    #[must_use]
    pub fn readable(&self, who: PersonId, chat: &ChatKey) -> Vec<u64> {
        let entries = self.chats.get(chat).map(|chat| chat.entries.as_slice());
        let entries = entries.unwrap_or_default().iter();
        let readable = (1..).zip(entries).filter(|(_, at)| {
            let event = self.log.get(**at).map(|entry| &entry.event);
            let message = event.and_then(Event::message);
            let message = message.and_then(|id| self.messages.get(&id));
            message.is_some_and(|message| self.could_read(who, message))
        });
        readable.map(|(number, _)| number).collect()
    }

    /// What the person counts up to an entry of the chat: only what they may read (M7).
    #[must_use]
    pub fn counted(&self, who: PersonId, chat: &ChatKey, number: u64) -> u64 {
        let readable = self.readable(who, chat);
        readable.iter().filter(|own| **own <= number).count() as u64
    }

    /// From which entry of a chat on both may read, except what was sent while one was removed; the next one if
    /// one of them may read none.
    #[must_use]
    pub fn first_shared(&self, who: PersonId, other: PersonId, chat: &ChatKey) -> u64 {
        let next = 1 + self.chats.get(chat).map_or(0, |chat| chat.entries.len()) as u64;
        let first = |of| self.readable(of, chat).first().copied().unwrap_or(next);
        first(who).max(first(other))
    }

    /// The newest entry up to `through` that both may read, if it is one that `who` may know that the other has read.
    #[must_use]
    pub fn known_mark(
        &self,
        who: PersonId,
        other: PersonId,
        chat: &ChatKey,
        through: u64,
    ) -> Option<u64> {
        let first = self.first_shared(who, other, chat);
        let theirs = self.readable(other, chat);
        let mut both = self.readable(who, chat).into_iter();
        both.rfind(|own| *own <= through && *own >= first && theirs.contains(own))
    }

    /// The number of a chat's entries that the person has marked as read (R1).
    #[must_use]
    pub fn marked(&self, who: PersonId, chat: &ChatKey) -> usize {
        let all = self.marked_before(who, chat, usize::MAX);
        usize::try_from(all).unwrap_or(usize::MAX)
    }

    /// The same before a log position.
    fn marked_before(&self, who: PersonId, chat: &ChatKey, before: usize) -> u64 {
        let marks = self
            .chats
            .get(chat)
            .into_iter()
            .flat_map(|chat| &chat.marks);
        let own = marks.filter(|(at, by, _)| *by == who && *at < before);
        own.map(|(_, _, count)| *count as u64).max().unwrap_or(0)
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
        let could_read = self.could_read(who, message);
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
