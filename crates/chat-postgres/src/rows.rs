//! Values and columns of rows.

use crate::error::port_error;
use chat_domain::VisitSummary;
use chat_ports::PortError;
use tokio_postgres::{Row, types::FromSql};

/// A limit as the signed integer that the database expects.
pub(crate) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A column of a row.
pub(crate) fn column<'a, T: FromSql<'a>>(row: &'a Row, at: usize) -> Result<T, PortError> {
    row.try_get(at).map_err(port_error)
}

/// The summary in the first column of a row.
pub(crate) fn summary(row: &Row) -> Result<VisitSummary, PortError> {
    // The parser's message may quote content, so it is dropped.
    serde_json::from_slice(column(row, 0)?)
        .map_err(|_| PortError::corrupt("a visit's summary can't be read"))
}
