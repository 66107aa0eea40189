//! Stored summaries.

use crate::error::port_error;
use chat_domain::{Seq, VisitSummary};
use chat_ports::PortError;
use rusqlite::{Connection, Params, Row};

/// The summaries in the first column of a query, and the versions in the second.
pub(super) fn select(
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Vec<(VisitSummary, Seq)>, PortError> {
    let mut select = connection.prepare_cached(sql).map_err(port_error)?;
    let mut rows = select.query(params).map_err(port_error)?;
    let mut visits = Vec::new();
    while let Some(row) = rows.next().map_err(port_error)? {
        // None of a damaged log without entries, which must not hide the other visits.
        let version: Option<i64> = row.get(1).map_err(port_error)?;
        let version = u64::try_from(version.unwrap_or(0)).map_err(PortError::corrupt)?;
        visits.push((summary(row)?, Seq(version)));
    }
    Ok(visits)
}

/// The summary in the first column of a row.
pub(super) fn summary(row: &Row<'_>) -> Result<VisitSummary, PortError> {
    let json = row.get_ref(0).map_err(port_error)?;
    let json = json
        .as_bytes()
        .map_err(|_| PortError::corrupt("a visit's summary is not text"))?;
    // The parser's message may quote content, so it is dropped.
    serde_json::from_slice(json).map_err(|_| PortError::corrupt("a visit's summary can't be read"))
}
