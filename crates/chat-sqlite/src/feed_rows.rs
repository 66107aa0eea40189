//! Rows of the event feed as SQLite holds them.

use crate::error::port_error;
use chat_domain::{ClinicId, Seq, VisitId};
use chat_ports::{FeedSpan, PortError};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};
use uuid::Uuid;

/// A change to the feed.
pub(crate) enum FeedChange {
    /// Numbers the next entries, of all clinics, in a pass for this one.
    Number(ClinicId, Uuid),
    /// Adds spans of another feed.
    Adopt(ClinicId, Vec<FeedSpan>),
}

impl FeedChange {
    /// Approximate heap size in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Number(..) => 0,
            Self::Adopt(_, spans) => size_of_val(&**spans),
        }
    }
}

/// The place in the table `entry` after which nothing is numbered. If the row that [`REACH`](self) names is gone, everything is
/// looked at again: what is in the feed stays.
pub(crate) const REACH: &str = "SELECT coalesce((SELECT e.rowid FROM feed_reach AS r
    JOIN entry AS e ON e.visit_id = r.visit_id AND e.seq = r.seq), 0)";

/// Maximum number of entries that one pass numbers: about 2 ms of the writer's time.
pub(crate) const PASS: i64 = 2_000;

const NEWEST: &str = "SELECT coalesce(max(rowid), 0) FROM entry";

/// The span with a position, and those after it.
const SPANS: &str = "SELECT position, visit, first_seq, last_seq, pass FROM feed
    WHERE clinic = :clinic AND position >= coalesce((SELECT position FROM feed
        WHERE clinic = :clinic AND position <= :from ORDER BY position DESC LIMIT 1), 0)
    ORDER BY position LIMIT :limit";

const END: &str = "SELECT position + last_seq - first_seq + 1 FROM feed
    WHERE clinic = ?1 ORDER BY position DESC LIMIT 1";

/// At least the number of entries that have no number; 0 if there are none.
pub(crate) fn unnumbered(connection: &Connection) -> Result<i64, PortError> {
    let place = |sql| -> rusqlite::Result<i64> {
        let mut select = connection.prepare_cached(sql)?;
        select.query_row([], |row| row.get(0))
    };
    let reach = place(REACH).map_err(port_error)?;
    let newest = place(NEWEST).map_err(port_error)?;
    Ok(newest.saturating_sub(reach))
}

/// The spans from a position on.
pub(crate) fn read(
    connection: &Connection,
    clinic: ClinicId,
    from: u64,
    limit: usize,
) -> Result<Vec<FeedSpan>, PortError> {
    let Ok(position) = i64::try_from(from) else {
        return Ok(Vec::new()); // beyond the end of any feed
    };
    let rows = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
    let params = named_params! {
        ":clinic": clinic.uuid().into_bytes(), ":from": position, ":limit": rows
    };
    let mut select = connection.prepare_cached(SPANS).map_err(port_error)?;
    let spans = select.query_map(params, span).map_err(port_error)?;
    let spans: Result<Vec<_>, _> = spans.collect();
    Ok(FeedSpan::part(spans.map_err(port_error)?, from, limit))
}

fn span(row: &Row<'_>) -> rusqlite::Result<FeedSpan> {
    let number = |at| {
        let stored: i64 = row.get(at)?;
        u64::try_from(stored).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, stored))
    };
    let id = |at| row.get(at).map(Uuid::from_bytes);
    Ok(FeedSpan {
        position: number(0)?,
        visit: VisitId::new(id(1)?),
        first: Seq(number(2)?),
        last: Seq(number(3)?),
        pass: id(4)?,
    })
}

/// The position after the last entry of a clinic's feed.
pub(crate) fn end(connection: &Connection, clinic: [u8; 16]) -> rusqlite::Result<i64> {
    let mut select = connection.prepare_cached(END)?;
    let end = select.query_row([clinic], |row| row.get(0)).optional()?;
    Ok(end.unwrap_or(0))
}

/// The newest entry of a visit that is in the feed; 0 if there is none.
pub(crate) fn fed(
    connection: &Connection,
    clinic: [u8; 16],
    visit: [u8; 16],
) -> rusqlite::Result<i64> {
    let newest = "SELECT coalesce(max(last_seq), 0) FROM feed WHERE clinic = ?1 AND visit = ?2";
    let mut select = connection.prepare_cached(newest)?;
    select.query_row([clinic, visit], |row| row.get(0))
}

/// Adds a span.
pub(crate) fn insert(
    connection: &Connection,
    clinic: [u8; 16],
    position: i64,
    visit: [u8; 16],
    (first, last): (i64, i64),
    pass: Uuid,
) -> rusqlite::Result<()> {
    let insert = "INSERT INTO feed (clinic, position, visit, first_seq, last_seq, pass)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = params![clinic, position, visit, first, last, pass.into_bytes()];
    connection.prepare_cached(insert)?.execute(values).map(drop)
}

/// A position or sequence number as SQLite's signed integer.
pub(crate) fn signed(number: u64) -> Option<i64> {
    i64::try_from(number).ok()
}
