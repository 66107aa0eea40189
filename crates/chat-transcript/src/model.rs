//! The model of a transcript, which is also its form in JSON.

use crate::zone::Zone;
use chat_domain::{
    Actor, AttachmentId, ChatKey, ClinicId, DisplayName, FileName, MessageId, MessageText,
    NoticeText, PersonId, Phase, Reason, Role, SecondIdentifier, VisitId, VisitKind, chat::Sha256,
    log::ChainHash,
};
use serde::{Serialize, Serializer};
use std::sync::Arc;
use time::OffsetDateTime;

/// The version of the model. Members may be added under the same version; none changes its meaning.
pub const FORMAT: u32 = 1;

/// What one reader may read of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transcript {
    /// [`FORMAT`].
    pub version: u32,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub made_at: OffsetDateTime,
    /// For whom.
    pub made_for: MadeFor,
    /// The time zone of the times in the text. Times in JSON are in UTC.
    pub zone: Zone,
    /// The chat, if it is of one chat only.
    pub only_chat: Option<ChatKey>,
    /// The visit.
    pub visit: VisitPart,
    /// The people whom the reader may know of.
    pub people: Vec<PersonPart>,
    /// The chats that the reader may read and that have anything in them, the visit chat first.
    pub chats: Vec<ChatPart>,
    /// The notices to the care team, oldest first (W7).
    pub notices: Vec<NoticePart>,
    /// The head of the log; only for the operator, since it tells of entries that a person may not read (M7).
    pub log: Option<LogPart>,
}

/// For whom a transcript was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reader", rename_all = "snake_case")]
pub enum MadeFor {
    /// A participant.
    Participant {
        /// The person.
        person: PersonId,
    },
    /// An overseer, who reads one chat as of when they last broke the glass (M5).
    Overseer {
        /// The person.
        person: PersonId,
        /// Each time they broke the glass.
        accesses: Vec<AccessPart>,
    },
    /// The operator of the service.
    Operator,
}

/// One breaking of the glass (M5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccessPart {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The recorded reason.
    pub reason: Reason,
}

/// The visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VisitPart {
    /// The visit.
    pub id: VisitId,
    /// The clinic.
    pub clinic: ClinicId,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// The phase.
    pub phase: Phase,
    /// When it is to take place.
    #[serde(with = "time::serde::rfc3339")]
    pub scheduled_for: OffsetDateTime,
    /// When the care team first began the call.
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    /// When it was closed; `None` if it is open.
    #[serde(with = "time::serde::rfc3339::option")]
    pub closed_at: Option<OffsetDateTime>,
}

/// A person whom the reader may know of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonPart {
    /// The person.
    pub person: PersonId,
    /// The name.
    pub name: DisplayName,
    /// What tells them apart from people with the same name, as the reader sees it (P7).
    pub qualifier: Option<String>,
    /// The role.
    pub role: Role,
    /// The second identifier; for the care team and for oversight (P7).
    pub second_identifier: Option<SecondIdentifier>,
    /// From when to when they were participants. For the care team; attendees have only their own.
    pub stays: Vec<StayPart>,
}

/// A time as a participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StayPart {
    /// When they were added or brought back.
    #[serde(with = "time::serde::rfc3339")]
    pub from: OffsetDateTime,
    /// When they were removed; `None` if they were not.
    #[serde(with = "time::serde::rfc3339::option")]
    pub to: Option<OffsetDateTime>,
}

/// A chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChatPart {
    /// The chat.
    pub chat: ChatKey,
    /// What is in it, oldest first.
    pub items: Vec<Item>,
}

/// An item of a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Item {
    /// A message.
    Message(MessagePart),
    /// The chat was locked or unlocked for attendees (W6).
    Lock(LockPart),
}

/// A message with all of its versions that the reader may read (F8, R2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MessagePart {
    /// The message.
    pub id: MessageId,
    /// The author.
    pub author: PersonId,
    /// When it was sent.
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    /// The versions, oldest first. Only the newest one if the visit's rules show no earlier ones.
    pub versions: Vec<VersionPart>,
    /// The files. Empty for a participant if the message was retracted.
    pub files: Vec<FilePart>,
    /// The retraction, if any.
    pub retraction: Option<RetractionPart>,
}

/// One version of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VersionPart {
    /// 1 for the text as it was sent, plus one for each correction.
    pub version: u32,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The text; `None` if there is none, or if the reader may not read it.
    pub text: Option<MessageText>,
    /// Who had read it before it was corrected or retracted (R3).
    pub read_by: Vec<ReadPart>,
}

/// A person who has read a version of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ReadPart {
    /// The person.
    pub person: PersonId,
    /// When they first did.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FilePart {
    /// The file.
    pub attachment: AttachmentId,
    /// The name.
    pub name: FileName,
    /// The media type.
    pub media_type: Arc<str>,
    /// The size in bytes.
    pub size: u64,
    /// The digest of its bytes.
    pub sha256: Sha256,
}

/// A retraction (F8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RetractionPart {
    /// Who retracted the message.
    pub by: Actor,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The reason.
    pub reason: Reason,
}

/// A lock, or its end (W6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LockPart {
    /// Whether the chat was locked; `false` if it was unlocked.
    pub locked: bool,
    /// Who did it.
    pub by: Actor,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// A notice to the care team (W7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoticePart {
    /// The sender.
    pub sender: PersonId,
    /// When it was sent.
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    /// The text.
    pub text: NoticeText,
    /// What became of it.
    pub status: NoticeStatusPart,
}

/// What became of a notice (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum NoticeStatusPart {
    /// No one of the care team has seen to it.
    Waiting,
    /// One of the care team recorded that they saw to it.
    SeenTo {
        /// Who; `None` if the reader may not know of them (M7).
        by: Option<PersonId>,
        /// When.
        #[serde(with = "time::serde::rfc3339")]
        at: OffsetDateTime,
    },
    /// The visit was closed before.
    VisitClosed,
}

/// The head of a log, with which `chat-server verify` and a checkpoint prove what is in it (G4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LogPart {
    /// The position of the newest entry.
    pub position: u64,
    /// Its hash.
    #[serde(serialize_with = "as_text")]
    pub hash: ChainHash,
}

fn as_text<S: Serializer>(hash: &ChainHash, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(hash)
}
