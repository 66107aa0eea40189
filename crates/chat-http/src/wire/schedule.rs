//! Scheduling a visit.

use super::{NewParticipantIn, names::KindName, policy::Policy, visits_query::moment};
use crate::problem::Problem;
use chat_app::NewVisit;
use chat_domain::{
    ClinicId, NewParticipant, NoticeTexts, PolicyChoices, VisitEdit, VisitId, VisitKind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A visit to schedule.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Schedule)]
pub(crate) struct ScheduleIn {
    /// The host's own id for the visit, which makes the call idempotent (H1); generated if absent.
    #[schema(value_type = Option<Uuid>)]
    visit: Option<VisitId>,
    /// One-to-one or group.
    #[schema(value_type = KindName)]
    kind: VisitKind,
    /// The scheduled time (RFC 3339).
    #[schema(format = DateTime)]
    scheduled_for: String,
    /// The initial participants.
    participants: Vec<NewParticipantIn>,
    /// The clinic's policy; the service's if absent.
    #[schema(value_type = Option<Policy>)]
    policy: Option<PolicyChoices>,
    /// The notices that its attendees can send to the care team (W7): at most 8 different ones, each of 1 to 100
    /// characters. The service's if absent; an empty list offers none.
    notices: Option<Vec<String>>,
}

/// A scheduled visit.
#[derive(Serialize, ToSchema)]
#[schema(as = Scheduled)]
pub(crate) struct ScheduledOut {
    /// The visit's id.
    #[schema(value_type = Uuid)]
    pub visit: VisitId,
}

/// What to change in a visit. Absent members stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitEdit)]
pub(crate) struct VisitEditIn {
    /// The new time (RFC 3339).
    #[schema(format = DateTime)]
    scheduled_for: Option<String>,
    /// The choices that change.
    #[schema(value_type = Option<Policy>)]
    policy: Option<PolicyChoices>,
}

impl TryFrom<VisitEditIn> for VisitEdit {
    type Error = Problem;

    fn try_from(edit: VisitEditIn) -> Result<Self, Problem> {
        let time = edit.scheduled_for.as_deref();
        let time = time.map(|time| moment(time).ok_or_else(Problem::invalid_time));
        Ok(Self {
            scheduled_for: time.transpose()?,
            policy: edit.policy.unwrap_or_default(),
        })
    }
}

impl ScheduleIn {
    /// The visit with its texts and time checked.
    pub(crate) fn into_visit(self, clinic: ClinicId) -> Result<NewVisit, Problem> {
        let scheduled_for = moment(&self.scheduled_for).ok_or_else(Problem::invalid_time)?;
        let participants = self
            .participants
            .into_iter()
            .map(NewParticipant::try_from)
            .collect::<Result<_, _>>()?;
        let notices = self.notices.map(NoticeTexts::new).transpose();
        let notices = notices.map_err(|_| Problem::invalid_notices())?;
        Ok(NewVisit {
            clinic,
            visit: self.visit,
            kind: self.kind,
            scheduled_for,
            policy: self.policy.unwrap_or_default(),
            notices,
            participants,
        })
    }
}
