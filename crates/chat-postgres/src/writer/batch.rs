//! A batch of appends, at most one of each visit.

use super::{
    columns::Columns,
    job::Answer,
    statement::{APPEND, CREATE, HEADS},
};
use crate::{error::Failed, session::Session};
use chat_domain::{Seq, log::ChainHash};
use chat_ports::{LogHead, PortError, VisitKey, sql::AppendRows};
use std::collections::HashMap;
use tokio_postgres::{
    Error, Row,
    error::{DbError, Severity, SqlState},
    types::ToSql,
};

/// Attempts at a statement that collides with another node's.
const ATTEMPTS: u32 = 5;

/// Why appends were not answered.
pub(super) enum Lost {
    /// Nothing is in progress.
    Ended(Failed),
    /// A statement may still be in progress in the session, so it must be fenced off.
    InProgress(Failed),
}

pub(super) struct Batch<'a> {
    appends: &'a [Box<AppendRows>],
    answers: Vec<Option<Answer>>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(appends: &'a [Box<AppendRows>]) -> Self {
        Self {
            appends,
            answers: appends.iter().map(|_| None).collect(),
        }
    }

    /// Whether an append was stored.
    pub(super) fn has_stored(&self) -> bool {
        self.answers
            .iter()
            .any(|answer| matches!(answer, Some(Ok(()))))
    }

    /// An answer for each append: this one for those that have none.
    pub(super) fn answers(self, other: impl Fn() -> PortError) -> Vec<Answer> {
        let answers = self.answers.into_iter();
        answers
            .map(|answer| answer.unwrap_or_else(|| Err(other())))
            .collect()
    }

    /// Stores all valid appends. On an error those without an answer are not stored, or it is unknown whether they are.
    pub(super) async fn store(&mut self, session: &Session) -> Result<(), Lost> {
        for statement in [CREATE, APPEND] {
            let is_new = statement == CREATE;
            let places = self
                .open()
                .filter(|(_, rows)| (rows.base.version == Seq::ZERO) == is_new);
            let places: Vec<_> = places.map(|(place, _)| place).collect();
            self.run(session, statement, places).await?;
        }
        Ok(())
    }

    /// The appends without an answer, with their places.
    fn open(&self) -> impl Iterator<Item = (usize, &'a AppendRows)> {
        let appends = self.appends.iter().zip(&self.answers).enumerate();
        appends
            .filter(|(_, (_, answer))| answer.is_none())
            .map(|(place, (rows, _))| (place, &**rows))
    }

    fn answer(&mut self, place: usize, answer: Answer) {
        if let Some(open) = self.answers.get_mut(place) {
            *open = Some(answer);
        }
    }

    /// Runs a statement for the appends at these places, and answers them.
    async fn run(
        &mut self,
        session: &Session,
        statement: &str,
        places: Vec<usize>,
    ) -> Result<(), Lost> {
        if places.is_empty() {
            return Ok(());
        }
        let mut attempt = 1;
        let rows = loop {
            let columns = self.columns(&places);
            match query(session, statement, &columns.values(&session.id)).await {
                Ok(rows) => break rows,
                Err(error) if collides(&error) && attempt < ATTEMPTS => attempt += 1,
                Err(error) if is_constraint(&error) && places.len() > 1 => {
                    // One of them fails: each alone.
                    for place in places {
                        Box::pin(self.run(session, statement, vec![place])).await?;
                    }
                    return Ok(());
                }
                Err(error) if is_constraint(&error) => {
                    // For example entries whose visit's row is gone.
                    for place in places {
                        let damage = "stored rows are in the way of an append";
                        self.answer(place, Err(PortError::corrupt(damage)));
                    }
                    return Ok(());
                }
                Err(error) => return Err(lost(error)),
            }
        };
        for row in rows {
            let place = row.try_get::<_, i32>(0).map_err(lost)?;
            let place = usize::try_from(place).unwrap_or(usize::MAX);
            self.answer(place, Ok(()));
        }
        self.explain(session, &places).await
    }

    /// Answers the appends that a statement left out: their logs have another head.
    async fn explain(&mut self, session: &Session, places: &[usize]) -> Result<(), Lost> {
        let left = self.open().filter(|(place, _)| places.contains(place));
        let left: Vec<_> = left.collect();
        let found = read_heads(session, &left).await?;
        for (place, rows) in left {
            match found.get(&rows.visit) {
                Some(Err(damage)) => self.answer(place, Err(PortError::corrupt(*damage))),
                Some(Ok(head)) if *head == rows.base => {
                    return Err(Lost::InProgress(Failed::new("the session was ended")));
                }
                Some(Ok(head)) => self.answer(place, Err(rows.conflict(head.version))),
                None if rows.base.version == Seq::ZERO => {
                    return Err(Lost::InProgress(Failed::new("the session was ended")));
                }
                None => self.answer(place, Err(rows.conflict(Seq::ZERO))),
            }
        }
        Ok(())
    }

    /// The values of a statement for these appends.
    fn columns(&self, places: &[usize]) -> Columns<'_> {
        let mut columns = Columns::default();
        for place in places {
            if let Some(rows) = self.appends.get(*place) {
                columns.add(i32::try_from(*place).unwrap_or(i32::MAX), rows);
            }
        }
        columns
    }
}

