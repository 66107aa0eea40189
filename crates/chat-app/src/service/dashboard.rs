//! A person's visits, page by page.

use super::ChatService;
use crate::{
    error::AppError,
    rates::Kind,
    visits::list::{DashboardFilter, MOST_WAITING},
};
use chat_domain::{ClinicId, PersonId, VisitView};
use chat_ports::{VisitCursor, VisitKey};

/// A page of a person's visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DashboardPage {
    /// The visits as the person is shown them, by scheduled time; if only waiting ones are requested, by
    /// since when they wait.
    pub visits: Vec<VisitView>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<VisitCursor>,
    /// How many of the person's visits wait for their answer (R4), whatever the filter;
    /// [`MOST_WAITING`](crate::MOST_WAITING) means that many or more.
    pub waiting: usize,
}

impl ChatService {
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
        self.inner.engine.rates.admit(Kind::Read, clinic, person)?;
        let query = filter.query((clinic, person), after, limit);
        let log = &self.inner.engine.ports.log;
        let page = log.list_visits(query).await?;
        let all = DashboardFilter::all_waiting();
        let waiting = log.list_visits(all.query((clinic, person), None, MOST_WAITING));
        let waiting = waiting.await?.visits.len();
        let mut visits = Vec::with_capacity(page.visits.len());
        for summary in page.visits {
            match self
                .view(VisitKey::new(clinic, summary.visit), person)
                .await
            {
                Ok(view) => visits.push(view),
                // Removed after the list was read.
                Err(AppError::Refused(_)) => {}
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
