//! Facts computed naively: each one scans the log from the first entry to the last.
//!
//! Nothing here reads `VisitState`: a fact from a shared fold could be wrong in both
//! implementations.

use chat_domain::{
    Actor, AttachmentId, ChatKey, ChatNumber, Entry, Event, MessageId, PersonId, Policy, Role,
    Rules, VisitKind,
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
    pub fn kind_and_policy(&self) -> (VisitKind, Policy) {
        let scheduled = self.0.iter().find_map(|entry| match &entry.event {
            Event::VisitScheduled { kind, policy, .. } => Some((*kind, *policy)),
            _ => None,
        });
        scheduled.unwrap_or((VisitKind::OneToOne, Policy::DEFAULT))
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
        self.0.iter().find_map(|entry| match &entry.event {
            Event::ParticipantAdded { person, role, .. } if *person == of => Some(*role),
            _ => None,
        })
    }

    pub fn presence(&self, of: PersonId) -> &'static str {
        let mut presence = "none";
        for entry in self.0 {
            match &entry.event {
                Event::ParticipantAdded { person, .. } if *person == of => presence = "expected",
                Event::WaitingRoomEntered { person } if *person == of => presence = "waiting",
                Event::CallJoined { person } if *person == of => presence = "inCall",
                Event::ParticipantLeft { person, .. } if *person == of => presence = "away",
                Event::ParticipantRemoved { person, .. } if *person == of => presence = "removed",
                Event::CallEnded if presence == "inCall" => presence = "away",
                // V2: closing sends everyone out of the call and the waiting room.
                Event::VisitCompleted | Event::VisitCancelled | Event::VisitMarkedNoShow
                    if presence == "inCall" || presence == "waiting" =>
                {
                    presence = "away";
                }
                _ => {}
            }
        }
        presence
    }

    /// Whether a person is present and reported it themselves, under rules that lease such presence (V9).
    pub fn leased(&self, of: PersonId) -> bool {
        let report = self.0.iter().rev().find(|entry| match &entry.event {
            Event::WaitingRoomEntered { person } | Event::CallJoined { person } => *person == of,
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

    /// Whether the visit's rules have a handover.
    pub fn hands_over(&self) -> bool {
        self.rules().is_some_and(|rules| rules.hands_over)
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

    /// Whether the visit's rules record who has read what.
    pub fn keeps_read_marks(&self) -> bool {
        self.rules().is_some_and(|rules| rules.keeps_read_marks)
    }

    /// Whether the visit's rules record that no answer is needed.
    pub fn records_no_answer_needed(&self) -> bool {
        self.rules()
            .is_some_and(|rules| rules.records_no_answer_needed)
    }

    fn rules(&self) -> Option<&'static Rules> {
        self.0.iter().find_map(|entry| match &entry.event {
            Event::VisitScheduled { rules, .. } => Some(rules.rules()),
            _ => None,
        })
    }

    /// The log position of an entry of a chat.
    pub fn entry_at(&self, of: &ChatKey, number: ChatNumber) -> Option<u64> {
        let mut entries = self.0.iter();
        let found = entries.find(|entry| entry.event.chat_entry() == Some((*of, number)));
        found.map(|entry| entry.seq.0)
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

    /// The staged files, each with its uploader and chat.
    pub fn files(&self) -> Vec<(AttachmentId, PersonId, ChatKey)> {
        let staged = self.0.iter().filter_map(|entry| match &entry.event {
            Event::FileStaged { chat, file, .. } => Some((file.attachment, author(entry)?, *chat)),
            _ => None,
        });
        staged.collect()
    }

    /// V6.
    pub fn was_discarded(&self, file: AttachmentId) -> bool {
        let mut events = self.0.iter().map(|entry| &entry.event);
        events.any(|event| *event == Event::FileDiscarded { attachment: file })
    }

    /// The number of files that one person, or everyone, uploaded (V5).
    pub fn uploads(&self, by: Option<PersonId>) -> u64 {
        let files = self.files().into_iter();
        files
            .filter(|(_, uploader, _)| by.is_none_or(|by| by == *uploader))
            .count() as u64
    }

    /// The bytes of the uploads that were not discarded (V5), each counted with the policy's
    /// minimum: those of one person, or of everyone.
    pub fn uploaded(&self, by: Option<PersonId>) -> u64 {
        let least = self.kind_and_policy().1.min_counted_file_bytes;
        let sizes = self.0.iter().filter_map(|entry| match &entry.event {
            Event::FileStaged { file, .. } => {
                let counts = by.is_none_or(|by| author(entry) == Some(by));
                (counts && !self.was_discarded(file.attachment))
                    .then_some(file.size.max(least.unwrap_or(0)))
            }
            _ => None,
        });
        sizes.sum()
    }

    /// The texts of a person's messages and corrections; `None` for messages with files only (V8).
    pub fn written(&self, by: PersonId) -> Vec<&str> {
        let own = self.0.iter().filter(|entry| author(entry) == Some(by));
        let texts = own.filter_map(|entry| match &entry.event {
            Event::MessageSent { text, .. } => Some(text.as_ref().map_or("", |t| t.as_str())),
            Event::MessageCorrected { text, .. } => Some(text.as_str()),
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

    /// The message that carries a file.
    pub fn carrier(&self, file: AttachmentId) -> Option<MessageId> {
        self.0.iter().find_map(|entry| match &entry.event {
            Event::MessageSent { message, files, .. }
                if files.iter().any(|f| f.attachment == file) =>
            {
                Some(*message)
            }
            _ => None,
        })
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
    let from_entry_on = *of == ChatKey::Visit && kind == VisitKind::Group && !policy.open_history;
    let could_read = |person| {
        let entered = facts.entered_at(person);
        !from_entry_on
            || care_team(facts.role(person))
            || entered.is_some_and(|entered| entered < message)
    };
    let marks = facts.0.iter().filter_map(|entry| match &entry.event {
        Event::ChatRead { chat, through } if chat == of => {
            let by = author(entry).filter(|by| could_read(*by))?;
            let covered = facts.entry_at(of, *through)? >= message;
            covered.then_some((entry.seq.0, by))
        }
        _ => None,
    });
    marks.collect()
}

fn author(entry: &Entry) -> Option<PersonId> {
    match entry.actor {
        Actor::Person(person) => Some(person),
        Actor::Host | Actor::Overseer(_) | Actor::Service => None,
    }
}

fn care_team(role: Option<Role>) -> bool {
    matches!(role, Some(Role::Provider | Role::Staff))
}
