//! Scheduling a visit.

use super::{
    KindName, NewParticipantIn,
    integer::{Int32, Int64},
    visits_query::moment,
};
use crate::problem::Problem;
use chat_app::NewVisit;
use chat_domain::{ClinicId, NewParticipant, Policy, VisitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A visit to schedule.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Schedule)]
pub struct ScheduleIn {
    /// The host's own id for the visit, which makes the call idempotent; generated if absent.
    #[schema(value_type = Option<Uuid>)]
    visit: Option<VisitId>,
    /// One-to-one or group.
    kind: KindName,
    /// The scheduled time (RFC 3339).
    #[schema(format = DateTime)]
    scheduled_for: String,
    /// The initial participants.
    participants: Vec<NewParticipantIn>,
    /// The clinic's policy; the service's if absent.
    policy: Option<PolicyIn>,
}

/// A clinic's choices for a visit. Absent ones default to the service's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Policy)]
pub struct PolicyIn {
    /// M4: guests may be the attendee of a direct chat.
    guests_have_direct_chats: Option<bool>,
    /// M4: staff may be the care side of a direct chat.
    staff_have_direct_chats: Option<bool>,
    /// M6: attendees of a group visit read the visit chat from its beginning.
    open_history: Option<bool>,
    /// W10: an attendee in the waiting room may start the visit chat.
    waiting_attendees_start_visit_chat: Option<bool>,
    /// F6: maximum files in one message.
    #[schema(value_type = Option<u32>)]
    max_files_per_message: Option<Int32>,
    /// F6: maximum bytes of one file.
    #[schema(value_type = Option<u64>)]
    max_file_bytes: Option<Int64>,
    /// V5: maximum bytes that one person uploads to the visit.
    #[schema(value_type = Option<u64>)]
    max_upload_bytes_per_person: Option<Int64>,
    /// V5: maximum bytes that all people together upload to the visit.
    #[schema(value_type = Option<u64>)]
    max_upload_bytes_per_visit: Option<Int64>,
    /// V5: maximum files that one person uploads to the visit.
    #[schema(value_type = Option<u32>)]
    max_uploads_per_person: Option<Int32>,
    /// V5: maximum files that all people together upload to the visit.
    #[schema(value_type = Option<u32>)]
    max_uploads_per_visit: Option<Int32>,
    /// V5: the bytes that a smaller file counts as.
    #[schema(value_type = Option<u64>)]
    min_counted_file_bytes: Option<Int64>,
    /// V8: maximum messages and corrections of one person in the visit.
    #[schema(value_type = Option<u32>)]
    max_entries_per_person: Option<Int32>,
    /// V8: maximum UTF-8 bytes of text of one person in the visit.
    #[schema(value_type = Option<u64>)]
    max_text_bytes_per_person: Option<Int64>,
    /// V8: maximum corrections of one message.
    #[schema(value_type = Option<u32>)]
    max_corrections_per_message: Option<Int32>,
    /// V8: maximum entries of one person that record presence or changes to the visit.
    #[schema(value_type = Option<u32>)]
    max_acts_per_person: Option<Int32>,
}

/// A scheduled visit.
#[derive(Serialize, ToSchema)]
#[schema(as = Scheduled)]
pub struct ScheduledOut {
    /// The visit's id.
    #[schema(value_type = Uuid)]
    pub visit: VisitId,
}

impl ScheduleIn {
    /// The visit with its texts and time checked.
    pub(crate) fn into_visit(self, clinic: ClinicId, policy: Policy) -> Result<NewVisit, Problem> {
        let scheduled_for = moment(&self.scheduled_for).ok_or_else(Problem::invalid_time)?;
        let participants = self
            .participants
            .into_iter()
            .map(NewParticipant::try_from)
            .collect::<Result<_, _>>()?;
        Ok(NewVisit {
            clinic,
            visit: self.visit,
            kind: self.kind.into(),
            scheduled_for,
            policy: self.policy.map(|chosen| chosen.over(policy)),
            participants,
        })
    }
}

impl PolicyIn {
    /// These choices over the service's defaults.
    fn over(self, service: Policy) -> Policy {
        let bytes = |Int64(bytes)| bytes;
        let count = |Int32(count)| count;
        Policy {
            guests_have_direct_chats: self
                .guests_have_direct_chats
                .unwrap_or(service.guests_have_direct_chats),
            staff_have_direct_chats: self
                .staff_have_direct_chats
                .unwrap_or(service.staff_have_direct_chats),
            open_history: self.open_history.unwrap_or(service.open_history),
            waiting_attendees_start_visit_chat: self
                .waiting_attendees_start_visit_chat
                .unwrap_or(service.waiting_attendees_start_visit_chat),
            max_files_per_message: self
                .max_files_per_message
                .map_or(service.max_files_per_message, count),
            max_file_bytes: self.max_file_bytes.map_or(service.max_file_bytes, bytes),
            max_upload_bytes_per_person: self
                .max_upload_bytes_per_person
                .map(bytes)
                .or(service.max_upload_bytes_per_person),
            max_upload_bytes_per_visit: self
                .max_upload_bytes_per_visit
                .map(bytes)
                .or(service.max_upload_bytes_per_visit),
            max_uploads_per_person: self
                .max_uploads_per_person
                .map(count)
                .or(service.max_uploads_per_person),
            max_uploads_per_visit: self
                .max_uploads_per_visit
                .map(count)
                .or(service.max_uploads_per_visit),
            min_counted_file_bytes: self
                .min_counted_file_bytes
                .map(bytes)
                .or(service.min_counted_file_bytes),
            max_entries_per_person: self
                .max_entries_per_person
                .map(count)
                .or(service.max_entries_per_person),
            max_text_bytes_per_person: self
                .max_text_bytes_per_person
                .map(bytes)
                .or(service.max_text_bytes_per_person),
            max_corrections_per_message: self
                .max_corrections_per_message
                .map(count)
                .or(service.max_corrections_per_message),
            max_acts_per_person: self
                .max_acts_per_person
                .map(count)
                .or(service.max_acts_per_person),
        }
    }
}
