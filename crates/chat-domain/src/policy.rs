//! A clinic's policy, as data (M4, M6, W10, F6, V5, V8).

use serde::{Deserialize, Serialize};

const MIB: u64 = 1024 * 1024;

/// A clinic's choices for a visit.
///
/// The policy is recorded in the log when the visit is scheduled, so replay judges each entry by
/// the policy in force at the time (G2). A changed setting applies to visits scheduled later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// M4: guests may be the attendee of a direct chat.
    pub guests_have_direct_chats: bool,
    /// M4: staff may be the care side of a direct chat.
    pub staff_have_direct_chats: bool,
    /// M6: attendees of a group visit read the visit chat from its beginning.
    pub open_history: bool,
    /// W10: an attendee in the waiting room may start the visit chat.
    pub waiting_attendees_start_visit_chat: bool,
    /// F6: maximum files in one message.
    pub max_files_per_message: u32,
    /// F6: maximum bytes in one file.
    pub max_file_bytes: u64,
    /// V5: maximum bytes that one person may upload for the visit, excluding discarded files.
    /// `None` means no limit; so do logs written before this limit existed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_upload_bytes_per_person: Option<u64>,
    /// V5: maximum bytes that all people together may upload for the visit, counted the same way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_upload_bytes_per_visit: Option<u64>,
    /// V5: maximum files that one person may upload for the visit, including discarded ones, whose
    /// entries stay in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uploads_per_person: Option<u32>,
    /// V5: maximum files that all people together may upload for the visit, counted the same way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uploads_per_visit: Option<u32>,
    /// V5: the bytes that a smaller file counts as, since even the smallest file takes a disk
    /// block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_counted_file_bytes: Option<u64>,
    /// V8: maximum messages and corrections that one person may write in the visit. `None` means no
    /// limit, as above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_entries_per_person: Option<u32>,
    /// V8: maximum bytes of text, in UTF-8, that one person may write in the visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_text_bytes_per_person: Option<u64>,
    /// V8: maximum corrections of one message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_corrections_per_message: Option<u32>,
    /// V8: maximum entries that one person may make in the visit by coming, going and changing it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_acts_per_person: Option<u32>,
}

impl Policy {
    /// The defaults of the rule catalogue.
    pub const DEFAULT: Self = Self {
        guests_have_direct_chats: false,
        staff_have_direct_chats: false,
        open_history: false,
        waiting_attendees_start_visit_chat: false,
        max_files_per_message: 5,
        max_file_bytes: 25 * MIB,
        max_upload_bytes_per_person: Some(500 * MIB),
        max_upload_bytes_per_visit: Some(2_048 * MIB),
        max_uploads_per_person: Some(1_000),
        max_uploads_per_visit: Some(5_000),
        min_counted_file_bytes: Some(4_096),
        max_entries_per_person: Some(10_000),
        max_text_bytes_per_person: Some(8 * MIB),
        max_corrections_per_message: Some(20),
        max_acts_per_person: Some(10_000),
    };

    /// The bytes that a file of this size counts as (V5).
    #[must_use]
    pub fn counted(&self, size: u64) -> u64 {
        size.max(self.min_counted_file_bytes.unwrap_or(0))
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
