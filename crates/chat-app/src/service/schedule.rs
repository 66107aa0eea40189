//! Scheduling visits.

use super::ChatService;
use crate::error::AppError;
use chat_domain::{
    Actor, ClinicId, Command, NewParticipant, NoticeTexts, Policy, PolicyChoices, ScheduleVisit,
    VisitEdit, VisitId, VisitKind,
};
use chat_ports::VisitKey;
use time::OffsetDateTime;

/// A visit to schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVisit {
    /// The clinic.
    pub clinic: ClinicId,
    /// The host's id for the visit; `None` to generate one. With an id a host can retry: a repeated
    /// scheduling is a success that changes nothing, one with other content is refused (H1).
    pub visit: Option<VisitId>,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// The scheduled time.
    pub scheduled_for: OffsetDateTime,
    /// The clinic's choices; the others are those of the service's policy.
    pub policy: PolicyChoices,
    /// The notices that its attendees can send; `None` means the service's (W7).
    pub notices: Option<NoticeTexts>,
    /// Its first participants.
    pub participants: Vec<NewParticipant>,
}

impl ChatService {
    /// Schedules a visit, as the host.
    ///
    /// # Errors
    /// [`AppError::Refused`] for an id that is taken or participants that no visit can have (V4).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::NewVisit;
    /// use chat_domain::{ClinicId, DisplayName, NewParticipant, PersonId, PolicyChoices, Role, VisitKind};
    /// use uuid::Uuid;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, .. } = &clinic;
    /// let participant = |role, name: &str| {
    ///     Ok::<_, chat_domain::TextProblem>(NewParticipant {
    ///         person: PersonId::new(Uuid::now_v7()), // the host's own id of the person
    ///         role,
    ///         name: DisplayName::new(name)?,
    ///         second_identifier: None,
    ///         shares_history: false,
    ///     })
    /// };
    /// let new = NewVisit {
    ///     clinic: ClinicId::new(Uuid::now_v7()),
    ///     visit: None,
    ///     kind: VisitKind::OneToOne,
    ///     scheduled_for: time::macros::datetime!(2031-05-06 09:30 UTC),
    ///     policy: PolicyChoices::default(),
    ///     notices: None,
    ///     participants: vec![
    ///         participant(Role::Provider, "Dr. Ito")?,
    ///         participant(Role::Patient, "Ana Silva")?,
    ///     ],
    /// };
    /// let visit = service.schedule_visit(new).await?;
    /// # assert_eq!(service.host_visit(visit).await?.summary.visit, visit.visit);
    /// # Ok(())
    /// # });
    /// # }
    /// ```
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
            notices,
            participants,
        } = new;
        let visit = visit.unwrap_or_else(|| VisitId::new(self.inner.engine.ports.ids.next_id()));
        let settings = &self.inner.engine.settings;
        let mut policy = policy.over(settings.policy);
        // The screen shows the limit that applies (W11).
        policy.max_file_bytes = settings.max_file_bytes(&policy);
        let key = VisitKey::new(clinic, visit);
        let schedule = ScheduleVisit {
            clinic,
            visit,
            kind,
            scheduled_for,
            policy,
            notices: notices.or_else(|| settings.notices.clone()),
            rules: settings.rules,
            participants,
        };
        self.execute(key, actor, Command::ScheduleVisit(schedule))
            .await?;
        Ok(key)
    }

    /// Changes when a visit takes place or, for the host, its policy (V4).
    ///
    /// # Errors
    /// As [`ChatService::execute`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_domain::{Actor, PolicyChoices, VisitEdit};
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, .. } = &clinic;
    /// let edit = VisitEdit {
    ///     scheduled_for: Some(time::macros::datetime!(2031-05-06 11:00 UTC)),
    ///     policy: PolicyChoices::default(), // nothing else changes
    /// };
    /// service.edit_visit(*visit, Actor::Host, edit).await?;
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn edit_visit(
        &self,
        visit: VisitKey,
        actor: Actor,
        mut edit: VisitEdit,
    ) -> Result<(), AppError> {
        let settings = &self.inner.engine.settings;
        // The screen shows the limit that applies (W11).
        edit.policy.max_file_bytes = edit.policy.max_file_bytes.map(|max_file_bytes| {
            settings.max_file_bytes(&Policy {
                max_file_bytes,
                ..settings.policy
            })
        });
        self.execute(visit, actor, Command::EditVisit(edit)).await
    }
}
