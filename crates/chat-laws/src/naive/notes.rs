//! Taking notes of log entries.

use super::{
    Notes,
    parts::{Handover, Message, Notice, Person, Place, Upload},
};
use chat_domain::{Actor, ChatKey, Departure, Entry, Event, PersonId, Phase, Role};

impl<'a> Notes<'a> {
    /// Adds an entry.
    pub fn note(&mut self, entry: &'a Entry) {
        let at = self.log.len();
        self.log.push(entry);
        if let Actor::Person(person) | Actor::Overseer(person) = entry.actor {
            self.actors.insert(person);
        }
        match &entry.event {
            Event::VisitScheduled {
                kind,
                policy,
                rules,
                ..
            } => {
                self.scheduled = Some((*kind, *policy));
                self.rules = Some(rules.rules());
                self.phase = Phase::Scheduled;
            }
            Event::ParticipantAdded {
                person,
                role,
                shares_history,
                ..
            } => {
                self.people.entry(*person).or_insert(Person {
                    role: *role,
                    was_patient: *role == Role::Patient,
                    ranked: None,
                    shares_history: *shares_history,
                    came_as: None,
                    added: at,
                    came: None,
                    removed: None,
                    away: Vec::new(),
                    early: false,
                    seen: false,
                    place: Place::Elsewhere,
                    reported: None,
                    dropped: false,
                });
            }
            Event::ParticipantEdited { person, role, .. } => self.change(*person, |whom| {
                whom.role = *role;
                if *role == Role::Patient {
                    whom.was_patient = true;
                    whom.ranked = whom.ranked.or(whom.came.map(|_| at));
                }
            }),
            Event::VisitEdited { policy, .. } => {
                if let (Some(scheduled), Some(policy)) = (&mut self.scheduled, policy) {
                    scheduled.1 = *policy;
                }
            }
            Event::ParticipantRemoved { person, .. } => self.change(*person, |whom| {
                whom.removed.get_or_insert(at);
                whom.goes(false);
            }),
            Event::RemovalUndone { person, .. } => self.change(*person, |whom| {
                whom.away.extend(whom.removed.take().map(|from| (from, at)));
            }),
            Event::HandedOver { from, to } => {
                let policy = self.scheduled.map(|(_, policy)| policy);
                self.handovers
                    .retain(|earlier| (earlier.from, earlier.to) != (*to, *from));
                self.handovers.push(Handover {
                    at,
                    from: *from,
                    to: *to,
                    opens: policy.is_some_and(|policy| policy.handover_opens_direct_chats),
                });
            }
            Event::WaitingRoomEntered { person } => self.change(*person, |whom| {
                whom.came.get_or_insert(at);
                whom.came_as.get_or_insert(whom.role);
                if whom.role == Role::Patient {
                    whom.ranked.get_or_insert(at);
                }
                whom.comes(Place::Waiting, entry.actor);
            }),
            Event::CallJoinReported { person } => self.change(*person, |whom| {
                whom.comes(Place::Waiting, entry.actor);
                whom.early = true;
            }),
            Event::CallJoined { person } => {
                let begins = self.was_care(*person);
                if begins {
                    self.phase = Phase::InProgress;
                }
                self.change(*person, |whom| whom.comes(Place::Call, entry.actor));
                for whom in self.people.values_mut().filter(|p| begins && p.early) {
                    whom.comes(Place::Call, Actor::Host);
                }
                self.meet();
            }
            Event::ParticipantLeft { person, how } => {
                self.change(*person, |whom| whom.goes(*how == Departure::Dropped));
                let role = self.people.get(person).map(|person| person.role);
                if role == Some(Role::Provider) {
                    self.last_provider = Some(*person);
                }
            }
            Event::CallEnded => {
                self.out_of(|person| person.place == Place::Call);
                let care = |role| matches!(role, Role::Provider | Role::Staff);
                self.expect_no_one_back(care);
            }
            Event::VisitCompleted => {
                let hours = self
                    .scheduled
                    .map_or(0, |(_, policy)| policy.follow_up_hours);
                let by_policy = self.rules.is_some_and(|rules| rules.closes_by_policy);
                self.follow_up = by_policy && hours > 0;
                self.close(Phase::Completed);
            }
            Event::FollowUpEnded => {
                self.follow_up = false;
                self.end_waits();
            }
            Event::VisitCancelled => self.close(Phase::Cancelled),
            Event::VisitMarkedNoShow => self.close(Phase::NoShow),
            Event::VisitMarkedLeftWithoutBeingSeen => self.close(Phase::LeftWithoutBeingSeen),
            Event::VisitReopened => {
                self.phase = Phase::Reopened;
                self.follow_up = false;
            }
            Event::ChatLocked { chat } => self.chats.entry(*chat).or_default().locked = true,
            Event::ChatUnlocked { chat } => self.chats.entry(*chat).or_default().locked = false,
            Event::GlassBroken { chat, .. } => {
                if let Actor::Overseer(overseer) = entry.actor {
                    self.glass.insert((overseer, *chat), at);
                }
            }
            Event::ChatRead { chat, through } => {
                if let (Actor::Person(who), Ok(count)) = (entry.actor, usize::try_from(through.0)) {
                    let marks = &mut self.chats.entry(*chat).or_default().marks;
                    marks.push((at, who, count));
                }
            }
            Event::NoAnswerNeeded { chat, through } => {
                if let Actor::Person(who) = entry.actor {
                    let count = usize::try_from(through.0).unwrap_or(usize::MAX);
                    let chat = self.chats.entry(*chat).or_default();
                    chat.set_aside.push((count, Some(who)));
                }
            }
            Event::NoticeSent { notice, text } => {
                if let Actor::Person(sender) = entry.actor {
                    let id = *notice;
                    self.notices.push(Notice {
                        at,
                        sender,
                        id,
                        text,
                    });
                }
            }
            // Judged from the log.
            Event::NoticeSettled { .. }
            | Event::PeopleReminded { .. }
            | Event::WaitEscalated { .. } => {}
            Event::FileDiscarded { attachment } => {
                if let Some(upload) = self.uploads.get_mut(attachment) {
                    upload.discarded = true;
                }
            }
            Event::FileStaged { .. }
            | Event::MessageSent { .. }
            | Event::MessageCorrected { .. }
            | Event::MessageRetracted { .. } => self.note_content(at, entry),
        }
    }

