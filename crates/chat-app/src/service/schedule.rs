//! Scheduling visits.

use super::ChatService;
use crate::error::AppError;
use chat_domain::{
    Actor, ClinicId, Command, NewParticipant, Policy, ScheduleVisit, VisitId, VisitKind,
};
use chat_ports::VisitKey;
use time::OffsetDateTime;

/// A visit to schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVisit {
    /// The clinic.
    pub clinic: ClinicId,
    /// The host's id for the visit; `None` to generate one. With an id a host can retry: the retry is
    /// refused as already scheduled.
    pub visit: Option<VisitId>,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// The scheduled time.
    pub scheduled_for: OffsetDateTime,
    /// The clinic's policy; `None` for the service's.
    pub policy: Option<Policy>,
    /// Its first participants.
    pub participants: Vec<NewParticipant>,
}

impl ChatService {
    /// Schedules a visit, as the host.
    ///
    /// # Errors
    /// [`AppError::Refused`] for an id that is taken or participants that no visit can have (V4).
    pub async fn schedule_visit(&self, new: NewVisit) -> Result<VisitKey, AppError> {
        self.schedule_visit_as(Actor::Host, new).await
    }

    /// Schedules a visit as `actor`: the rules refuse everyone but the host (V1).
    ///
    /// # Errors
    /// As [`ChatService::schedule_visit`].
    pub async fn schedule_visit_as(
        &self,
        actor: Actor,
        new: NewVisit,
    ) -> Result<VisitKey, AppError> {
        let NewVisit {
            clinic,
            visit,
            kind,
            scheduled_for,
            policy,
            participants,
        } = new;
        let visit = visit.unwrap_or_else(|| VisitId::new(self.inner.engine.ports.ids.next_id()));
        let mut policy = policy.unwrap_or(self.inner.engine.settings.policy);
        // The screen shows the limit that applies (W11): the gate's, if it is lower.
        let gate = self.inner.engine.settings.attachments.max_bytes;
        policy.max_file_bytes = policy.max_file_bytes.min(gate);
        let key = VisitKey::new(clinic, visit);
        let schedule = ScheduleVisit {
            clinic,
            visit,
            kind,
            scheduled_for,
            policy,
            rules: self.inner.engine.settings.rules,
            participants,
        };
        self.execute(key, actor, Command::ScheduleVisit(schedule))
            .await?;
        Ok(key)
    }
}
