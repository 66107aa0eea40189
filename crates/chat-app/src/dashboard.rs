//! A person's visits, page by page.

use crate::{error::AppError, rates::Kind, service::ChatService};
use chat_domain::{ClinicId, PersonId, Phase, VisitView};
use chat_ports::{VisitCursor, VisitKey, VisitQuery, WhoTakesPart};
use time::{Duration, OffsetDateTime};

/// The most visits of a page.
pub(crate) const MAX_PAGE: usize = 200;

/// Which of a person's visits to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DashboardFilter {
    /// Only visits in one of these phases; empty for all.
    pub phases: Vec<Phase>,
    /// Only visits scheduled at this time or later.
    pub from: Option<OffsetDateTime>,
    /// Only visits scheduled before this time.
    pub until: Option<OffsetDateTime>,
}

/// How far back and ahead a dashboard reaches that is followed without a time: today, wherever the
/// clinic is.
const TODAY: Duration = Duration::hours(24);

impl DashboardFilter {
    /// The filter of a dashboard that is followed: without `from` and `until` it reaches from a day
    /// before `now` to a day after.
    pub(crate) fn at(&self, now: OffsetDateTime) -> Self {
        match (self.from, self.until) {
            (None, None) => Self {
                phases: self.phases.clone(),
                from: Some(now.saturating_sub(TODAY)),
                until: Some(now.saturating_add(TODAY)),
            },
            _ => self.clone(),
        }
    }

    pub(crate) fn takes(&self, visit: &VisitView) -> bool {
        (self.phases.is_empty() || self.phases.contains(&visit.phase))
            && self.from.is_none_or(|from| visit.scheduled_for >= from)
            && self.until.is_none_or(|until| visit.scheduled_for < until)
    }
}

/// A page of a person's visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DashboardPage {
    /// The visits as the person is shown them, by scheduled time.
    pub visits: Vec<VisitView>,
    /// Where to go on; `None` at the end.
    pub next: Option<VisitCursor>,
}

impl ChatService {
    /// A page of the visits in which a person takes part. Nobody lists others' visits (M7).
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn dashboard(
        &self,
        clinic: ClinicId,
        person: PersonId,
        filter: &DashboardFilter,
        after: Option<VisitCursor>,
        limit: usize,
    ) -> Result<DashboardPage, AppError> {
        self.inner.rates.admit(Kind::Read, clinic, person)?;
        let query = VisitQuery {
            clinic,
            who: Some(WhoTakesPart {
                person,
                as_care_team: None,
            }),
            phases: filter.phases.clone(),
            from: filter.from,
            until: filter.until,
            after,
            limit: limit.clamp(1, MAX_PAGE),
        };
        let page = self.inner.ports.log.list_visits(query).await?;
        let mut visits = Vec::with_capacity(page.visits.len());
        for summary in page.visits {
            match self
                .view(VisitKey::new(clinic, summary.visit), person)
                .await
            {
                Ok(view) => visits.push(view),
                // Removed between the list and the look.
                Err(AppError::Refused(_)) => {}
                // One visit that can't be read must not hide the others.
                Err(error) => tracing::warn!(%error, "a visit is left out of a dashboard"),
            }
        }
        Ok(DashboardPage {
            visits,
            next: page.next,
        })
    }
}
