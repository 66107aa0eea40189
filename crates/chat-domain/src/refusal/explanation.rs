//! A refusal in words.

use super::Refusal;
use crate::{rule::RuleId, text::TextProblem, visit::Phase};
use serde::Serialize;
use std::borrow::Cow;

/// A refusal as a program and a person read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The rule.
    pub rule: RuleId,
    /// A stable reason code in snake case.
    pub code: &'static str,
    /// A sentence for the person concerned. Holds no health data.
    pub sentence: Cow<'static, str>,
}

impl Refusal {
    /// The refusal's rule, code and sentence (W11).
    #[must_use]
    #[allow(clippy::too_many_lines, reason = "one line a refusal, in one table")]
    pub fn explain(&self) -> Explanation {
        use RuleId::{
            F6, F7, F8, G1, M1, M2, M3, M4, M5, M7, P6, P8, V1, V2, V3, V4, V5, V6, V8, W2, W6, W8,
            W9,
        };
        let (rule, code, sentence) = match *self {
            Self::VisitUnknown => (M7, "visit_unknown", "There is no such visit."),
            Self::ChatUnknown => (M7, "chat_unknown", "There is no such chat."),
            Self::MessageUnknown => (M7, "message_unknown", "There is no such message."),
            Self::FileUnknown => (M7, "file_unknown", "There is no such file."),
            Self::PersonUnknown => (M7, "person_unknown", "There is no such participant."),
            Self::NotEntered => (
                M1,
                "not_entered",
                "You can read and write here once you have entered the waiting room.",
            ),
            Self::RoleHasNoDirectChats => (
                M2,
                "role_has_no_direct_chats",
                "Direct messages are between a provider and a patient.",
            ),
            Self::TwoAttendees => (
                M3,
                "two_attendees",
                "Patients and guests can't message each other directly.",
            ),
            Self::TwoCareTeamMembers => (
                M3,
                "two_care_team_members",
                "Direct messages are between a provider and a patient, not within the care team.",
            ),
            Self::GuestsHaveNoDirectChats => (
                M4,
                "guests_have_no_direct_chats",
                "This clinic has no direct messages with guests.",
            ),
            Self::StaffHaveNoDirectChats => (
                M4,
                "staff_have_no_direct_chats",
                "In this clinic only providers have direct messages with patients.",
            ),
            Self::NotAnOverseer => (
                M5,
                "not_an_overseer",
                "Reading other people's messages needs the permission to oversee.",
            ),
            Self::NotStarted => (
                W2,
                "not_started",
                "You can write here once your provider has sent the first message, or while you are in the call together.",
            ),
            Self::Locked => (
                W6,
                "locked",
                "The care team has locked this chat. You can still read it.",
            ),
            Self::VisitClosed { phase } => (W8, "visit_closed", closed(phase)),
            Self::Removed => (
                W9,
                "removed",
                "You are no longer a participant of this visit.",
            ),
            Self::RecipientMismatch => (
                P6,
                "recipient_mismatch",
                "The message was meant for someone other than this chat's recipient. Nothing was sent.",
            ),
            Self::RecipientRemoved => (
                P8,
                "recipient_removed",
                "The other person is no longer a participant of this visit. Nothing was sent.",
            ),
            Self::Text(problem) => return text(problem),
            Self::TooManyFiles { max } => {
                return owned(
                    F6,
                    "too_many_files",
                    format!("A message can carry at most {max} different files."),
                );
            }
            Self::FileTooLarge { max } => {
                return owned(
                    F6,
                    "file_too_large",
                    format!("The file is too large: at most {} can be sent.", size(max)),
                );
            }
            Self::ClientIdReused => (
                F7,
                "client_id_reused",
                "Another message was sent under this id already. Nothing was sent now.",
            ),
            Self::UploadIdReused => (
                F7,
                "upload_id_reused",
                "Another file was uploaded under this id already. Nothing was stored now.",
            ),
            Self::NotTheAuthor => (
                F8,
                "not_the_author",
                "Only the person who wrote a message can change it.",
            ),
            Self::AlreadyRetracted => (F8, "already_retracted", "The message was withdrawn."),
            Self::IdInUse => (G1, "id_in_use", "This id is in use already."),
            Self::NotYoursToManage => {
                (V1, "not_yours_to_manage", "Only the care team can do this.")
            }
            Self::NotYourPresence => (
                V1,
                "not_your_presence",
                "You can enter and leave only for yourself.",
            ),
            Self::AlreadyScheduled => (V2, "already_scheduled", "The visit is scheduled already."),
            Self::NotClosed => (V2, "not_closed", "The visit is open."),
            Self::CallUnderway => (V2, "call_underway", "The call is still going on."),
            Self::PatientHasCome => (V2, "patient_has_come", "A patient has come to this visit."),
            Self::WaitingRoomIsForAttendees => (
                V3,
                "waiting_room_is_for_attendees",
                "The waiting room is for patients and guests.",
            ),
            Self::CallNotBegun => (V3, "call_not_begun", "The call has not begun yet."),
            Self::AlreadyAParticipant => (
                V4,
                "already_a_participant",
                "This person is or was a participant of this visit.",
            ),
            Self::OnePatientOnly => (
                V4,
                "one_patient_only",
                "A one-to-one visit has one patient.",
            ),
            Self::LastProvider => (
                V4,
                "last_provider",
                "The visit's last provider can't be removed.",
            ),
            Self::PersonQuotaExceeded { max } => {
                return owned(
                    V5,
                    "person_quota_exceeded",
                    format!(
                        "The file can't be added: one person can send up to {} of files in a visit.",
                        size(max)
                    ),
                );
            }
            Self::VisitQuotaExceeded { max } => {
                return owned(
                    V5,
                    "visit_quota_exceeded",
                    format!(
                        "The file can't be added: a visit can hold up to {} of files.",
                        size(max)
                    ),
                );
            }
            Self::PersonFileCountExceeded { max } => {
                return owned(
                    V5,
                    "person_file_count_exceeded",
                    format!(
                        "The file can't be added: one person can upload up to {max} files in a visit."
                    ),
                );
            }
            Self::VisitFileCountExceeded { max } => {
                return owned(
                    V5,
                    "visit_file_count_exceeded",
                    format!("The file can't be added: a visit can hold up to {max} files."),
                );
            }
            Self::FileCarried => (
                V6,
                "file_carried",
                "The file was sent with a message. Withdraw the message instead.",
            ),
            Self::EntryQuotaExceeded { max } => {
                return owned(
                    V8,
                    "entry_quota_exceeded",
                    format!(
                        "You have written {max} messages and corrections, as many as one person can in a visit. You can still withdraw messages."
                    ),
                );
            }
            Self::TextQuotaExceeded { max } => {
                return owned(
                    V8,
                    "text_quota_exceeded",
                    format!(
                        "This text is more than you have left: one person can write up to {} in a visit. You can still withdraw messages.",
                        size(max)
                    ),
                );
            }
            Self::TooManyCorrections { max } => {
                return owned(
                    V8,
                    "too_many_corrections",
                    format!(
                        "A message can be corrected at most {max} times. Send a new message instead."
                    ),
                );
            }
        };
        Explanation {
            rule,
            code,
            sentence: Cow::Borrowed(sentence),
        }
    }
}

