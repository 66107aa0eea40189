//! Why something is not permitted: one table of all refusals.

mod explanation;

pub use explanation::Explanation;

use crate::{rule::RuleId, text::TextProblem, visit::Phase};
use explanation::{closed, size, text};
use std::borrow::Cow;
use thiserror::Error;

/// What the caller does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalClass {
    /// Look elsewhere: there is no such thing for this actor (M7).
    Absent,
    /// Leave it to others, or ask again once they stand differently to the visit.
    Forbidden,
    /// Look at the visit again: its state, or what was sent before, is against it.
    Conflict,
    /// Ask for something else: no visit takes this.
    Invalid,
    /// Ask with fewer bytes.
    TooLarge,
}

/// One row a refusal: rule, stable code in snake case, class, and a sentence for the person concerned
/// that holds no health data.
macro_rules! refusals {
    ($(
        $(#[$doc:meta])*
        $name:ident
        $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* })?
        $(($inner:ident: $inner_type:ty))?
        : $rule:ident, $code:expr, $class:ident, $sentence:expr;
    )*) => {
        /// Why a command is refused or a screen greys something out. Each refusal names its rule.
        ///
        /// Exhaustive on purpose: callers match on it, and a new reason must be looked at everywhere.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
        #[error("{} ({})", self.explain().code, self.explain().rule)]
        pub enum Refusal {
            $($(#[$doc])* $name $({ $($(#[$field_doc])* $field: $type),* })? $(($inner_type))?,)*
        }

        impl Refusal {
            /// The refusal's rule, code and sentence (W11).
            #[must_use]
            pub fn explain(&self) -> Explanation {
                match *self {
                    $(Self::$name $({ $($field),* })? $(($inner))? => Explanation {
                        rule: RuleId::$rule,
                        code: $code,
                        sentence: Cow::from($sentence),
                    },)*
                }
            }

            /// What the caller does next.
            #[must_use]
            pub const fn class(&self) -> RefusalClass {
                match self {
                    $(Self::$name { .. } => RefusalClass::$class,)*
                }
            }
        }
    };
}

refusals! {
    /// There is no such visit for this actor (M7).
    VisitUnknown: M7, "visit_unknown", Absent, "There is no such visit.";
    /// There is no such chat for this actor (M7).
    ChatUnknown: M7, "chat_unknown", Absent, "There is no such chat.";
    /// There is no such message for this actor (M7).
    MessageUnknown: M7, "message_unknown", Absent, "There is no such message.";
    /// There is no such file for this actor, or it is no longer theirs to send (M7, F5).
    FileUnknown: M7, "file_unknown", Absent, "There is no such file.";
    /// There is no such participant for this actor (M7).
    PersonUnknown: M7, "person_unknown", Absent, "There is no such participant.";
    /// The attendee has not entered the visit yet (M1).
    NotEntered: M1, "not_entered", Forbidden,
        "You can read and write here once you have entered the waiting room.";
    /// The role has no direct chats (M2).
    RoleHasNoDirectChats: M2, "role_has_no_direct_chats", Forbidden,
        "Direct messages are between a provider and a patient.";
    /// Both are attendees (M3).
    TwoAttendees: M3, "two_attendees", Forbidden,
        "Patients and guests can't message each other directly.";
    /// Both belong to the care team (M3).
    TwoCareTeamMembers: M3, "two_care_team_members", Forbidden,
        "Direct messages are between a provider and a patient, not within the care team.";
    /// The clinic gives guests no direct chats (M4).
    GuestsHaveNoDirectChats: M4, "guests_have_no_direct_chats", Forbidden,
        "This clinic has no direct messages with guests.";
    /// The clinic gives staff no direct chats (M4).
    StaffHaveNoDirectChats: M4, "staff_have_no_direct_chats", Forbidden,
        "In this clinic only providers have direct messages with patients.";
    /// Only an overseer may break the glass (M5).
    NotAnOverseer: M5, "not_an_overseer", Forbidden,
        "Reading other people's messages needs the permission to oversee.";
    /// The care side has not started the chat and is not in the call with the attendee (W2).
    NotStarted: W2, "not_started", Forbidden,
        "You can write here once your provider has sent the first message, or while you are in the call together.";
    /// The care team has locked the chat for attendees (W6).
    Locked: W6, "locked", Conflict, "The care team has locked this chat. You can still read it.";
    /// The visit is closed (W8).
    VisitClosed {
        /// How it was closed.
        phase: Phase
    }: W8, "visit_closed", Conflict, closed(phase);
    /// The actor was removed from the visit (W9).
    Removed: W9, "removed", Forbidden, "You are no longer a participant of this visit.";
    /// The message names another recipient than the chat has (P6).
    RecipientMismatch: P6, "recipient_mismatch", Invalid,
        "The message was meant for someone other than this chat's recipient. Nothing was sent.";
    /// The recipient was removed from the visit (P8).
    RecipientRemoved: P8, "recipient_removed", Conflict,
        "The other person is no longer a participant of this visit. Nothing was sent.";
    /// The text can't be taken (F6).
    Text(problem: TextProblem): F6, text(problem).code, Invalid, text(problem).sentence;
    /// More files than allowed, or the same one twice (F6).
    TooManyFiles {
        /// The most files allowed.
        max: u32
    }: F6, "too_many_files", Invalid,
        format!("A message can carry at most {max} different files.");
    /// The file is too large (F6).
    FileTooLarge {
        /// The most bytes allowed.
        max: u64
    }: F6, "file_too_large", TooLarge,
        format!("The file is too large: at most {} can be sent.", size(max));
    /// The client's message id was used for another content (F7).
    ClientIdReused: F7, "client_id_reused", Conflict,
        "Another message was sent under this id already. Nothing was sent now.";
    /// The client's upload id was used for another file, or for one that was discarded (F7).
    UploadIdReused: F7, "upload_id_reused", Conflict,
        "Another file was uploaded under this id already. Nothing was stored now.";
    /// Only the author corrects a message (F8).
    NotTheAuthor: F8, "not_the_author", Forbidden,
        "Only the person who wrote a message can change it.";
    /// The message was retracted (F8).
    AlreadyRetracted: F8, "already_retracted", Conflict, "The message was withdrawn.";
    /// The id is in use already (G1).
    IdInUse: G1, "id_in_use", Conflict, "This id is in use already.";
    /// Only the host and the care team manage a visit (V1).
    NotYoursToManage: V1, "not_yours_to_manage", Forbidden, "Only the care team can do this.";
    /// People report only their own presence (V1).
    NotYourPresence: V1, "not_your_presence", Forbidden,
        "You can enter and leave only for yourself.";
    /// The visit is scheduled already (V2).
    AlreadyScheduled: V2, "already_scheduled", Conflict, "The visit is scheduled already.";
    /// The visit is not closed (V2).
    NotClosed: V2, "not_closed", Conflict, "The visit is open.";
    /// Somebody is in the call (V2).
    CallUnderway: V2, "call_underway", Conflict, "The call is still going on.";
    /// A patient has come (V2).
    PatientHasCome: V2, "patient_has_come", Conflict, "A patient has come to this visit.";
    /// The care team has no waiting room (V3).
    WaitingRoomIsForAttendees: V3, "waiting_room_is_for_attendees", Forbidden,
        "The waiting room is for patients and guests.";
    /// No call is under way (V3).
    CallNotBegun: V3, "call_not_begun", Conflict, "The call has not begun yet.";
    /// The person takes part already, or was removed for good (V4).
    AlreadyAParticipant: V4, "already_a_participant", Conflict,
        "This person is or was a participant of this visit.";
    /// A one-to-one visit has one patient ever (V4).
    OnePatientOnly: V4, "one_patient_only", Conflict, "A one-to-one visit has one patient.";
    /// The visit's last provider can't be removed (V4).
    LastProvider: V4, "last_provider", Conflict, "The visit's last provider can't be removed.";
    /// With this file the person would have uploaded too much for the visit (V5).
    PersonQuotaExceeded {
        /// The most bytes allowed.
        max: u64
    }: V5, "person_quota_exceeded", Conflict,
        format!("The file can't be added: one person can send up to {} of files in a visit.", size(max));
    /// With this file all people together would have uploaded too much for the visit (V5).
    VisitQuotaExceeded {
        /// The most bytes allowed.
        max: u64
    }: V5, "visit_quota_exceeded", Conflict,
        format!("The file can't be added: a visit can hold up to {} of files.", size(max));
    /// The person has uploaded as many files as the visit takes of one (V5).
    PersonFileCountExceeded {
        /// The most files allowed.
        max: u32
    }: V5, "person_file_count_exceeded", Conflict,
        format!("The file can't be added: one person can upload up to {max} files in a visit.");
    /// All people together have uploaded as many files as the visit takes (V5).
    VisitFileCountExceeded {
        /// The most files allowed.
        max: u32
    }: V5, "visit_file_count_exceeded", Conflict,
        format!("The file can't be added: a visit can hold up to {max} files.");
    /// A message carries the file (V6).
    FileCarried: V6, "file_carried", Conflict,
        "The file was sent with a message. Withdraw the message instead.";
    /// The person has written as many messages and corrections as the visit takes of one (V8).
    EntryQuotaExceeded {
        /// The most allowed.
        max: u32
    }: V8, "entry_quota_exceeded", Conflict,
        format!("You have written {max} messages and corrections, as many as one person can in a visit. You can still withdraw messages.");
    /// With this text the person would have written more than the visit takes of one (V8).
    TextQuotaExceeded {
        /// The most bytes allowed.
        max: u64
    }: V8, "text_quota_exceeded", Conflict,
        format!("This text is more than you have left: one person can write up to {} in a visit. You can still withdraw messages.", size(max));
    /// The message was corrected as often as it can be (V8).
    TooManyCorrections {
        /// The most corrections allowed.
        max: u32
    }: V8, "too_many_corrections", Conflict,
        format!("A message can be corrected at most {max} times. Send a new message instead.");
    /// The person has come, gone and changed the visit as often as it takes of one (V8).
    ActQuotaExceeded {
        /// The most entries allowed.
        max: u32
    }: V8, "act_quota_exceeded", Conflict,
        format!("You have come, gone and changed this visit {max} times, as often as one person can. You can still leave, and withdraw messages.");
}

impl From<TextProblem> for Refusal {
    fn from(problem: TextProblem) -> Self {
        Self::Text(problem)
    }
}
