//! Commands: requests to change a visit.

use crate::{
    chat::{ChatKey, ChatNumber, FileRef, Recipient, Unseen},
    id::{
        AttachmentId, ClientMessageId, ClinicId, MessageId, NoticeId, PersonId, UploadId, VisitId,
    },
    policy::{Policy, PolicyChoices},
    rules::RulesVersion,
    text::{DisplayName, MessageText, NoticeText, NoticeTexts, Reason, SecondIdentifier},
    visit::{Role, VisitKind},
};
use time::OffsetDateTime;

/// A request to change a visit. Its texts are validated; [`decide`](crate::decide::decide) judges
/// whether it is permitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Put a visit on the schedule (V1: host only).
    ScheduleVisit(ScheduleVisit),
    /// Add a participant (V1, V4).
    AddParticipant(NewParticipant),
    /// Remove a participant (V1, V4, W9).
    RemoveParticipant {
        /// The participant.
        person: PersonId,
        /// The reason.
        reason: Reason,
    },
    /// Take back the removal of a participant (V1, V4, W9).
    UndoRemoval {
        /// The participant.
        person: PersonId,
        /// The reason.
        reason: Reason,
    },
    /// Change when the visit takes place, or its policy (V1, V4).
    EditVisit(VisitEdit),
    /// Correct a participant's role, name or second identifier (V1, V4).
    EditParticipant(ParticipantEdit),
    /// Hand the visit over from one provider to another (V7).
    HandOver {
        /// The provider who hands over.
        from: PersonId,
        /// The provider who takes over.
        to: PersonId,
    },
    /// An attendee enters the waiting room (P1, V3).
    EnterWaitingRoom {
        /// The participant.
        person: PersonId,
    },
    /// A participant joins the call (V3).
    JoinCall {
        /// The participant.
        person: PersonId,
    },
    /// A participant leaves the waiting room or the call.
    Leave {
        /// The participant.
        person: PersonId,
    },
    /// End the lease of a participant's presence, whose live connections are gone (V9: the service only).
    Drop {
        /// The participant.
        person: PersonId,
    },
    /// End the call for everyone; the visit stays open (W7).
    EndCall,
    /// Close the visit as completed (W8, V2).
    CompleteVisit,
    /// Close the visit as cancelled (W8, V2).
    CancelVisit,
    /// Close the visit as a no-show (W8, V2).
    MarkNoShow,
    /// Close the visit: a patient came, and left without being seen by the care team (W8, V2).
    MarkLeftWithoutBeingSeen,
    /// End the follow-up of a completed visit, after which its direct chats are closed too (W8).
    EndFollowUp,
    /// Open a closed visit again (W8, V2).
    ReopenVisit,
    /// Lock a chat for attendees (W6).
    LockChat {
        /// The target.
        chat: ChatKey,
    },
    /// Lift the lock (W6).
    UnlockChat {
        /// The target.
        chat: ChatKey,
    },
    /// Record an uploaded file for sending in one chat (F5, F6, V5).
    StageFile {
        /// The only chat in which it may be sent.
        chat: ChatKey,
        /// The stored file.
        file: FileRef,
        /// The client's id for the upload (F7), if any.
        upload: Option<UploadId>,
    },
    /// Discard a file that no message carries (V6).
    DiscardFile {
        /// The target.
        attachment: AttachmentId,
    },
    /// Send a message.
    SendMessage(SendMessage),
    /// Replace a message's text with a new version (F8).
    CorrectMessage {
        /// The target.
        message: MessageId,
        /// The new text.
        text: MessageText,
    },
    /// Hide a message's text and files (F8).
    RetractMessage {
        /// The target.
        message: MessageId,
        /// The reason.
        reason: Reason,
    },
    /// Record that the person has read a chat up to an entry (R1).
    MarkRead {
        /// The chat.
        chat: ChatKey,
        /// The newest entry that they have read.
        through: ChatNumber,
    },
    /// Record that no waiting message up to an entry needs an answer (R4).
    NoAnswerNeeded {
        /// The chat.
        chat: ChatKey,
        /// The newest entry that the person has seen.
        through: ChatNumber,
    },
    /// Send one of the clinic's notices to the care team (W7).
    SendNotice {
        /// The sender's id for it, the idempotency key (F7).
        notice: NoticeId,
        /// A text of the clinic's list.
        text: NoticeText,
    },
    /// Record that one has seen to a sender's notices, up to this one (R4).
    SettleNotice {
        /// The sender.
        sender: PersonId,
        /// The newest of their notices that the person has seen.
        notice: NoticeId,
    },
    /// Remind people of something that they have not seen (R6: the service only).
    RemindPeople {
        /// What they have not seen.
        of: Unseen,
        /// Which reminder by the policy: 1, 2.
        reminder: u32,
        /// Those for whom it is time. Of these, it names those who have not seen it.
        people: Vec<PersonId>,
    },
    /// Escalate something that the care side has not attended to (R7: the service only).
    EscalateWait {
        /// What waits.
        of: Unseen,
    },
    /// Read a chat as an overseer, with a reason and an entry in the log (M5).
    BreakGlass {
        /// The target.
        chat: ChatKey,
        /// The reason.
        reason: Reason,
    },
}

