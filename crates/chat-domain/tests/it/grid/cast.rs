//! The participants, and a visit driven by real commands.

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

/// The person whose permissions are tested.
pub const ME: PersonId = person(1);
/// The other member of the direct chat under test.
pub const PEER: PersonId = person(2);
/// A provider who is there from the beginning and is never removed.
pub const OPENER: PersonId = person(3);
pub const HELPER: PersonId = person(4);
/// A guest on whom nothing else depends.
pub const BYSTANDER: PersonId = person(5);
/// A patient who has a direct chat with the opener.
pub const THEIRS: PersonId = person(6);
/// Guests: one removed, one who has not entered, and one to be added.
pub const GONE: PersonId = person(7);
pub const LATE: PersonId = person(8);
pub const ADDED: PersonId = person(9);
/// An outsider.
pub const STRANGER: PersonId = person(90);
pub const OVERSEER: PersonId = person(91);

/// Messages: one from before they entered, one of their own, and one that another person sent
/// later.
pub const PAST: Sample = Sample(1);
pub const OWN: Sample = Sample(2);
pub const OTHER: Sample = Sample(3);
/// A retracted message of another author.
pub const HIDDEN: Sample = Sample(4);
/// The message being sent.
pub const NEW: Sample = Sample(5);
/// Unsent files: one that they uploaded, and one that another person uploaded.
pub const OWN_FILE: Sample = Sample(6);
pub const OTHER_FILE: Sample = Sample(7);

const NOW: OffsetDateTime = datetime!(2031-05-06 07:08:09 UTC);

const fn person(n: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(n))
}

/// A message with a file, or an unsent file.
#[derive(Clone, Copy)]
pub struct Sample(pub u128);

impl Sample {
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

    /// A well-formed message from `author`.
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
        shares_history: false,
    }
}

/// The kind of visit, the policy and the version of the rules under which cases are reached.
#[derive(Clone, Copy)]
pub struct Setting {
    pub kind: VisitKind,
    pub policy: Policy,
    pub rules: RulesVersion,
}

/// Schedules the visit with these participants.
pub fn schedule(setting: Setting, who: &[(PersonId, Role)]) -> Command {
    Command::ScheduleVisit(ScheduleVisit {
        clinic: ClinicId::new(Uuid::from_u128(0xC1)),
        visit: VisitId::new(Uuid::from_u128(0xF1)),
        kind: setting.kind,
        scheduled_for: NOW,
        policy: setting.policy,
        notices: None,
        rules: setting.rules,
        participants: who
            .iter()
            .map(|(person, role)| participant(*person, *role))
            .collect(),
    })
}

/// A visit under construction by commands.
#[derive(Clone)]
pub struct Stage {
    pub state: VisitState,
}

impl Stage {
    /// The visit with these participants; `None` if it can't be scheduled.
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

    /// Runs a command as the host; refusals are ignored. The resulting case is checked at the end.
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

    /// Enters the waiting room, and joins the call if `called`.
    pub fn comes(&mut self, person: PersonId, called: bool) {
        self.enters(person);
        if called {
            self.joins(person);
        }
    }

    /// Sends a message with a file. Returns the appended entries.
    pub fn says(&mut self, person: PersonId, chat: ChatKey, sample: Sample) -> Vec<Entry> {
        self.uploads(person, chat, sample);
        let sent = sample.send(person, chat, &[sample.attachment()]);
        let sent = self.does(Actor::Person(person), &sent);
        sent.unwrap_or_default()
    }

    /// Uploads a file without sending it.
    pub fn uploads(&mut self, person: PersonId, chat: ChatKey, sample: Sample) {
        self.person(person, sample.stage(chat));
    }

    /// Sends [`OTHER`] and [`HIDDEN`], and retracts the latter. Returns the appended entries.
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

    /// Moves a visit that is scheduled or in progress to another phase.
    pub fn close(&mut self, phase: Phase) {
        match phase {
            Phase::Completed => self.host(Command::CompleteVisit),
            Phase::Cancelled => self.host(Command::CancelVisit),
            Phase::NoShow => self.host(Command::MarkNoShow),
            Phase::Reopened => {
                self.host(Command::CompleteVisit);
                self.host(Command::ReopenVisit);
            }
            Phase::LeftWithoutBeingSeen => self.host(Command::MarkLeftWithoutBeingSeen),
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

    pub fn has(&self, sample: Sample) -> bool {
        self.state.messages.contains_key(&sample.message())
    }

    /// Whether the visit has this file, unsent.
    pub fn has_file(&self, sample: Sample) -> bool {
        let upload = self.state.uploads.get(&sample.attachment());
        upload.is_some_and(|upload| upload.fate == UploadFate::Waiting)
    }
}
