//! Hypothetical commands that laws use to probe the rules.

use chat_domain::{
    AttachmentId, ChatKey, ChatNumber, ClientMessageId, ClinicId, Command, DisplayName, FileName,
    FileRef, MessageId, MessageText, NewParticipant, NoticeId, NoticeText, ParticipantEdit,
    PersonId, Policy, Reason, Recipient, Role, RulesVersion, ScheduleVisit, SendMessage, VisitEdit,
    VisitId, VisitKind, chat::Sha256,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// The id of a message that is in no log.
pub const ABSENT_MESSAGE: MessageId = MessageId::new(Uuid::from_u128(u128::MAX));

/// The id of a notice that is in no log.
const ABSENT_NOTICE: NoticeId = NoticeId::new(Uuid::from_u128(u128::MAX));

/// A person who is in no log and never makes a request.
pub(crate) const ABSENT_PERSON: PersonId = PersonId::new(Uuid::from_u128(u128::MAX - 1));

/// A chat that no one can have.
pub(crate) const ABSENT_CHAT: ChatKey = ChatKey::direct(ABSENT_PERSON, ABSENT_PERSON);

/// A file that was never uploaded.
pub(crate) const ABSENT_FILE: AttachmentId = AttachmentId::new(Uuid::from_u128(u128::MAX));

/// A well-formed message of `person` in `chat`, with ids that are in no log.
#[must_use]
pub fn message(person: PersonId, chat: ChatKey) -> Command {
    Command::SendMessage(plain(person, chat))
}

fn plain(person: PersonId, chat: ChatKey) -> SendMessage {
    SendMessage {
        chat,
        recipient: Recipient::of(&chat, person).unwrap_or(Recipient::Everyone),
        message: ABSENT_MESSAGE,
        client_id: ClientMessageId::new(ABSENT_MESSAGE.uuid()),
        text: MessageText::new("May I?").ok(),
        files: Vec::new(),
    }
}

/// A reusable message: creating its text each time would dominate the cost.
#[derive(Debug)]
pub(crate) struct Probe(Command);

impl Probe {
    pub(crate) fn new() -> Self {
        Self(message(ABSENT_PERSON, ABSENT_CHAT))
    }

    /// The well-formed message of `person` in `chat`.
    pub(crate) fn message(&mut self, person: PersonId, chat: ChatKey) -> &Command {
        if let Command::SendMessage(send) = &mut self.0 {
            send.chat = chat;
            send.recipient = Recipient::of(&chat, person).unwrap_or(Recipient::Everyone);
        }
        &self.0
    }
}

/// A message that carries a file.
pub(crate) fn with_file(person: PersonId, chat: ChatKey, file: AttachmentId) -> Command {
    Command::SendMessage(SendMessage {
        files: vec![file],
        ..plain(person, chat)
    })
}

/// A message with files only.
pub(crate) fn with_files(person: PersonId, chat: ChatKey, files: &[AttachmentId]) -> Command {
    Command::SendMessage(SendMessage {
        text: None,
        files: files.to_vec(),
        ..plain(person, chat)
    })
}

/// An upload of the given size, with an id that is in no log.
pub(crate) fn upload(chat: ChatKey, size: u64) -> Option<Command> {
    let file = FileRef {
        attachment: ABSENT_FILE,
        name: FileName::new("photo.png").ok()?,
        media_type: "image/png".into(),
        size,
        sha256: Sha256([0; 32]),
    };
    Some(Command::StageFile {
        chat,
        file,
        upload: None,
    })
}

/// Every command of `person` about a chat.
pub(crate) fn about_chat(person: PersonId, chat: ChatKey) -> Vec<Command> {
    let mut asks = vec![
        message(person, chat),
        Command::LockChat { chat },
        Command::UnlockChat { chat },
        Command::MarkRead {
            chat,
            through: ChatNumber::FIRST,
        },
        Command::NoAnswerNeeded {
            chat,
            through: ChatNumber::FIRST,
        },
    ];
    asks.extend(upload(chat, 1));
    asks.extend(oversee(chat));
    asks
}

/// A notice to the care team, under an id that is in no log.
pub(crate) fn notice(text: &str) -> Option<Command> {
    let text = NoticeText::new(text).ok()?;
    Some(Command::SendNotice {
        notice: ABSENT_NOTICE,
        text,
    })
}

/// The end of the wait of a person's notices.
pub(crate) const fn settle(sender: PersonId) -> Command {
    Command::SettleNotice {
        sender,
        notice: ABSENT_NOTICE,
    }
}

/// Every command about a message.
pub(crate) fn about_message(message: MessageId) -> Vec<Command> {
    let text = MessageText::new("May I?");
    let correct = text.map(|text| Command::CorrectMessage { message, text });
    correct.into_iter().chain(retract(message)).collect()
}

/// The retraction of a message.
pub(crate) fn retract(message: MessageId) -> Option<Command> {
    why().map(|reason| Command::RetractMessage { message, reason })
}

/// The oversight of a chat.
pub(crate) fn oversee(chat: ChatKey) -> Option<Command> {
    why().map(|reason| Command::BreakGlass { chat, reason })
}

/// Removes a person.
pub(crate) fn remove(person: PersonId) -> Option<Command> {
    why().map(|reason| Command::RemoveParticipant { person, reason })
}

/// Undoes the removal of a person.
pub(crate) fn undo_removal(person: PersonId) -> Option<Command> {
    why().map(|reason| Command::UndoRemoval { person, reason })
}

/// Changes a person's role.
pub(crate) const fn edit_role(person: PersonId, role: Role) -> Command {
    Command::EditParticipant(ParticipantEdit {
        person,
        role: Some(role),
        name: None,
        second_identifier: None,
    })
}

/// Adds a person as a patient.
pub(crate) fn add(person: PersonId) -> Option<Command> {
    let name = DisplayName::new("New Person").ok()?;
    Some(Command::AddParticipant(NewParticipant {
        person,
        role: Role::Patient,
        name,
        second_identifier: None,
        shares_history: false,
    }))
}

/// Every command about another person.
pub(crate) fn about_person(person: PersonId) -> Vec<Command> {
    let mut asks = vec![
        Command::EnterWaitingRoom { person },
        Command::JoinCall { person },
        Command::Leave { person },
        Command::HandOver {
            from: person,
            to: person,
        },
        Command::Drop { person },
        settle(person),
    ];
    asks.extend(remove(person));
    asks.extend(add(person));
    asks.extend(undo_removal(person));
    asks.extend(Role::ALL.map(|role| edit_role(person, role)));
    asks
}

/// Every command of `person` about a visit.
pub(crate) fn about_visit(person: PersonId) -> Vec<Command> {
    let schedule = ScheduleVisit {
        clinic: ClinicId::new(Uuid::nil()),
        visit: VisitId::new(Uuid::nil()),
        kind: VisitKind::Group,
        scheduled_for: OffsetDateTime::UNIX_EPOCH,
        policy: Policy::DEFAULT,
        notices: None,
        rules: RulesVersion::default(),
        participants: Vec::new(),
    };
    let mut asks = vec![
        Command::ScheduleVisit(schedule),
        Command::EndCall,
        Command::CompleteVisit,
        Command::CancelVisit,
        Command::MarkNoShow,
        Command::MarkLeftWithoutBeingSeen,
        Command::EditVisit(VisitEdit {
            scheduled_for: Some(OffsetDateTime::UNIX_EPOCH),
            ..VisitEdit::default()
        }),
        Command::EndFollowUp,
        Command::ReopenVisit,
    ];
    asks.extend(about_chat(person, ChatKey::Visit));
    asks.extend(about_message(ABSENT_MESSAGE));
    asks.push(Command::DiscardFile {
        attachment: ABSENT_FILE,
    });
    asks.extend(notice("May I?"));
    asks.extend(about_person(person));
    asks
}

fn why() -> Option<Reason> {
    Reason::new("May I?").ok()
}
