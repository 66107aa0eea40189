//! A person's visits, page by page.

use super::ChatService;
use crate::{error::AppError, rates::Kind, visits::list::DashboardFilter};
use chat_domain::{ClinicId, PersonId, VisitView};
use chat_ports::{VisitCursor, VisitKey};

/// A page of a person's visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DashboardPage {
    /// The visits as the person is shown them, by scheduled time.
    pub visits: Vec<VisitView>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<VisitCursor>,
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
        let page = self.inner.engine.ports.log.list_visits(query).await?;
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
        })
    }
}