/// A visit to schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleVisit {
    /// The clinic.
    pub clinic: ClinicId,
    /// The visit's id; must be new.
    pub visit: VisitId,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// When it is to take place.
    pub scheduled_for: OffsetDateTime,
    /// The policy to record.
    pub policy: Policy,
    /// The notices that its attendees can send; `None` means those of its rules (W7).
    pub notices: Option<NoticeTexts>,
    /// The version of the rules to record.
    pub rules: RulesVersion,
    /// The initial participants.
    pub participants: Vec<NewParticipant>,
}

/// A participant to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParticipant {
    /// The person.
    pub person: PersonId,
    /// Their role.
    pub role: Role,
    /// The display name.
    pub name: DisplayName,
    /// Tells people with the same name apart, for the care team (P7).
    pub second_identifier: Option<SecondIdentifier>,
    /// Whether they may read the visit chat from before they enter (M6).
    pub shares_history: bool,
}

/// What to change in a visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VisitEdit {
    /// When it is to take place, if that changes.
    pub scheduled_for: Option<OffsetDateTime>,
    /// The choices that change.
    pub policy: PolicyChoices,
}

/// What to change in a participant. `None` leaves it as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParticipantEdit {
    /// The person.
    pub person: PersonId,
    /// Their role.
    pub role: Option<Role>,
    /// The display name.
    pub name: Option<DisplayName>,
    /// The second identifier; `Some(None)` drops it.
    pub second_identifier: Option<Option<SecondIdentifier>>,
}

/// Declares what a sender chooses, alone and with the id that the service generates.
macro_rules! message {
    ($($(#[$about:meta])* $field:ident: $type:ty,)*) => {
        /// A message that has no id yet.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct NewMessage {
            $($(#[$about])* pub $field: $type,)*
        }

        /// A message to send.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct SendMessage {
            /// The message's id; must be new.
            pub message: MessageId,
            $($(#[$about])* pub $field: $type,)*
        }

        impl NewMessage {
            /// The same message, under this id.
            #[must_use]
            pub fn with_id(self, message: MessageId) -> SendMessage {
                let Self { $($field),* } = self;
                SendMessage { message, $($field),* }
            }
        }
    };
}

message! {
    /// The chat.
    chat: ChatKey,
    /// The intended recipient (P6).
    recipient: Recipient,
    /// The client's id for the message, the idempotency key (F7).
    client_id: ClientMessageId,
    /// The text; `None` if the message has only files.
    text: Option<MessageText>,
    /// The files, which the sender uploaded for this chat.
    files: Vec<AttachmentId>,
}
