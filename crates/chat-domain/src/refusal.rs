//! The table of all refusals: why something is not permitted.

mod explanation;

pub use explanation::Explanation;

use crate::{rule::RuleId, text::TextProblem, visit::Phase};
use explanation::{closed, size, text};
use std::borrow::Cow;
use thiserror::Error;

/// What the caller does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalClass {
    /// Not found, as far as this actor may know (M7). Look elsewhere.
    Absent,
    /// Not permitted to this actor. Retry only after their role or presence in the visit has
    /// changed.
    Forbidden,
    /// In conflict with the state of the visit or with an earlier request. Reload the visit first.
    Conflict,
    /// Invalid in every visit. Send something else.
    Invalid,
    /// Too large. Send fewer bytes.
    TooLarge,
}

/// One row per refusal: its rule, its stable code in snake case, its class, and a sentence for the
/// actor that holds no health data: what is, then what to do.
macro_rules! refusals {
    ($(
        $(#[$doc:meta])*
        $name:ident
        $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* })?
        $(($inner:ident: $inner_type:ty))?
        : $rule:ident, $code:expr, $class:ident, $sentence:expr;
    )*) => {
        /// Why a command is refused, or an action greyed out. Each refusal names its rule.
        ///
        /// Exhaustive on purpose: callers match on it, and every match must consider a new reason.
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
    /// No such visit, as far as this actor may know (M7).
    VisitUnknown: M7, "visit_unknown", Absent, "This visit was not found.";
    /// No such chat, as far as this actor may know (M7).
    ChatUnknown: M7, "chat_unknown", Absent, "This chat was not found.";
    /// No such message, as far as this actor may know (M7).
    MessageUnknown: M7, "message_unknown", Absent, "This message was not found.";
    /// No such file, as far as this actor may know, or one that they can no longer send (M7, F5).
    FileUnknown: M7, "file_unknown", Absent, "This file is not available.";
    /// No such participant, as far as this actor may know (M7).
    PersonUnknown: M7, "person_unknown", Absent, "This participant was not found.";
    /// The attendee has not entered the visit yet (M1).
    NotEntered: M1, "not_entered", Forbidden,
        "This chat opens once you have entered the waiting room.";
    /// The earlier visit chat can't be shared with this person (M6).
    HistoryNotShared: M6, "history_not_shared", Invalid,
        "The earlier conversation can't be shared with this person, who was not added. Add them without it.";
    /// Both are attendees (M3).
    TwoAttendees: M3, "two_attendees", Forbidden,
        "Patients and guests can't message each other directly.";
    /// Both belong to the care team (M3).
    TwoCareTeamMembers: M3, "two_care_team_members", Forbidden,
        "Direct messages are between a provider and a patient, not within the care team.";
    /// The policy gives guests no direct chats (M4).
    GuestsHaveNoDirectChats: M4, "guests_have_no_direct_chats", Forbidden,
        "Direct messages with guests are turned off for this visit.";
    /// The policy gives staff no direct chats (M4).
    StaffHaveNoDirectChats: M4, "staff_have_no_direct_chats", Forbidden,
        "Only providers can have direct messages with patients in this visit.";
    /// The policy gives interpreters no direct chats (M4).
    RoleHasNoDirectChats: M4, "role_has_no_direct_chats", Forbidden,
        "Direct messages with interpreters are turned off for this visit.";
    /// Only an overseer may break the glass (M5).
    NotAnOverseer: M5, "not_an_overseer", Forbidden,
        "Reading other people's messages requires oversight permission.";
    /// The care side has not started the chat, and the provider is not in the call with the
    /// attendee (W2).
    NotStarted: W2, "not_started", Forbidden,
        "You can write here once your provider has sent the first message, or while you are in the call together.";
    /// The care side has not started the chat, and the attendee is in the call, from which the provider was
    /// dropped (W2, V9).
    ProviderDropped: W2, "provider_dropped", Forbidden,
        "The provider lost the connection. You can write again when they are back; your draft is kept.";
    /// The care team has locked the chat for attendees (W6).
    Locked: W6, "locked", Conflict, "The care team has locked this chat. You can still read it.";
    /// The visit offers no notices (W7).
    NoNotices: W7, "no_notices", Forbidden,
        "Notices are turned off for this visit. Contact the clinic if you need help.";
    /// Only attendees send notices (W7).
    NoticesAreForAttendees: W7, "notices_are_for_attendees", Forbidden,
        "Notices go to the care team. Write a message instead.";
    /// The text is not one of the visit's notices (W7).
    NoticeNotOffered: W7, "notice_not_offered", Conflict,
        "This notice is not one of the clinic's. Reload the visit and choose again.";
    /// No such notice, as far as this actor may know (M7).
    NoticeUnknown: M7, "notice_unknown", Absent, "This notice was not found.";
    /// The sender's notice id was used for another text (F7).
    NoticeIdReused: F7, "notice_id_reused", Conflict,
        "This notice id was already used, so nothing was sent. Use a new id.";
    /// The visit is closed (W8).
    VisitClosed {
        /// How the visit was closed.
        phase: Phase
    }: W8, "visit_closed", Conflict, closed(phase);
    /// A message, a notice or a person in the waiting room waits for the care team (W8, R4).
    SomeoneWaits: W8, "someone_waits", Conflict,
        "Someone still waits for the care team, so nothing was closed.";
    /// The actor was removed from the visit (W9).
    Removed: W9, "removed", Forbidden,
        "You are no longer a participant in this visit. Contact the clinic if you have questions.";
    /// The message names a recipient other than the chat's (P6).
    RecipientMismatch: P6, "recipient_mismatch", Invalid,
        "The recipient doesn't match this chat, so nothing was sent. Check the name and send again.";
    /// The recipient was removed from the visit (P8).
    RecipientRemoved: P8, "recipient_removed", Conflict,
        "The recipient is no longer a participant in this visit, so nothing was sent.";
    /// The text is not accepted (F6).
    Text(problem: TextProblem): F6, text(problem).code, Invalid, text(problem).sentence;
    /// The visit's version of the rules has no read marks (R1).
    ReadMarksNotKept: R1, "read_marks_not_kept", Forbidden,
        "This visit keeps no read marks and shows no earlier versions.";
    /// The visit's version of the rules can't record that no answer is needed (R4).
    NoAnswerNeededNotRecorded: R4, "no_answer_needed_not_recorded", Forbidden,
        "This visit can't record that no answer is needed. Answer the message instead.";
    /// The visit's policy or version of the rules has no reminders (R6).
    NoReminders: R6, "no_reminders", Conflict, "This visit has no reminders.";
    /// More files than allowed, or one file twice (F6).
    TooManyFiles {
        /// The limit.
        max: u32
    }: F6, "too_many_files", Invalid,
        format!("A message can carry at most {max} different files. Send the others separately.");
    /// The file is too large (F6).
    FileTooLarge {
        /// The limit in bytes.
        max: u64
    }: F6, "file_too_large", TooLarge,
        format!("The file is larger than the limit of {}. Choose a smaller file.", size(max));
    /// The client's message id was used for different content (F7).
    ClientIdReused: F7, "client_id_reused", Conflict,
        "This message id was already used, so nothing was sent. Use a new id.";
    /// The client's upload id was used for a different file, or for one that was discarded (F7).
    UploadIdReused: F7, "upload_id_reused", Conflict,
        "This upload id was already used, so nothing was stored. Use a new id.";
    /// Only the author corrects a message (F8).
    NotTheAuthor: F8, "not_the_author", Forbidden,
        "Only the author can change this message.";
    /// The message was retracted (F8).
    AlreadyRetracted: F8, "already_retracted", Conflict,
        "This message was retracted and can't be corrected. Send a new message instead.";
    /// The id is already in use (G1).
    IdInUse: G1, "id_in_use", Conflict, "This id is already in use. Use a new id.";
    /// Only the host and the care team manage a visit (V1).
    CareTeamOnly: V1, "care_team_only", Forbidden, "Only the care team can do this.";
    /// People report only their own presence (V1).
    NotYourPresence: V1, "not_your_presence", Forbidden,
        "You can enter or leave only for yourself.";
    /// Only the service ends the lease of a presence (V9).
    ServiceOnly: V9, "service_only", Forbidden, "Only the chat service can do this.";
    /// The presence was not reported by the person themselves, or they are not present (V9).
    PresenceNotLeased: V9, "presence_not_leased", Conflict,
        "This presence does not end with a connection.";
    /// The visit is already scheduled with other content (H1).
    AlreadyScheduled: H1, "already_scheduled", Conflict,
        "This visit is already scheduled with other details. Use a new id for another visit.";
    /// The participant was already removed for another reason (H1).
    AlreadyRemoved: H1, "already_removed", Conflict,
        "This person was already removed for another reason.";
    /// The participant is not removed, or was brought back for another reason (H1).
    NotRemoved: H1, "not_removed", Conflict, "This person is not removed.";
    /// At least one participant is in the call (V2).
    CallUnderway: V2, "call_underway", Conflict, "The call is still in progress. End it first.";
    /// A patient who still takes part has attended (V2).
    PatientHasAttended: V2, "patient_has_attended", Conflict,
        "A patient has attended, so this visit is not a no-show. Complete or cancel it instead.";
    /// No patient who still takes part has attended (V2).
    NoPatientHasAttended: V2, "no_patient_has_attended", Conflict,
        "No patient has attended. Mark the visit as a no-show instead.";
    /// A patient who still takes part has been in the call with the care team (V2).
    PatientWasSeen: V2, "patient_was_seen", Conflict,
        "A patient has been in the call with the care team. Complete or cancel the visit instead.";
    /// The visit's rules know no such phase (V2).
    LeftWithoutBeingSeenUnknown: V2, "left_without_being_seen_unknown", Conflict,
        "This visit can't be closed that way. Complete or cancel it instead.";
    /// The care team has no waiting room (V3).
    WaitingRoomIsForAttendees: V3, "waiting_room_is_for_attendees", Forbidden,
        "The waiting room is for patients and guests. Join the call instead.";
    /// No call is in progress (V3).
    NoCallInProgress: V3, "no_call_in_progress", Conflict,
        "No call is in progress. Wait for the care team to start one.";
    /// The person is already a participant with other content, or was removed for good (V4).
    AlreadyAParticipant: V4, "already_a_participant", Conflict,
        "This person already is or was a participant in this visit, and can't be added again.";
    /// A one-to-one visit never has a second patient (V4).
    OnePatientOnly: V4, "one_patient_only", Conflict,
        "A one-to-one visit has only one patient. Schedule a group visit for several.";
    /// The visit's rules know neither edits nor undone removals (V4).
    NotEditable: V4, "not_editable", Conflict,
        "This visit can't be edited. Schedule another visit instead.";
    /// The role can't be changed to this one (V4).
    RoleFixed: V4, "role_fixed", Conflict,
        "This role can't be changed to that one: it would change who reads earlier messages.";
    /// This choice of the policy can't be changed (V4).
    PolicyFixed: V4, "policy_fixed", Conflict,
        "This choice can't be changed: it would change who reads earlier messages or how files count.";
    /// The visit's last provider can't be removed (V4).
    LastProvider: V4, "last_provider", Conflict,
        "The visit's last provider can't be removed. Add another provider first.";
    /// Only the host changes the policy of a visit (V4).
    HostOnly: V4, "host_only", Forbidden,
        "The care team can't change the limits and choices of a visit. Ask those who schedule visits.";
    /// The file would exceed the bytes that one person may upload (V5).
    PersonQuotaExceeded {
        /// The limit in bytes.
        max: u64
    }: V5, "person_quota_exceeded", Conflict,
        format!("The file can't be added. Each person can upload up to {} of files in a visit.", size(max));
    /// The file would exceed the bytes that all people together may upload (V5).
    VisitQuotaExceeded {
        /// The limit in bytes.
        max: u64
    }: V5, "visit_quota_exceeded", Conflict,
        format!("The file can't be added. A visit can hold up to {} of files.", size(max));
    /// The person has uploaded the maximum number of files (V5).
    PersonFileCountExceeded {
        /// The limit.
        max: u32
    }: V5, "person_file_count_exceeded", Conflict,
        format!("The file can't be added. Each person can upload up to {max} files in a visit.");
    /// All people together have uploaded the maximum number of files (V5).
    VisitFileCountExceeded {
        /// The limit.
        max: u32
    }: V5, "visit_file_count_exceeded", Conflict,
        format!("The file can't be added. A visit can hold up to {max} files.");
    /// A message carries the file, so it can't be discarded (V6).
    FileAlreadySent: V6, "file_already_sent", Conflict,
        "The file was sent with a message. Retract the message instead.";
    /// The visit's version of the rules has no handover (V7).
    NoHandover: V7, "no_handover", Forbidden, "This visit can't be handed over. Add the other provider instead.";
    /// Not from one provider of the visit to another who takes part (V7).
    NotBetweenProviders: V7, "not_between_providers", Conflict,
        "A visit is handed over from one of its providers to another. Add the other provider first.";
    /// Another provider's part of the visit (V7).
    NotYoursToHandOver: V7, "not_yours_to_hand_over", Forbidden,
        "Only the provider, staff or the host can hand over.";
    /// The person has written the maximum number of messages and corrections (V8).
    EntryQuotaExceeded {
        /// The limit.
        max: u32
    }: V8, "entry_quota_exceeded", Conflict,
        format!("You have reached the limit of {max} messages and corrections in a visit. You can still retract messages.");
    /// The text would exceed the bytes of text that one person may write (V8).
    TextQuotaExceeded {
        /// The limit in bytes.
        max: u64
    }: V8, "text_quota_exceeded", Conflict,
        format!("This text would exceed your limit of {} of text in a visit. You can still retract messages.", size(max));
    /// The message has the maximum number of corrections (V8).
    TooManyCorrections {
        /// The limit.
        max: u32
    }: V8, "too_many_corrections", Conflict,
        format!("A message can be corrected at most {max} times. Send a new message instead.");
    /// The person has made the maximum number of other entries: coming, going, changing the visit
    /// (V8).
    ActQuotaExceeded {
        /// The limit.
        max: u32
    }: V8, "act_quota_exceeded", Conflict,
        format!("You have reached the limit of {max} actions in a visit. You can still leave, and retract messages.");
}

impl From<TextProblem> for Refusal {
    fn from(problem: TextProblem) -> Self {
        Self::Text(problem)
    }
}
