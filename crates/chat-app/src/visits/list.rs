//! Listing a person's visits: which of them, and how many at a time.

use chat_domain::{ClinicId, PersonId, Phase, VisitView};
use chat_ports::{VisitCursor, VisitQuery, WhoTakesPart};
use time::{Duration, OffsetDateTime};

/// Maximum number of visits of a page.
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
    /// Only visits in which an attendee's message waits for the person's answer, longest first (R4).
    pub waiting: bool,
}

/// How far back and ahead a followed dashboard without times reaches: today, in any time zone.
const TODAY: Duration = Duration::hours(24);

impl DashboardFilter {
    /// All visits in which an attendee's message waits for the person's answer (R4).
    pub(crate) fn all_waiting() -> Self {
        Self {
            waiting: true,
            ..Self::default()
        }
    }

    /// The filter of a followed dashboard: without `from` and `until` it reaches from a day before
    /// `now` to a day after. One of waiting visits has no such bound.
    pub(crate) fn at(&self, now: OffsetDateTime) -> Self {
        match (self.from, self.until) {
            (None, None) if !self.waiting => Self {
                phases: self.phases.clone(),
                waiting: false,
                from: Some(now.saturating_sub(TODAY)),
                until: Some(now.saturating_add(TODAY)),
            },
            _ => self.clone(),
        }
    }

    /// The query for a page of a person's visits.
    pub(crate) fn query(
        &self,
        (clinic, person): (ClinicId, PersonId),
        after: Option<VisitCursor>,
        limit: usize,
    ) -> VisitQuery {
        VisitQuery {
            clinic,
            who: Some(WhoTakesPart {
                person,
                as_care_team: None,
                waiting: self.waiting,
            }),
            phases: self.phases.clone(),
            from: self.from,
            until: self.until,
            after,
            limit: limit.clamp(1, MAX_PAGE),
        }
    }

    /// Whether the filter lists a visit.
    pub(crate) fn takes(&self, visit: &VisitView) -> bool {
        (!self.waiting || visit.waiting_since.is_some())
            && (self.phases.is_empty() || self.phases.contains(&visit.phase))
            && self.from.is_none_or(|from| visit.scheduled_for >= from)
            && self.until.is_none_or(|until| visit.scheduled_for < until)
    }
}
