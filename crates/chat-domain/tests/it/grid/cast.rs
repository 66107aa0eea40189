//! Who takes part, and a visit to which real commands are put.

use chat_domain::{
    Actor, ChatKey, ClientMessageId, ClinicId, Command, DisplayName, Entry, FileName, FileRef,
    MessageId, MessageText, NewParticipant, PersonId, Phase, Policy, Reason, Recipient, Role,
    RulesVersion, ScheduleVisit, SendMessage, VisitId, VisitKind, VisitState,
    chat::{Sha256, UploadFate},
    commit,
};
use chat_domain::{AttachmentId, Refusal};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// Whose permissions are asked for.
pub const ME: PersonId = person(1);
/// The other one of the direct chat in question.
pub const PEER: PersonId = person(2);
/// A provider who is there from the beginning and is never removed.
pub const OPENER: PersonId = person(3);
pub const HELPER: PersonId = person(4);
/// A guest of whom nothing else depends.
pub const BYSTANDER: PersonId = person(5);
/// A patient who has a direct chat with the opener.
pub const THEIRS: PersonId = person(6);
/// Guests: one who was removed, one who has not come, and one who is to be added.
pub const GONE: PersonId = person(7);
pub const LATE: PersonId = person(8);
pub const ADDED: PersonId = person(9);
/// Takes no part in the visit.
pub const STRANGER: PersonId = person(90);
pub const OVERSEER: PersonId = person(91);

/// What was said before they came, what they said, and what another said when they were there.
pub const PAST: Said = Said(1);
pub const OWN: Said = Said(2);
pub const OTHER: Said = Said(3);
/// What another said and took back.
pub const HIDDEN: Said = Said(4);
/// What is being said now.
pub const NEW: Said = Said(5);
/// Files that no message carries: one that they uploaded, and one that another did.
pub const OWN_FILE: Said = Said(6);
pub const OTHER_FILE: Said = Said(7);

const NOW: OffsetDateTime = datetime!(2031-05-06 07:08:09 UTC);

const fn person(n: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(n))
}

/// A message with a file, or a file alone.
#[derive(Clone, Copy)]
pub struct Said(pub u128);

impl Said {
    pub const fn message(self) -> MessageId {
        MessageId::new(Uuid::from_u128(self.0))
    }

    pub const fn attachment(self) -> AttachmentId {
        AttachmentId::new(Uuid::from_u128(self.0))
    }

    pub fn file(self) -> FileRef {
        FileRef {
            attachment: self.attachment(),
            name: FileName::new("photo.png").unwrap(),
            media_type: "image/png".into(),
            size: 1_000,
            sha256: Sha256([7; 32]),
        }
    }

    pub fn stage(self, chat: ChatKey) -> Command {
        Command::StageFile {
            chat,
            file: self.file(),
            upload: None,
        }
    }

    /// A well-formed message of `author`.
    pub fn send(self, author: PersonId, chat: ChatKey, files: &[AttachmentId]) -> Command {
        Command::SendMessage(SendMessage {
            chat,
            recipient: Recipient::of(&chat, author).unwrap_or(Recipient::Everyone),
            message: self.message(),
            client_id: ClientMessageId::new(Uuid::from_u128(self.0)),
            text: Some(MessageText::new("hello").unwrap()),
            files: files.to_vec(),
        })
    }
}

pub fn reason() -> Reason {
    Reason::new("sent in error").unwrap()
}

pub fn participant(person: PersonId, role: Role) -> NewParticipant {
    NewParticipant {
        person,
        role,
        name: DisplayName::new("Kim Doe").unwrap(),
        second_identifier: None,
    }
}

/// The kind of visit and the policy under which cases are built.
#[derive(Clone, Copy)]
pub struct Setting {
    pub kind: VisitKind,
    pub policy: Policy,
}

