//! Why something is not permitted.

mod explanation;

pub use explanation::Explanation;

use crate::{text::TextProblem, visit::Phase};
use thiserror::Error;

/// Why a command is refused or a screen greys something out. Each refusal names its rule.
///
/// Exhaustive on purpose: callers match on it, and a new reason must be looked at everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[error("{} ({})", self.explain().code, self.explain().rule)]
pub enum Refusal {
    /// There is no such visit for this actor (M7).
    VisitUnknown,
    /// There is no such chat for this actor (M7).
    ChatUnknown,
    /// There is no such message for this actor (M7).
    MessageUnknown,
    /// There is no such file for this actor, or it is no longer theirs to send (M7, F5).
    FileUnknown,
    /// There is no such participant for this actor (M7).
    PersonUnknown,
    /// The attendee has not entered the visit yet (M1).
    NotEntered,
    /// The role has no direct chats (M2).
    RoleHasNoDirectChats,
    /// Both are attendees (M3).
    TwoAttendees,
    /// Both belong to the care team (M3).
    TwoCareTeamMembers,
    /// The clinic gives guests no direct chats (M4).
    GuestsHaveNoDirectChats,
    /// The clinic gives staff no direct chats (M4).
    StaffHaveNoDirectChats,
    /// Only an overseer may break the glass (M5).
    NotAnOverseer,
    /// The care side has not started the chat and is not in the call with the attendee (W2).
    NotStarted,
    /// The care team has locked the chat for attendees (W6).
    Locked,
    /// The visit is closed (W8).
    VisitClosed {
        /// How it was closed.
        phase: Phase,
    },
    /// The actor was removed from the visit (W9).
    Removed,
    /// The message names another recipient than the chat has (P6).
    RecipientMismatch,
    /// The recipient was removed from the visit (P8).
    RecipientRemoved,
    /// The text can't be taken (F6).
    Text(TextProblem),
    /// More files than allowed, or the same one twice (F6).
    TooManyFiles {
        /// The most files allowed.
        max: u32,
    },
    /// The file is too large (F6).
    FileTooLarge {
        /// The most bytes allowed.
        max: u64,
    },
    /// The client's message id was used for another content (F7).
    ClientIdReused,
    /// The client's upload id was used for another file, or for one that was discarded (F7).
    UploadIdReused,
    /// Only the author corrects a message (F8).
    NotTheAuthor,
    /// The message was retracted (F8).
    AlreadyRetracted,
    /// The id is in use already (G1).
    IdInUse,
    /// Only the host and the care team manage a visit (V1).
    NotYoursToManage,
    /// People report only their own presence (V1).
    NotYourPresence,
    /// The visit is scheduled already (V2).
    AlreadyScheduled,
    /// The visit is not closed (V2).
    NotClosed,
    /// Somebody is in the call (V2).
    CallUnderway,
    /// A patient has come (V2).
    PatientHasCome,
    /// The care team has no waiting room (V3).
    WaitingRoomIsForAttendees,
    /// No call is under way (V3).
    CallNotBegun,
    /// The person takes part already, or was removed for good (V4).
    AlreadyAParticipant,
    /// A one-to-one visit has one patient ever (V4).
    OnePatientOnly,
    /// The visit's last provider can't be removed (V4).
    LastProvider,
    /// With this file the person would have uploaded too much for the visit (V5).
    PersonQuotaExceeded {
        /// The most bytes allowed.
        max: u64,
    },
    /// With this file all people together would have uploaded too much for the visit (V5).
    VisitQuotaExceeded {
        /// The most bytes allowed.
        max: u64,
    },
    /// The person has uploaded as many files as the visit takes of one (V5).
    PersonFileCountExceeded {
        /// The most files allowed.
        max: u32,
    },
    /// All people together have uploaded as many files as the visit takes (V5).
    VisitFileCountExceeded {
        /// The most files allowed.
        max: u32,
    },
    /// A message carries the file (V6).
    FileCarried,
    /// The person has written as many messages and corrections as the visit takes of one (V8).
    EntryQuotaExceeded {
        /// The most allowed.
        max: u32,
    },
    /// With this text the person would have written more than the visit takes of one (V8).
    TextQuotaExceeded {
        /// The most bytes allowed.
        max: u64,
    },
    /// The message was corrected as often as it can be (V8).
    TooManyCorrections {
        /// The most corrections allowed.
        max: u32,
    },
}

impl From<TextProblem> for Refusal {
    fn from(problem: TextProblem) -> Self {
        Self::Text(problem)
    }
}
