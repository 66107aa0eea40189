//! Facts computed naively: each one scans the log from the first entry to the last.
//!
//! Nothing here reads `VisitState`: a fact from a shared fold could be wrong in both
//! implementations.

use chat_domain::{
    Actor, ChatKey, ChatNumber, Entry, Event, MessageId, PersonId, Policy, Role, Rules, VisitKind,
};
use std::collections::BTreeSet;

pub struct Facts<'a>(pub &'a [Entry]);

/// A message and its later entries.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    pub chat: ChatKey,
    pub author: PersonId,
    pub sent_at: u64,
    pub retracted_at: Option<u64>,
}

impl Facts<'_> {
    /// The kind, and the policy as last edited.
    pub fn kind_and_policy(&self) -> (VisitKind, Policy) {
        let (mut kind, mut policy) = (VisitKind::OneToOne, Policy::DEFAULT);
        for entry in self.0 {
            match &entry.event {
                Event::VisitScheduled {
                    kind: of,
                    policy: first,
                    ..
                } => (kind, policy) = (*of, *first),
                Event::VisitEdited {
                    policy: Some(new), ..
                } => policy = *new,
                _ => {}
            }
        }
        (kind, policy)
    }

    /// The kind, and the policy in force before a log position.
    pub fn until(&self, at: u64) -> (VisitKind, Policy) {
        let earlier = self.0.iter().take_while(|entry| entry.seq.0 < at).count();
        Facts(&self.0[..earlier]).kind_and_policy()
    }

    /// V2.
    pub fn phase(&self) -> &'static str {
        let mut phase = "unscheduled";
        for entry in self.0 {
            match &entry.event {
                Event::VisitScheduled { .. } => phase = "scheduled",
                Event::CallJoined { person } if care_team(self.role(*person)) => {
                    phase = "inProgress";
                }
                Event::VisitCompleted => phase = "completed",
                Event::VisitCancelled => phase = "cancelled",
                Event::VisitMarkedNoShow => phase = "noShow",
                Event::VisitMarkedLeftWithoutBeingSeen => phase = "leftUnseen",
                Event::VisitReopened => phase = "reopened",
                _ => {}
            }
        }
        phase
    }

    /// Everyone who was ever added.
    pub fn people(&self) -> BTreeSet<PersonId> {
        let added = self.0.iter().filter_map(|entry| match &entry.event {
            Event::ParticipantAdded { person, .. } => Some(*person),
            _ => None,
        });
        added.collect()
    }

    /// The role of a person, removed or not; `None` for an outsider.
    pub fn role(&self, of: PersonId) -> Option<Role> {
        self.roles(of).last().copied()
    }

    /// Every role that a person ever had, oldest first.
    pub fn roles(&self, of: PersonId) -> Vec<Role> {
        let roles = self.0.iter().filter_map(|entry| match &entry.event {
            Event::ParticipantAdded { person, role, .. }
            | Event::ParticipantEdited { person, role, .. }
                if *person == of =>
            {
                Some(*role)
            }
            _ => None,
        });
        roles.collect()
    }

    pub fn presence(&self, of: PersonId) -> &'static str {
        let (mut presence, mut reported, mut before) = ("none", false, "none");
        for entry in self.0 {
            match &entry.event {
                // V3: an early report of the host takes effect when the care team begins the call.
                Event::CallJoinReported { person } if *person == of => {
                    (presence, reported) = ("waiting", true);
                    continue;
                }
                Event::CallJoined { person } if reported && care_team(self.role(*person)) => {
                    presence = "inCall";
                }
                Event::ParticipantRemoved { person, .. } if *person == of => {
                    (before, presence) = (presence, "removed");
                }
                Event::RemovalUndone { person, .. } if *person == of => {
                    presence = if before == "expected" { before } else { "away" };
                }
                Event::ParticipantAdded { person, .. } if *person == of => presence = "expected",
                Event::WaitingRoomEntered { person } if *person == of => presence = "waiting",
                Event::CallJoined { person } if *person == of => presence = "inCall",
                Event::ParticipantLeft { person, .. } if *person == of => presence = "away",
                Event::CallEnded if presence == "inCall" => presence = "away",
                // V2: closing sends everyone out of the call and the waiting room.
                Event::VisitCompleted
                | Event::VisitCancelled
                | Event::VisitMarkedNoShow
                | Event::VisitMarkedLeftWithoutBeingSeen
                    if presence == "inCall" || presence == "waiting" =>
                {
                    presence = "away";
                }
                _ => {}
            }
            reported = reported && presence == "waiting";
        }
        presence
    }

    /// Whether a person is present and reported it themselves, under rules that lease such presence (V9).
    pub fn leased(&self, of: PersonId) -> bool {
        let report = self.0.iter().rev().find(|entry| match &entry.event {
            Event::WaitingRoomEntered { person }
            | Event::CallJoined { person }
            | Event::CallJoinReported { person } => *person == of,
            _ => false,
        });
        let own = report.is_some_and(|entry| entry.actor == Actor::Person(of));
        own && matches!(self.presence(of), "waiting" | "inCall")
            && self.rules().is_some_and(|rules| rules.leases_presence)
    }

    /// The position of a person's first entry into the visit.
    pub fn entered_at(&self, of: PersonId) -> Option<u64> {
        let first = self.0.iter().find(|entry| match &entry.event {
            Event::WaitingRoomEntered { person } | Event::CallJoined { person } => *person == of,
            _ => false,
        });
        first.map(|entry| entry.seq.0)
    }

    pub fn locked(&self, of: &ChatKey) -> bool {
        let mut locked = false;
        for entry in self.0 {
            match &entry.event {
                Event::ChatLocked { chat } if chat == of => locked = true,
                Event::ChatUnlocked { chat } if chat == of => locked = false,
                _ => {}
            }
        }
        locked
    }

    /// The position where an overseer last broke the glass of a chat.
    pub fn glass_at(&self, overseer: PersonId, of: &ChatKey) -> Option<u64> {
        let last = self.0.iter().rev().find(|entry| {
            matches!(&entry.event, Event::GlassBroken { chat, .. } if chat == of)
                && entry.actor == Actor::Overseer(overseer)
        });
        last.map(|entry| entry.seq.0)
    }

    /// The position of the handover between two providers, unless it was undone by handing back.
    pub fn handed_over_at(&self, by: PersonId, new: PersonId) -> Option<u64> {
        let mut at = None;
        for entry in self.0 {
            match &entry.event {
                Event::HandedOver { from, to } if (*from, *to) == (by, new) => {
                    at = Some(entry.seq.0);
                }
                Event::HandedOver { from, to } if (*from, *to) == (new, by) => at = None,
                _ => {}
            }
        }
        at
    }

    /// Whether the visit's rules let those who add people share the earlier visit chat (M6).
    pub fn history_by_choice(&self) -> bool {
        self.rules()
            .is_some_and(|rules| rules.history_is_shared_by_choice)
    }

    /// Whether the earlier visit chat was shared with a person when they were added.
    pub fn shares_history(&self, of: PersonId) -> bool {
        self.0.iter().any(|entry| match &entry.event {
            Event::ParticipantAdded {
                person,
                shares_history,
                ..
            } => *person == of && *shares_history,
            _ => false,
        })
    }

    pub fn rules(&self) -> Option<&'static Rules> {
        self.0.iter().find_map(|entry| match &entry.event {
            Event::VisitScheduled { rules, .. } => Some(rules.rules()),
            _ => None,
        })
    }

    /// The entry of a chat.
    pub fn entry(&self, of: &ChatKey, number: ChatNumber) -> Option<&Entry> {
        let mut entries = self.0.iter();
        entries.find(|entry| entry.event.chat_entry() == Some((*of, number)))
    }

    pub fn message(&self, id: MessageId) -> Option<Message> {
        let mut found = None;
        for entry in self.0 {
            match &entry.event {
                Event::MessageSent { message, chat, .. } if *message == id => {
                    found = author(entry).map(|author| Message {
                        chat: *chat,
                        author,
                        sent_at: entry.seq.0,
                        retracted_at: None,
                    });
                }
                Event::MessageRetracted { message, .. } if *message == id => {
                    found = found.map(|message| Message {
                        retracted_at: Some(entry.seq.0),
                        ..message
                    });
                }
                _ => {}
            }
        }
        found
    }

    pub fn messages(&self) -> Vec<MessageId> {
        let sent = self.0.iter().filter_map(|entry| match &entry.event {
            Event::MessageSent { message, .. } => Some(*message),
            _ => None,
        });
        sent.collect()
    }

    /// The texts of a person's messages, corrections and notices; `None` for messages with files only (V8).
    pub fn written(&self, by: PersonId) -> Vec<&str> {
        let own = self.0.iter().filter(|entry| author(entry) == Some(by));
        let texts = own.filter_map(|entry| match &entry.event {
            Event::MessageSent { text, .. } => Some(text.as_ref().map_or("", |t| t.as_str())),
            Event::MessageCorrected { text, .. } => Some(text.as_str()),
            Event::NoticeSent { text, .. } => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// The text with which a message was sent.
    pub fn first_text(&self, of: MessageId) -> Option<&str> {
        self.0.iter().find_map(|entry| match &entry.event {
            Event::MessageSent { message, text, .. } if *message == of => {
                text.as_ref().map(|text| text.as_str())
            }
            _ => None,
        })
    }

    /// How many entries an actor made that are about neither messages nor read marks nor files (V8).
    pub fn acts(&self, by: Actor) -> u64 {
        let own = self.0.iter().filter(|entry| entry.actor == by);
        let counted = own.filter(|entry| {
            !matches!(
                entry.event,
                Event::MessageSent { .. }
                    | Event::MessageCorrected { .. }
                    | Event::MessageRetracted { .. }
                    | Event::ChatRead { .. }
                    | Event::NoAnswerNeeded { .. }
                    | Event::NoticeSent { .. }
                    | Event::NoticeSettled { .. }
                    | Event::FileStaged { .. }
                    | Event::FileDiscarded { .. }
            )
        });
        counted.count() as u64
    }

    /// The texts of a message's corrections, oldest first.
    pub fn corrections(&self, of: MessageId) -> Vec<&str> {
        let made = self.0.iter().filter_map(|entry| match &entry.event {
            Event::MessageCorrected { message, text, .. } if *message == of => Some(text.as_str()),
            _ => None,
        });
        made.collect()
    }
}

/// The authors of messages in a chat (W4, W5).
pub fn authors(facts: &Facts<'_>, of: &ChatKey) -> BTreeSet<PersonId> {
    let sent = facts.0.iter().filter_map(|entry| match &entry.event {
        Event::MessageSent { chat, .. } if chat == of => author(entry),
        _ => None,
    });
    sent.collect()
}

/// Who has sent messages in a chat that count as its start, if they are the care side's (W4, W5):
/// all, or by the rules of the visit those that were not retracted before they were answered.
pub fn starters(facts: &Facts<'_>, of: &ChatKey) -> BTreeSet<PersonId> {
    let sent = || {
        facts.0.iter().filter_map(|entry| match &entry.event {
            Event::MessageSent { chat, message, .. } if chat == of => {
                Some((entry.seq.0, author(entry)?, *message))
            }
            _ => None,
        })
    };
    let rules = facts.rules();
    let lasting = rules.is_none_or(|rules| !rules.retracting_takes_back_start);
    let starter = |author| match of {
        ChatKey::Visit => care_team(facts.role(author)),
        ChatKey::Direct(pair) => pair.care == author,
    };
    let counts = |at: u64, message| {
        let retracted = facts.message(message).and_then(|m| m.retracted_at);
        retracted.is_none_or(|end| {
            let before = |then: u64| at < then && then < end;
            sent().any(|(answered, by, _)| before(answered) && !starter(by))
                || readers(facts, of, at)
                    .into_iter()
                    .any(|(then, by)| before(then) && !starter(by))
        })
    };
    sent()
        .filter(|(at, _, message)| lasting || counts(*at, *message))
        .map(|(_, author, _)| author)
        .collect()
}

/// Who has marked the message at a log position as read, and the positions of their marks.
fn readers(facts: &Facts<'_>, of: &ChatKey, message: u64) -> Vec<(u64, PersonId)> {
    let (kind, policy) = facts.kind_and_policy();
    let could_read = |person| {
        let entered = facts.entered_at(person);
        let own_visit = kind == VisitKind::OneToOne
            && (!facts.history_by_choice() || facts.entered_as(person) == Some(Role::Patient));
        *of != ChatKey::Visit
            || policy.open_history
            || own_visit
            || facts.shares_history(person)
            || care_team(facts.role(person))
            || entered.is_some_and(|entered| entered < message)
    };
    let could_read = |person| could_read(person) && !facts.missed(person, message);
    let marks = facts.0.iter().filter_map(|entry| match &entry.event {
        Event::ChatRead { chat, through } if chat == of => {
            let by = author(entry).filter(|by| could_read(*by))?;
            let covered = facts.entry(of, *through)?.seq.0 >= message;
            covered.then_some((entry.seq.0, by))
        }
        _ => None,
    });
    marks.collect()
}

pub fn author(entry: &Entry) -> Option<PersonId> {
    match entry.actor {
        Actor::Person(person) => Some(person),
        Actor::Host | Actor::Overseer(_) | Actor::Service => None,
    }
}

pub fn care_team(role: Option<Role>) -> bool {
    matches!(role, Some(Role::Provider | Role::Staff))
}