/// A limit in bytes as people say it, without rounding it.
fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    const MIB: u64 = 1024 * KIB;
    const GIB: u64 = 1024 * MIB;
    if bytes >= GIB && bytes.is_multiple_of(GIB) {
        format!("{} GB", bytes / GIB)
    } else if bytes >= MIB && bytes.is_multiple_of(MIB) {
        format!("{} MB", bytes / MIB)
    } else if bytes >= KIB && bytes.is_multiple_of(KIB) {
        format!("{} KB", bytes / KIB)
    } else {
        format!("{bytes} bytes")
    }
}

const fn closed(phase: Phase) -> &'static str {
    match phase {
        Phase::Cancelled => "The visit was cancelled; its chat is read-only.",
        Phase::NoShow => "The visit was closed as a no-show; its chat is read-only.",
        _ => "The visit is over; its chat is read-only.",
    }
}

fn text(problem: TextProblem) -> Explanation {
    match problem {
        TextProblem::Empty => owned(RuleId::F6, "text_empty", "Write something, or add a file."),
        TextProblem::TooLong { max, actual } => owned(
            RuleId::F6,
            "text_too_long",
            format!("The text is too long: {actual} characters, {max} are allowed."),
        ),
        TextProblem::ForbiddenCharacter { code_point } => owned(
            RuleId::F6,
            "forbidden_character",
            format!(
                "The text contains an invisible character (U+{code_point:04X}) that can change how it \
                 reads, so it can't be sent. It often comes along with pasted text: type that part anew."
            ),
        ),
        TextProblem::NotAPlainName(fault) => {
            owned(RuleId::F6, "not_a_plain_name", chat_text::sentence(fault))
        }
    }
}

fn owned(rule: RuleId, code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Explanation {
    Explanation {
        rule,
        code,
        sentence: sentence.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f6_sizes_are_said_without_rounding() {
        let said = [
            (0, "0 bytes"),
            (500, "500 bytes"),
            (1_024, "1 KB"),
            (1_500, "1500 bytes"),
            (1_023 * 1_024, "1023 KB"),
            (1_024 * 1_024, "1 MB"),
            (1_025 * 1_024, "1025 KB"),
            (25 * 1_024 * 1_024, "25 MB"),
            (1_023 * 1_024 * 1_024, "1023 MB"),
            (2_048 * 1_024 * 1_024, "2 GB"),
            (2_049 * 1_024 * 1_024, "2049 MB"),
            (25 * 1_024 * 1_024 + 1, "26214401 bytes"),
        ];
        for (bytes, expected) in said {
            assert_eq!(size(bytes), expected);
        }
    }
}
