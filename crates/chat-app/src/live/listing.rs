//! The list of a followed dashboard.

use super::waiting::{self, WaitingVisits};
use crate::{
    error::AppError,
    visits::list::{DashboardFilter, MAX_PAGE},
};
use chat_domain::{ClinicId, PersonId, Seq, VisitId};
use chat_ports::{VisitLog, VisitQuery};

/// Maximum number of visits on a followed dashboard. Of visits that wait, those that wait longest are shown.
pub(super) const MAX_VISITS: usize = 1_000;

/// A listed visit and the version of its log.
pub(super) type Listed = (VisitId, Seq);

/// What a read of the list found.
pub(super) struct List {
    /// Those of the filter, and whether there are more of them.
    pub(super) visits: Result<(Vec<Listed>, bool), AppError>,
    /// Those that wait for the person's answer, whatever the filter.
    pub(super) waiting: WaitingVisits,
}

/// Lists a person's visits.
///
/// # Errors
/// [`AppError::Unavailable`] or [`AppError::Corrupt`].
pub(super) async fn read(
    log: &dyn VisitLog,
    who: (ClinicId, PersonId),
    filter: DashboardFilter,
) -> Result<List, AppError> {
    let waiting = waiting::read(log, who.0, who.1).await?;
    let query = filter.query(who, None, MAX_PAGE);
    let visits = visits(log, query, filter.waiting).await;
    Ok(List { visits, waiting })
}

/// The visits of a query, in order, and whether there are more than [`MAX_VISITS`].
///
/// # Errors
/// [`AppError::TooManyVisits`] if there are and `bounded` is not set: no visit is left out unnoticed, except of those
/// that wait, of which the number is shown.
async fn visits(
    log: &dyn VisitLog,
    mut query: VisitQuery,
    bounded: bool,
) -> Result<(Vec<Listed>, bool), AppError> {
    let mut listed = Vec::new();
    loop {
        let page = log.list_visits(query.clone()).await?;
        let visits = page.visits.into_iter().map(|summary| summary.visit);
        listed.extend(visits.zip(page.versions));
        if listed.len() > MAX_VISITS {
            listed.truncate(MAX_VISITS);
            let error = AppError::TooManyVisits { max: MAX_VISITS };
            return if bounded {
                Ok((listed, true))
            } else {
                Err(error)
            };
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok((listed, false)),
        }
    }
}
