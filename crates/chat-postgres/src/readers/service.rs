//! What the service looks for across clinics.

use crate::{
    pool::{Connections, Values},
    rows::{column, limit, summary},
};
use chat_domain::{ClinicId, VisitId, VisitSummary};
use chat_ports::{
    DueVisit, PortError, VisitKey,
    sql::{micros, time_of},
};
use time::OffsetDateTime;
use tokio_postgres::Row;
use uuid::Uuid;

const WITH_LEASES: &str = "SELECT summary, clinic, visit FROM visit
    WHERE leased AND (clinic, visit) > ($1, $2)
    ORDER BY clinic, visit LIMIT $3";

const DUE: &str = "SELECT due, clinic, visit FROM visit
    WHERE due IS NOT NULL AND due <= $1
      AND (due, clinic, visit) > ($2, $3, $4)
    ORDER BY due, clinic, visit LIMIT $5";

pub(crate) async fn visits_with_leases(
    reads: &Connections,
    after: Option<VisitKey>,
    most: usize,
) -> Result<Vec<VisitSummary>, PortError> {
    let (mut found, mut skipped) = (Vec::new(), 0_u64);
    // The nil id sorts before every other.
    let nil = (Uuid::nil(), Uuid::nil());
    let mut after = after.map_or(nil, |after| (after.clinic.uuid(), after.visit.uuid()));
    // Unreadable visits are left out, so one page may not be enough.
    while found.len() < most {
        let (clinic, visit) = after;
        let wanted = most.saturating_sub(found.len());
        let values: Values<'_> = &[&clinic, &visit, &limit(wanted)];
        let rows = reads.rows(WITH_LEASES, values).await?;
        for row in &rows {
            match summary(row) {
                Ok(summary) => found.push(summary),
                Err(PortError::Corrupt(_)) => skipped += 1,
                Err(error) => return Err(error),
            }
        }
        match rows.last() {
            Some(last) if rows.len() == wanted => {
                after = (column(last, 1)?, column(last, 2)?);
            }
            _ => break,
        }
    }
    if skipped > 0 {
        tracing::warn!(
            skipped,
            "leases of unreadable visits do not end: verify the log"
        );
    }
    Ok(found)
}

pub(crate) async fn visits_due(
    reads: &Connections,
    by: OffsetDateTime,
    after: Option<DueVisit>,
    most: usize,
) -> Result<Vec<DueVisit>, PortError> {
    let due = after.map_or(i64::MIN, |after| micros(after.at));
    let clinic = after.map_or(Uuid::nil(), |after| after.visit.clinic.uuid());
    let visit = after.map_or(Uuid::nil(), |after| after.visit.visit.uuid());
    let values: Values<'_> = &[&micros(by), &due, &clinic, &visit, &limit(most)];
    reads.rows(DUE, values).await?.iter().map(found).collect()
}

fn found(row: &Row) -> Result<DueVisit, PortError> {
    let id = |at| column::<Uuid>(row, at);
    let at = time_of(column(row, 0)?);
    Ok(DueVisit {
        at: at.ok_or_else(|| PortError::corrupt("a visit is due at no time"))?,
        visit: VisitKey::new(ClinicId::new(id(1)?), VisitId::new(id(2)?)),
    })
}
