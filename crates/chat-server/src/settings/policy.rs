//! The clinic's choices as settings.

use chat_domain::Policy;
use confique::Config;

/// The clinic's choices, as in [`Policy`].
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct PolicySettings {
    /// M4: guests may have direct chats with providers.
    #[config(env = "VISIT_CHAT_POLICY_GUESTS_HAVE_DIRECT_CHATS")]
    pub guests_have_direct_chats: Option<bool>,

    /// M4: staff may have direct chats with patients.
    #[config(env = "VISIT_CHAT_POLICY_STAFF_HAVE_DIRECT_CHATS")]
    pub staff_have_direct_chats: Option<bool>,

    /// M6: attendees of a group visit read the visit chat from its beginning.
    #[config(env = "VISIT_CHAT_POLICY_OPEN_HISTORY")]
    pub open_history: Option<bool>,

    /// W10: an attendee in the waiting room may start the visit chat.
    #[config(env = "VISIT_CHAT_POLICY_WAITING_ATTENDEES_START_VISIT_CHAT")]
    pub waiting_attendees_start_visit_chat: Option<bool>,

    /// F6: maximum files in one message.
    #[config(env = "VISIT_CHAT_POLICY_MAX_FILES_PER_MESSAGE")]
    pub max_files_per_message: Option<u32>,

    /// F6: maximum bytes of one file.
    #[config(env = "VISIT_CHAT_POLICY_MAX_FILE_BYTES")]
    pub max_file_bytes: Option<u64>,

    /// V5: maximum bytes that one person uploads to a visit.
    #[config(env = "VISIT_CHAT_POLICY_MAX_UPLOAD_BYTES_PER_PERSON")]
    pub max_upload_bytes_per_person: Option<u64>,

    /// V5: maximum bytes that all people together upload to a visit.
    #[config(env = "VISIT_CHAT_POLICY_MAX_UPLOAD_BYTES_PER_VISIT")]
    pub max_upload_bytes_per_visit: Option<u64>,

    /// V5: maximum files that one person uploads to a visit.
    #[config(env = "VISIT_CHAT_POLICY_MAX_UPLOADS_PER_PERSON")]
    pub max_uploads_per_person: Option<u32>,

    /// V5: maximum files that all people together upload to a visit.
    #[config(env = "VISIT_CHAT_POLICY_MAX_UPLOADS_PER_VISIT")]
    pub max_uploads_per_visit: Option<u32>,

    /// V5: the bytes that a smaller file counts as.
    #[config(env = "VISIT_CHAT_POLICY_MIN_COUNTED_FILE_BYTES")]
    pub min_counted_file_bytes: Option<u64>,

    /// V8: maximum messages and corrections of one person in a visit.
    #[config(env = "VISIT_CHAT_POLICY_MAX_ENTRIES_PER_PERSON")]
    pub max_entries_per_person: Option<u32>,

    /// V8: maximum UTF-8 bytes of text of one person in a visit.
    #[config(env = "VISIT_CHAT_POLICY_MAX_TEXT_BYTES_PER_PERSON")]
    pub max_text_bytes_per_person: Option<u64>,

    /// V8: maximum corrections of one message.
    #[config(env = "VISIT_CHAT_POLICY_MAX_CORRECTIONS_PER_MESSAGE")]
    pub max_corrections_per_message: Option<u32>,

    /// V8: maximum entries of one person that record presence or changes to the visit.
    #[config(env = "VISIT_CHAT_POLICY_MAX_ACTS_PER_PERSON")]
    pub max_acts_per_person: Option<u32>,
}

impl PolicySettings {
    /// The policy; unset values are those of [`Policy::DEFAULT`].
    #[must_use]
    pub fn policy(&self) -> Policy {
        let default = Policy::DEFAULT;
        Policy {
            guests_have_direct_chats: self
                .guests_have_direct_chats
                .unwrap_or(default.guests_have_direct_chats),
            staff_have_direct_chats: self
                .staff_have_direct_chats
                .unwrap_or(default.staff_have_direct_chats),
            open_history: self.open_history.unwrap_or(default.open_history),
            waiting_attendees_start_visit_chat: self
                .waiting_attendees_start_visit_chat
                .unwrap_or(default.waiting_attendees_start_visit_chat),
            max_files_per_message: self
                .max_files_per_message
                .unwrap_or(default.max_files_per_message),
            max_file_bytes: self.max_file_bytes.unwrap_or(default.max_file_bytes),
            max_upload_bytes_per_person: self
                .max_upload_bytes_per_person
                .or(default.max_upload_bytes_per_person),
            max_upload_bytes_per_visit: self
                .max_upload_bytes_per_visit
                .or(default.max_upload_bytes_per_visit),
            max_uploads_per_person: self
                .max_uploads_per_person
                .or(default.max_uploads_per_person),
            max_uploads_per_visit: self.max_uploads_per_visit.or(default.max_uploads_per_visit),
            min_counted_file_bytes: self
                .min_counted_file_bytes
                .or(default.min_counted_file_bytes),
            max_entries_per_person: self
                .max_entries_per_person
                .or(default.max_entries_per_person),
            max_text_bytes_per_person: self
                .max_text_bytes_per_person
                .or(default.max_text_bytes_per_person),
            max_corrections_per_message: self
                .max_corrections_per_message
                .or(default.max_corrections_per_message),
            max_acts_per_person: self.max_acts_per_person.or(default.max_acts_per_person),
        }
    }
}
