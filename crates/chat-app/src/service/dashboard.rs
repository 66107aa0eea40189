//! A person's visits, page by page.

use super::ChatService;
use crate::{error::AppError, rates::Kind, visits::list::DashboardFilter};
use chat_domain::{ClinicId, PersonId, VisitView, view};
use chat_ports::{VisitCursor, VisitKey, VisitQuery, WhoTakesPart};

/// A page of a person's visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DashboardPage {
    /// The visits as the person is shown them, by scheduled time; if only waiting ones are requested, by
    /// since when they wait.
    pub visits: Vec<VisitView>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<VisitCursor>,
    /// How many of the person's visits wait for their answer (R4), whatever the filter.
    pub waiting: usize,
}

impl ChatService {
    /// Whether the person is on the care team of at least one visit.
    ///
    /// # Errors
    /// [`AppError::TooOften`] or [`AppError::Unavailable`].
    pub async fn is_on_a_care_team(
        &self,
        clinic: ClinicId,
        person: PersonId,
    ) -> Result<bool, AppError> {
        let engine = &self.inner.engine;
        engine.rates.admit(Kind::Read, clinic, person)?;
        let one = VisitQuery {
            who: Some(WhoTakesPart {
                person,
                as_care_team: Some(true),
                waiting: false,
            }),
            ..DashboardFilter::default().query((clinic, person), None, 1)
        };
        let found = engine.ports.log.list_visits(one).await?;
        Ok(!found.visits.is_empty())
    }

    /// One visit as a page of a person's visits, for a person who reaches no other; empty if the filter leaves it out.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn dashboard_of_visit(
        &self,
        visit: VisitKey,
        person: PersonId,
        filter: &DashboardFilter,
        after: Option<VisitCursor>,
    ) -> Result<DashboardPage, AppError> {
        let engine = &self.inner.engine;
        engine.rates.admit(Kind::Read, visit.clinic, person)?;
        let mut page = DashboardPage {
            visits: Vec::new(),
            next: None,
            waiting: 0,
        };
        match self.view(visit, person).await {
            Ok(view) => {
                page.waiting = usize::from(view.waiting_since.is_some());
                if after.is_none() && filter.takes(&view) {
                    page.visits.push(view);
                }
                Ok(page)
            }
            Err(AppError::Refused(_)) => Ok(page),
            Err(error) => Err(error),
        }
    }

    /// A page of the visits in which a person takes part. No one else's visits are listed (M7).
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
        let engine = &self.inner.engine;
        engine.rates.admit(Kind::Read, clinic, person)?;
        let query = filter.query((clinic, person), after, limit);
        let log = &engine.ports.log;
        let page = log.list_visits(query).await?;
        let waiting = log.count_waiting(clinic, person).await?;
        let listed = page.visits.iter().zip(page.versions);
        let listed = listed.map(|(summary, version)| {
            let visit = VisitKey::new(clinic, summary.visit);
            (engine.visits.get(visit), version)
        });
        let listed: Vec<_> = listed.collect();
        let mut visits = Vec::with_capacity(page.visits.len());
        for snapshot in engine.load(&listed).await {
            match snapshot.map(|snapshot| view(&snapshot.state, person)) {
                Ok(Ok(view)) => visits.push(view),
                // Removed after the list was read.
                Ok(Err(_)) => {}
                // One unreadable visit must not hide the others.
                Err(error) => {
                    tracing::warn!(%error, "an unreadable visit is left out of a dashboard")
                }
            }
        }
        Ok(DashboardPage {
            visits,
            next: page.next,
            waiting,
        })
    }
}
