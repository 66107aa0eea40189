//! Events: changes that happened to a visit.

use crate::{
    chat::{ChatKey, ChatNumber, FileRef, Recipient, Unseen},
    id::{
        AttachmentId, ClientMessageId, ClinicId, MessageId, NoticeId, PersonId, UploadId, VisitId,
    },
    policy::Policy,
    rules::RulesVersion,
    text::{DisplayName, MessageText, NoticeText, NoticeTexts, Reason, SecondIdentifier},
    visit::{Departure, Role, VisitKind},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A change that happened in a visit. Its [`Entry`](crate::log::Entry) records the actor and the
/// time.
///
/// The serialized form is permanent: fields are only ever added, each with a default. Golden files
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
        /// The notices that its attendees can send; absent means those of its rules (W7).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notices: Option<NoticeTexts>,
        /// The version of the rules in force for this visit; absent means 1.
        #[serde(default, skip_serializing_if = "RulesVersion::is_unnamed")]
        rules: RulesVersion,
    },
    /// A person became a participant.
    ParticipantAdded {
        /// The participant.
        person: PersonId,
        /// Their role.
        role: Role,
        /// The display name.
        name: DisplayName,
        /// Tells people with the same name apart, for the care team.
        second_identifier: Option<SecondIdentifier>,
        /// Whether they may read the visit chat from before they enter (M6).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        shares_history: bool,
    },
    /// A participant was removed.
    ParticipantRemoved {
        /// The participant.
        person: PersonId,
        /// The reason.
        reason: Reason,
    },
    /// A removal was taken back. What was sent in between stays unreadable for the person (W9).
    RemovalUndone {
        /// The participant.
        person: PersonId,
        /// The reason.
        reason: Reason,
    },
    /// The visit's time or policy was changed (V4).
    VisitEdited {
        /// When it is now to take place, if that changed.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "time::serde::rfc3339::option"
        )]
        scheduled_for: Option<OffsetDateTime>,
        /// The policy that is in force from here on, if it changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<Policy>,
    },
    /// A participant was corrected. All fields are as they are now (V4).
    ParticipantEdited {
        /// The participant.
        person: PersonId,
        /// Their role.
        role: Role,
        /// The display name.
        name: DisplayName,
        /// Tells people with the same name apart, for the care team.
        second_identifier: Option<SecondIdentifier>,
    },
    /// A provider took over from another (V7).
    HandedOver {
        /// The provider who handed over.
        from: PersonId,
        /// The provider who took over.
        to: PersonId,
    },
    /// An attendee entered the waiting room.
    WaitingRoomEntered {
        /// The participant.
        person: PersonId,
    },
    /// A participant joined the call.
    CallJoined {
        /// The participant.
        person: PersonId,
    },
    /// The host reported that an attendee joined the call, which had not begun. They join it when the
    /// care team begins it (V3).
    CallJoinReported {
        /// The participant.
        person: PersonId,
    },
    /// A participant left the waiting room or the call, or lost the connection.
    ParticipantLeft {
        /// The participant.
        person: PersonId,
        /// Whether they left or were dropped; absent means that they left, or that it is unknown.
        #[serde(default, skip_serializing_if = "Departure::is_unnamed")]
        how: Departure,
    },
    /// The call ended for everyone.
    CallEnded,
    /// The visit was closed as completed.
    VisitCompleted,
    /// The visit was closed as cancelled.
    VisitCancelled,
    /// The visit was closed as a no-show.
    VisitMarkedNoShow,
    /// The visit was closed: a patient had come, and left without being seen.
    VisitMarkedLeftWithoutBeingSeen,
    /// The follow-up of a completed visit ended: its direct chats are closed too (W8).
    FollowUpEnded,
    /// The closed visit was reopened.
    VisitReopened,
    /// A chat was locked for attendees.
    ChatLocked {
        /// The target.
        chat: ChatKey,
    },
    /// The lock was lifted.
    ChatUnlocked {
        /// The target.
        chat: ChatKey,
    },
    /// A file was uploaded for a chat. It is unreadable until a message carries it (F5).
    FileStaged {
        /// The only chat in which it may be sent.
        chat: ChatKey,
        /// The stored file.
        file: FileRef,
        /// The client's id for the upload (F7), if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        upload: Option<UploadId>,
    },
    /// A file that no message carries was discarded. It can no longer be read or sent, and its
    /// bytes may be deleted (V6).
    FileDiscarded {
        /// The target.
        attachment: AttachmentId,
    },
    /// A message was sent.
    MessageSent {
        /// The chat.
        chat: ChatKey,
        /// Its position in the chat.
        number: ChatNumber,
        /// The intended recipient.
        recipient: Recipient,
        /// The message.
        message: MessageId,
        /// The client's id for the message.
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
        /// The position of the correction itself in the chat.
        number: ChatNumber,
        /// The message.
        message: MessageId,
        /// The new version: 2, 3 …
        version: u32,
        /// The new text.
        text: MessageText,
    },
    /// A message's text and files were hidden.
    MessageRetracted {
        /// The chat.
        chat: ChatKey,
        /// The position of the retraction itself in the chat.
        number: ChatNumber,
        /// The message.
        message: MessageId,
        /// The reason.
        reason: Reason,
    },
    /// A participant read a chat up to an entry (R1).
    ChatRead {
        /// The chat.
        chat: ChatKey,
        /// The newest entry that they read.
        through: ChatNumber,
    },
    /// The care side recorded that no waiting message up to an entry needs an answer (R4).
    NoAnswerNeeded {
        /// The chat.
        chat: ChatKey,
        /// The newest entry that they had seen.
        through: ChatNumber,
    },
    /// An attendee sent one of the clinic's notices to the care team (W7). It is in no chat.
    NoticeSent {
        /// The sender's id for it.
        notice: NoticeId,
        /// The text, as it was on the clinic's list.
        text: NoticeText,
    },
    /// One of the care team recorded that they saw to a sender's notices, up to this one (R4).
    NoticeSettled {
        /// The sender.
        sender: PersonId,
        /// The newest of their notices that had been seen.
        notice: NoticeId,
    },
    /// The service reminded people of something that they had not seen for the time of the policy (R6).
    PeopleReminded {
        /// What they had not seen.
        of: Unseen,
        /// Which reminder it is by the policy: 1, 2.
        reminder: u32,
        /// The people, in order.
        people: Vec<PersonId>,
    },
    /// The service escalated something that the care side had not attended to for the time of the policy (R7).
    WaitEscalated {
        /// What waits.
        of: Unseen,
        /// All of the care side who may read it, in order. Empty if no one of them is left.
        people: Vec<PersonId>,
    },
    /// An overseer was granted access to a chat as it stood then (M5).
    GlassBroken {
        /// The target.
        chat: ChatKey,
        /// The newest entry that the overseer may read.
        through: ChatNumber,
        /// The reason.
        reason: Reason,
    },
}

impl Event {
    /// The chat and position of a chat entry: a message, correction or retraction. `None` for all
    /// other events.
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
