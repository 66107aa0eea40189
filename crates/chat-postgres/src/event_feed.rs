//! The implementation of [`EventFeed`].

use crate::{
    PostgresVisitLog,
    error::port_error,
    pool::Values,
    rows::{column, limit as signed_limit},
};
use async_trait::async_trait;
use chat_domain::{ClinicId, Seq, VisitId};
use chat_ports::{EventFeed, FeedSpan, PortError, sql::bound};
use tokio_postgres::{Error, Row, error::SqlState};
use uuid::Uuid;

/// Maximum number of visits that one pass numbers.
const VISITS: i64 = 500;

/// Attempts at a pass that collides with another node's.
const ATTEMPTS: u32 = 20;

macro_rules! end {
    () => {
        "WITH feed_end AS (
            SELECT coalesce((SELECT position + last_seq - first_seq + 1 FROM feed
                WHERE clinic = $1 ORDER BY position DESC LIMIT 1), 0) AS position
        )"
    };
}

/// Numbers the new entries of some visits: one statement, so one transaction. It locks the visits in the order in which an append
/// does, so that the two never wait for each other. Of two passes that end the feed at the same position, the primary key lets
/// one add its first row there, and the other fails as a whole.
const NUMBER: &str = concat!(
    end!(),
    ", grown AS (
        SELECT visit, fed, version FROM visit WHERE clinic = $1 AND unfed
        ORDER BY visit LIMIT $3 FOR UPDATE
    ), spans AS (
        SELECT visit, fed + 1 AS first_seq, version AS last_seq,
            coalesce(sum(version - fed) OVER (
                ORDER BY visit ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0)::bigint AS before
        FROM grown WHERE version > fed
    ), added AS (
        INSERT INTO feed (clinic, position, visit, first_seq, last_seq, pass)
        SELECT $1, e.position + s.before, s.visit, s.first_seq, s.last_seq, $2
        FROM spans AS s, feed_end AS e
    ), raised AS (
        UPDATE visit AS v SET fed = g.version, unfed = FALSE
        FROM grown AS g WHERE v.clinic = $1 AND v.visit = g.visit
        RETURNING 1
    )
    SELECT count(*) FROM raised"
);

/// The span with a position, and those after it.
const READ: &str = "SELECT position, visit, first_seq, last_seq, pass FROM feed
    WHERE clinic = $1 AND position >= coalesce((SELECT position FROM feed
        WHERE clinic = $1 AND position <= $2 ORDER BY position DESC LIMIT 1), 0)
    ORDER BY position LIMIT $3";

/// `$2` is the position of the first span, `$3` to `$7` are the columns of all spans. All or none are added.
const ADOPT: &str = concat!(
    end!(),
    ", wanted AS (
        SELECT * FROM unnest($3::bigint[], $4::uuid[], $5::bigint[], $6::bigint[], $7::uuid[])
            AS w (position, visit, first_seq, last_seq, pass)
    ), visits AS (
        SELECT visit, min(first_seq) AS first_seq, max(last_seq) AS last_seq
        FROM wanted GROUP BY visit
    ), valid AS (
        SELECT 1 FROM feed_end WHERE position = $2 AND NOT EXISTS (
            SELECT 1 FROM visits AS w
            LEFT JOIN visit AS v ON v.clinic = $1 AND v.visit = w.visit
            WHERE v.visit IS NULL OR v.version < w.last_seq OR v.fed + 1 <> w.first_seq)
    ), added AS (
        INSERT INTO feed (clinic, position, visit, first_seq, last_seq, pass)
        SELECT $1, w.position, w.visit, w.first_seq, w.last_seq, w.pass FROM wanted AS w, valid
        RETURNING 1
    ), raised AS (
        UPDATE visit AS v SET fed = w.last_seq, unfed = v.version > w.last_seq
        FROM visits AS w, valid WHERE v.clinic = $1 AND v.visit = w.visit
    )
    SELECT count(*) FROM added"
);

/// An append sets one flag for the feed, in a row that it writes anyway. Nodes number entries whenever one of them reads.
#[async_trait]
impl EventFeed for PostgresVisitLog {
    async fn number(&self, clinic: ClinicId, pass: Uuid) -> Result<bool, PortError> {
        let mut attempt = 1;
        loop {
            let clinic = clinic.uuid();
            let values: Values<'_> = &[&clinic, &pass, &VISITS];
            match self.changes().attempt(NUMBER, values).await? {
                Ok(rows) => {
                    let raised: Option<i64> = rows.first().map(|row| column(row, 0)).transpose()?;
                    return Ok(raised.is_some_and(|raised| raised >= VISITS));
                }
                Err(error) if collides(&error) && attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(port_error(error)),
            }
        }
    }

    async fn spans(
        &self,
        clinic: ClinicId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<FeedSpan>, PortError> {
        let rows = signed_limit(limit.saturating_add(1));
        let values: Values<'_> = &[&clinic.uuid(), &bound(from), &rows];
        let spans = self.reads().rows(READ, values).await?;
        let spans: Result<Vec<_>, _> = spans.iter().map(span).collect();
        Ok(FeedSpan::part(spans?, from, limit))
    }

    async fn adopt(&self, clinic: ClinicId, spans: Vec<FeedSpan>) -> Result<(), PortError> {
        FeedSpan::check(&spans)?;
        let Some(begin) = spans.first() else {
            return Ok(());
        };
        let begin = bound(begin.position);
        let positions: Vec<_> = spans.iter().map(|span| bound(span.position)).collect();
        let visits: Vec<_> = spans.iter().map(|span| span.visit.uuid()).collect();
        let firsts: Vec<_> = spans.iter().map(|span| bound(span.first.0)).collect();
        let lasts: Vec<_> = spans.iter().map(|span| bound(span.last.0)).collect();
        let passes: Vec<_> = spans.iter().map(|span| span.pass).collect();
        let clinic = clinic.uuid();
        let values: Values<'_> = &[
            &clinic, &begin, &positions, &visits, &firsts, &lasts, &passes,
        ];
        let added: i64 = column(&self.changes().row(ADOPT, values).await?, 0)?;
        match usize::try_from(added) {
            Ok(added) if added == spans.len() => Ok(()),
            _ => Err(PortError::Invalid(
                "the spans do not follow the feed's end or the visits' entries",
            )),
        }
    }
}

fn span(row: &Row) -> Result<FeedSpan, PortError> {
    let number = |at| {
        let stored: i64 = column(row, at)?;
        u64::try_from(stored).map_err(|_| PortError::corrupt("a row of the feed is not valid"))
    };
    Ok(FeedSpan {
        position: number(0)?,
        visit: VisitId::new(column(row, 1)?),
        first: Seq(number(2)?),
        last: Seq(number(3)?),
        pass: column(row, 4)?,
    })
}

/// Whether nothing was changed because of another node's statement at the same time.
fn collides(error: &Error) -> bool {
    let code = error.code();
    code == Some(&SqlState::UNIQUE_VIOLATION)
        || code == Some(&SqlState::T_R_DEADLOCK_DETECTED)
        || code == Some(&SqlState::T_R_SERIALIZATION_FAILURE)
}
