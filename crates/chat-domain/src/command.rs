//! What somebody asks for.

use crate::{
    chat::{ChatKey, FileRef, Recipient},
    id::{AttachmentId, ClientMessageId, ClinicId, MessageId, PersonId, UploadId, VisitId},
    policy::Policy,
    rules::RulesVersion,
    text::{DisplayName, MessageText, Reason, SecondIdentifier},
    visit::{Role, VisitKind},
};
use time::OffsetDateTime;

/// A command. Its texts are checked already; whether it is permitted is for
/// [`decide`](crate::decide::decide) to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Put a visit on the schedule (V1: host only).
    ScheduleVisit(ScheduleVisit),
    /// Add a participant (V1, V4).
    AddParticipant(NewParticipant),
    /// Remove a participant for good (V1, V4, W9).
    RemoveParticipant {
        /// Whom.
        person: PersonId,
        /// Why.
        reason: Reason,
    },
    /// An attendee enters the waiting room (P1, V3).
    EnterWaitingRoom {
        /// Who.
        person: PersonId,
    },
    /// Somebody joins the call (V3).
    JoinCall {
        /// Who.
        person: PersonId,
    },
    /// Somebody leaves the waiting room or the call.
    Leave {
        /// Who.
        person: PersonId,
    },
    /// The call ends for all; the visit stays open (W7).
    EndCall,
    /// The visit is over (W8, V2).
    CompleteVisit,
    /// The visit is called off (W8, V2).
    CancelVisit,
    /// The patient did not come (W8, V2).
    MarkNoShow,
    /// A closed visit takes messages again (W8, V2).
    ReopenVisit,
    /// Grey out a chat for attendees (W6).
    LockChat {
        /// Which.
        chat: ChatKey,
    },
    /// Lift the lock (W6).
    UnlockChat {
        /// Which.
        chat: ChatKey,
    },
    /// Record an uploaded file, to be sent in one chat (F5, F6, V5).
    StageFile {
        /// Where it may be sent.
        chat: ChatKey,
        /// The stored file.
        file: FileRef,
        /// The client's id for the upload (F7), if it gave one.
        upload: Option<UploadId>,
    },
    /// Give up a file that no message carries (V6).
    DiscardFile {
        /// Which.
        attachment: AttachmentId,
    },
    /// Send a message.
    SendMessage(SendMessage),
    /// Replace a message's text by a new version (F8).
    CorrectMessage {
        /// Which.
        message: MessageId,
        /// The new text.
        text: MessageText,
    },
    /// Hide a message's text and files (F8).
    RetractMessage {
        /// Which.
        message: MessageId,
        /// Why.
        reason: Reason,
    },
    /// Read a chat as an overseer, with a reason and an entry in the log (M5).
    BreakGlass {
        /// Which.
        chat: ChatKey,
        /// Why.
        reason: Reason,
    },
}

/// A visit to schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleVisit {
    /// The clinic.
    pub clinic: ClinicId,
    /// The visit's id, new.
    pub visit: VisitId,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// When it is to take place.
    pub scheduled_for: OffsetDateTime,
    /// The policy to record.
    pub policy: Policy,
    /// The version of the rules to record.
    pub rules: RulesVersion,
    /// Its first participants.
    pub participants: Vec<NewParticipant>,
}

/// A participant to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParticipant {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// The name to show.
    pub name: DisplayName,
    /// What tells them apart for the care team (P7).
    pub second_identifier: Option<SecondIdentifier>,
}

/// A message to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendMessage {
    /// Into which chat.
    pub chat: ChatKey,
    /// Whom the sender means (P6).
    pub recipient: Recipient,
    /// The message's id, new.
    pub message: MessageId,
    /// The client's id for it (F7).
    pub client_id: ClientMessageId,
    /// The text; `None` for files alone.
    pub text: Option<MessageText>,
    /// The files, staged by the sender for this chat.
    pub files: Vec<AttachmentId>,
}