/// The visit, with these participants.
pub fn schedule(setting: Setting, who: &[(PersonId, Role)]) -> Command {
    Command::ScheduleVisit(ScheduleVisit {
        clinic: ClinicId::new(Uuid::from_u128(0xC1)),
        visit: VisitId::new(Uuid::from_u128(0xF1)),
        kind: setting.kind,
        scheduled_for: NOW,
        policy: setting.policy,
        rules: RulesVersion::default(),
        participants: who
            .iter()
            .map(|(person, role)| participant(*person, *role))
            .collect(),
    })
}

/// A visit that is being brought about by commands.
#[derive(Clone)]
pub struct Stage {
    pub state: VisitState,
}

impl Stage {
    /// The visit with these participants; `None` if it can't be scheduled so.
    pub fn scheduled(setting: Setting, who: &[(PersonId, Role)]) -> Option<Self> {
        let mut stage = Self {
            state: VisitState::default(),
        };
        stage.does(Actor::Host, &schedule(setting, who)).ok()?;
        Some(stage)
    }

    pub fn does(&mut self, actor: Actor, command: &Command) -> Result<Vec<Entry>, Refusal> {
        commit(&mut self.state, actor, command, NOW)
    }

    /// What the host does, if it may. Whether it led to the case is checked in the end.
    pub fn host(&mut self, command: Command) {
        let _ = self.does(Actor::Host, &command);
    }

    fn person(&mut self, person: PersonId, command: Command) {
        let _ = self.does(Actor::Person(person), &command);
    }

    pub fn enters(&mut self, person: PersonId) {
        self.person(person, Command::EnterWaitingRoom { person });
    }

    pub fn joins(&mut self, person: PersonId) {
        self.person(person, Command::JoinCall { person });
    }

    pub fn leaves(&mut self, person: PersonId) {
        self.person(person, Command::Leave { person });
    }

    /// Into the waiting room, and on into the call.
    pub fn comes(&mut self, person: PersonId, called: bool) {
        self.enters(person);
        if called {
            self.joins(person);
        }
    }

    /// A message with a file; what it adds to the log.
    pub fn says(&mut self, person: PersonId, chat: ChatKey, said: Said) -> Vec<Entry> {
        self.uploads(person, chat, said);
        let sent = said.send(person, chat, &[said.attachment()]);
        let sent = self.does(Actor::Person(person), &sent);
        sent.unwrap_or_default()
    }

    /// A file that no message carries yet.
    pub fn uploads(&mut self, person: PersonId, chat: ChatKey, said: Said) {
        self.person(person, said.stage(chat));
    }

    /// What [`OTHER`] is and, taken back, [`HIDDEN`]. What they add to the log.
    pub fn says_since(&mut self, person: PersonId, chat: ChatKey) -> Vec<Entry> {
        self.says(person, chat, HIDDEN);
        let message = HIDDEN.message();
        self.person(
            person,
            Command::RetractMessage {
                message,
                reason: reason(),
            },
        );
        self.says(person, chat, OTHER)
    }

    /// Brings the visit from its being scheduled or in progress to another phase.
    pub fn close(&mut self, phase: Phase) {
        match phase {
            Phase::Completed => self.host(Command::CompleteVisit),
            Phase::Cancelled => self.host(Command::CancelVisit),
            Phase::NoShow => self.host(Command::MarkNoShow),
            Phase::Reopened => {
                self.host(Command::CompleteVisit);
                self.host(Command::ReopenVisit);
            }
            Phase::Unscheduled | Phase::Scheduled | Phase::InProgress => {}
        }
    }

    pub fn locks(&mut self, person: PersonId, chat: ChatKey) {
        self.person(person, Command::LockChat { chat });
    }

    pub fn removes(&mut self, person: PersonId) {
        self.host(Command::RemoveParticipant {
            person,
            reason: reason(),
        });
    }

    pub fn has(&self, said: Said) -> bool {
        self.state.messages.contains_key(&said.message())
    }

    /// Whether there is such a file that no message carries.
    pub fn has_file(&self, said: Said) -> bool {
        let upload = self.state.uploads.get(&said.attachment());
        upload.is_some_and(|upload| upload.fate == UploadFate::Waiting)
    }
}