/// Reads the heads of these visits. `Err` for a damaged one.
async fn read_heads(
    session: &Session,
    wanted: &[(usize, &AppendRows)],
) -> Result<HashMap<VisitKey, Result<LogHead, &'static str>>, Lost> {
    let mut found = HashMap::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    let places: Vec<_> = (0_i32..).take(wanted.len()).collect();
    let visits: Vec<_> = wanted
        .iter()
        .map(|(_, rows)| rows.visit.visit.uuid())
        .collect();
    let clinics: Vec<_> = wanted
        .iter()
        .map(|(_, rows)| rows.visit.clinic.uuid())
        .collect();
    let values: [&(dyn ToSql + Sync); 3] = [&places, &visits, &clinics];
    for row in query(session, HEADS, &values).await.map_err(lost)? {
        let place: i32 = row.try_get(0).map_err(lost)?;
        let place = usize::try_from(place).ok();
        if let Some((_, rows)) = place.and_then(|place| wanted.get(place)) {
            found.insert(rows.visit, head(&row).map_err(lost)?);
        }
    }
    Ok(found)
}

fn head(row: &Row) -> Result<Result<LogHead, &'static str>, Error> {
    let version: i64 = row.try_get(1)?;
    let hash: &[u8] = row.try_get(2)?;
    let Ok(version) = u64::try_from(version) else {
        return Ok(Err("a visit has no valid version"));
    };
    Ok(match hash.try_into() {
        Ok(hash) => Ok(LogHead {
            version: Seq(version),
            hash: ChainHash(hash),
        }),
        Err(_) => Err("a visit's newest entry has no hash"),
    })
}

async fn query(
    session: &Session,
    sql: &str,
    values: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, Error> {
    let statement = session.prepared(sql).await?;
    session.client.query(&statement, values).await
}

/// Whether nothing was stored because of another node's statement at the same time.
fn collides(error: &Error) -> bool {
    let code = error.code();
    code == Some(&SqlState::T_R_DEADLOCK_DETECTED)
        || code == Some(&SqlState::T_R_SERIALIZATION_FAILURE)
}

fn is_constraint(error: &Error) -> bool {
    error
        .code()
        .is_some_and(|code| code.code().starts_with("23"))
}

/// An error that the server reports ends its statement, unless the server itself fails. Any other may leave it in progress.
fn lost(error: Error) -> Lost {
    let reported = error.as_db_error().and_then(DbError::parsed_severity) == Some(Severity::Error);
    let ended = reported
        && error.code().is_some_and(|code| {
            // 57: the server stops. 08: the connection failed. 25: the server no longer writes, since another one does.
            // 40003: it is unknown whether the statement was completed.
            let class = code.code().get(..2);
            !matches!(class, Some("57" | "08" | "25")) && code.code() != "40003"
        });
    if ended {
        Lost::Ended(error.into())
    } else {
        Lost::InProgress(error.into())
    }
}
