//! What happened.

use crate::{
    chat::{ChatKey, ChatNumber, FileRef, Recipient},
    id::{AttachmentId, ClientMessageId, ClinicId, MessageId, PersonId, UploadId, VisitId},
    policy::Policy,
    rules::RulesVersion,
    text::{DisplayName, MessageText, Reason, SecondIdentifier},
    visit::{Role, VisitKind},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Something that happened in a visit. Who and when stand in its [`Entry`](crate::log::Entry).
///
/// The serialized form is stored for ever: fields are only added, with a default, and golden files
/// hold every variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The visit was put on the schedule.
    VisitScheduled {
        /// The clinic.
        clinic: ClinicId,
        /// The visit.
        visit: VisitId,
        /// One-to-one or group.
        kind: VisitKind,
        /// When it is to take place.
        #[serde(with = "time::serde::rfc3339")]
        scheduled_for: OffsetDateTime,
        /// The policy in force for this visit.
        policy: Policy,
        /// The version of the rules in force for this visit; absent means 1.
        #[serde(default, skip_serializing_if = "RulesVersion::is_unnamed")]
        rules: RulesVersion,
    },
    /// Somebody became a participant.
    ParticipantAdded {
        /// Who.
        person: PersonId,
        /// As what.
        role: Role,
        /// The shown name.
        name: DisplayName,
        /// What tells them apart for the care team.
        second_identifier: Option<SecondIdentifier>,
    },
    /// Somebody is no longer a participant.
    ParticipantRemoved {
        /// Who.
        person: PersonId,
        /// Why.
        reason: Reason,
    },
    /// An attendee entered the waiting room.
    WaitingRoomEntered {
        /// Who.
        person: PersonId,
    },
    /// Somebody joined the call.
    CallJoined {
        /// Who.
        person: PersonId,
    },
    /// Somebody left the waiting room or the call, or dropped.
    ParticipantLeft {
        /// Who.
        person: PersonId,
    },
    /// The call ended for all.
    CallEnded,
    /// The visit is over.
    VisitCompleted,
    /// The visit was called off.
    VisitCancelled,
    /// The patient did not come.
    VisitMarkedNoShow,
    /// The closed visit was opened again.
    VisitReopened,
    /// A chat was greyed out for attendees.
    ChatLocked {
        /// Which.
        chat: ChatKey,
    },
    /// The lock was lifted.
    ChatUnlocked {
        /// Which.
        chat: ChatKey,
    },
    /// A file was uploaded for a chat. Nobody reads it until a message carries it (F5).
    FileStaged {
        /// The only chat where it may be sent.
        chat: ChatKey,
        /// The stored file.
        file: FileRef,
        /// The client's id for the upload (F7), if it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        upload: Option<UploadId>,
    },
    /// A file that no message carries was given up: nobody reads or sends it any more, and its
    /// bytes may be gone (V6).
    FileDiscarded {
        /// Which.
        attachment: AttachmentId,
    },
    /// A message was sent.
    MessageSent {
        /// The chat.
        chat: ChatKey,
        /// The place in the chat.
        number: ChatNumber,
        /// Whom the sender meant.
        recipient: Recipient,
        /// The message.
        message: MessageId,
        /// The client's id for it.
        client_id: ClientMessageId,
        /// The text, if any.
        text: Option<MessageText>,
        /// The files.
        files: Vec<FileRef>,
    },
    /// A message's text was replaced.
    MessageCorrected {
        /// The chat.
        chat: ChatKey,
        /// The correction's own place in the chat.
        number: ChatNumber,
        /// The message.
        message: MessageId,
        /// Its version from now on: 2, 3 …
        version: u32,
        /// The new text.
        text: MessageText,
    },
    /// A message's text and files were hidden.
    MessageRetracted {
        /// The chat.
        chat: ChatKey,
        /// The retraction's own place in the chat.
        number: ChatNumber,
        /// The message.
        message: MessageId,
        /// Why.
        reason: Reason,
    },
    /// An overseer was let into a chat as far as it stood (M5).
    GlassBroken {
        /// Which.
        chat: ChatKey,
        /// The newest entry that they may read.
        through: ChatNumber,
        /// Why.
        reason: Reason,
    },
}

impl Event {
    /// The place of a chat entry: which chat, which number. `None` for everything that is not a
    /// message, correction or retraction.
    #[must_use]
    pub const fn chat_entry(&self) -> Option<(ChatKey, ChatNumber)> {
        match self {
            Self::MessageSent { chat, number, .. }
            | Self::MessageCorrected { chat, number, .. }
            | Self::MessageRetracted { chat, number, .. } => Some((*chat, *number)),
            _ => None,
        }
    }

    /// The message that a chat entry is about.
    #[must_use]
    pub const fn message(&self) -> Option<MessageId> {
        match self {
            Self::MessageSent { message, .. }
            | Self::MessageCorrected { message, .. }
            | Self::MessageRetracted { message, .. } => Some(*message),
            _ => None,
        }
    }
}