    fn note_content(&mut self, at: usize, entry: &'a Entry) {
        if let Some((chat, _)) = entry.event.chat_entry() {
            self.chats.entry(chat).or_default().entries.push(at);
        }
        match (&entry.event, entry.actor) {
            (Event::FileStaged { chat, file, upload }, Actor::Person(by)) => {
                let upload = Upload {
                    by,
                    chat: *chat,
                    file,
                    id: *upload,
                    carried_by: Vec::new(),
                    discarded: false,
                };
                self.uploads.insert(file.attachment, upload);
            }
            (
                Event::MessageSent {
                    chat,
                    recipient,
                    message,
                    client_id,
                    text,
                    files,
                    number: _,
                },
                Actor::Person(author),
            ) => {
                self.chats.entry(*chat).or_default().authors.push(author);
                for file in files {
                    if let Some(upload) = self.uploads.get_mut(&file.attachment) {
                        upload.carried_by.push(*message);
                    }
                }
                let sent = Message {
                    at,
                    chat: *chat,
                    author,
                    recipient: *recipient,
                    client_id: *client_id,
                    texts: vec![(at, text.as_ref())],
                    files,
                    retracted: None,
                };
                self.messages.insert(*message, sent);
            }
            (Event::MessageCorrected { message, text, .. }, _) => {
                if let Some(message) = self.messages.get_mut(message) {
                    message.texts.push((at, Some(text)));
                }
            }
            (Event::MessageRetracted { message, .. }, _) => {
                if let Some(message) = self.messages.get_mut(message) {
                    message.retracted.get_or_insert((at, entry));
                }
            }
            _ => {}
        }
    }

    fn change(&mut self, who: PersonId, how: impl FnOnce(&mut Person)) {
        if let Some(person) = self.people.get_mut(&who) {
            how(person);
        }
    }

    fn out_of(&mut self, whom: impl Fn(&Person) -> bool) {
        for person in self.people.values_mut().filter(|person| whom(person)) {
            person.goes(false);
        }
    }

    /// Everyone in the call has been seen by the care team if one of it is there too.
    fn meet(&mut self) {
        let care = |p: &Person| matches!(p.role, Role::Provider | Role::Staff);
        let mut there = self.people.values().filter(|p| p.place == Place::Call);
        if there.any(care) {
            let there = self.people.values_mut().filter(|p| p.place == Place::Call);
            there.filter(|p| !care(p)).for_each(|p| p.seen = true);
        }
    }

    /// Those who were dropped no longer are (V9).
    fn expect_no_one_back(&mut self, whose: impl Fn(Role) -> bool) {
        for person in self.people.values_mut().filter(|p| whose(p.role)) {
            person.dropped = false;
        }
    }

    fn close(&mut self, phase: Phase) {
        self.out_of(|person| person.place != Place::Elsewhere);
        self.expect_no_one_back(|_| true);
        self.phase = phase;
        self.end_waits();
    }

    fn end_waits(&mut self) {
        let follow_up = self.follow_up;
        let chats = self.chats.iter_mut();
        let closed = chats.filter(|(chat, _)| !follow_up || **chat == ChatKey::Visit);
        for (_, chat) in closed {
            chat.set_aside.push((chat.entries.len(), None));
        }
    }
}
