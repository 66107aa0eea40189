//! A batch of appends, at most one of each visit.

use super::{
    chain::Chain,
    columns::Columns,
    job::Answer,
    statement::{APPEND, CREATE, HEADS},
};
use crate::{
    error::Failed,
    heads::{Head, Heads},
    session::Session,
};
use chat_domain::{Seq, log::ChainHash};
use chat_ports::{PortError, VisitKey, sql::AppendRows};
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
    /// The chain of each append, once its head is known.
    chains: Vec<Option<Chain>>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(appends: &'a [Box<AppendRows>]) -> Self {
        Self {
            appends,
            answers: appends.iter().map(|_| None).collect(),
            chains: appends.iter().map(|_| None).collect(),
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
    pub(super) async fn store(&mut self, session: &Session, heads: &mut Heads) -> Result<(), Lost> {
        self.chain(session, heads).await?;
        for statement in [CREATE, APPEND] {
            let is_new = statement == CREATE;
            let places = self
                .open()
                .filter(|(_, rows)| (rows.expected == Seq::ZERO) == is_new);
            let places: Vec<_> = places.map(|(place, _)| place).collect();
            self.run(session, heads, statement, places).await?;
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

    /// Chains the appends to the heads that they expect, and answers those whose log is known to be elsewhere.
    async fn chain(&mut self, session: &Session, heads: &mut Heads) -> Result<(), Lost> {
        let mut unknown = Vec::new();
        for (place, rows) in self.open().collect::<Vec<_>>() {
            let start = || ChainHash::start(rows.visit.clinic, rows.visit.visit);
            let base = match rows.expected {
                Seq::ZERO => rows.summary.as_ref().map(|_| start()),
                expected => heads.at(rows.visit, expected),
            };
            match base {
                Some(base) => self.chain_to(place, rows, base),
                None => unknown.push((place, rows)),
            }
        }
        let found = read_heads(session, &unknown, heads).await?;
        for (place, rows) in unknown {
            match found.get(&rows.visit) {
                Some(Err(damage)) => self.answer(place, Err(PortError::corrupt(*damage))),
                Some(Ok(head)) if head.version == rows.expected => {
                    self.chain_to(place, rows, head.hash);
                }
                Some(Ok(head)) => self.answer(place, Err(conflict(rows, head.version))),
                None if rows.expected == Seq::ZERO => {
                    let invalid = PortError::Invalid("a new visit needs a summary");
                    self.answer(place, Err(invalid));
                }
                None => self.answer(place, Err(conflict(rows, Seq::ZERO))),
            }
        }
        Ok(())
    }

    fn chain_to(&mut self, place: usize, rows: &AppendRows, base: ChainHash) {
        if let Some(chain) = self.chains.get_mut(place) {
            *chain = Some(Chain::of(rows, base));
        }
    }

    /// Runs a statement for the appends at these places, and answers them.
    async fn run(
        &mut self,
        session: &Session,
        heads: &mut Heads,
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
                        Box::pin(self.run(session, heads, statement, vec![place])).await?;
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
            if let Some(rows) = self.appends.get(place) {
                self.remember(place, rows, heads);
                self.answer(place, Ok(()));
            }
        }
        self.explain(session, heads, &places).await
    }

    /// Answers the appends that a statement left out: their logs were at another version.
    async fn explain(
        &mut self,
        session: &Session,
        heads: &mut Heads,
        places: &[usize],
    ) -> Result<(), Lost> {
        let left = self.open().filter(|(place, _)| places.contains(place));
        let left: Vec<_> = left.collect();
        for (_, rows) in &left {
            heads.forget(rows.visit);
        }
        let found = read_heads(session, &left, heads).await?;
        for (place, rows) in left {
            match found.get(&rows.visit) {
                Some(Err(damage)) => self.answer(place, Err(PortError::corrupt(*damage))),
                Some(Ok(head)) if head.version == rows.expected => {
                    let ended = "the session was ended, or the log's head was replaced";
                    return Err(Lost::InProgress(Failed::new(ended)));
                }
                Some(Ok(head)) => self.answer(place, Err(conflict(rows, head.version))),
                None => self.answer(place, Err(conflict(rows, Seq::ZERO))),
            }
        }
        Ok(())
    }

    fn remember(&self, place: usize, rows: &AppendRows, heads: &mut Heads) {
        if let Some(Some(chain)) = self.chains.get(place) {
            let (version, hash) = (rows.version, *chain.newest());
            heads.remember(rows.visit, Head { version, hash });
        }
    }

    /// The values of a statement for these appends.
    fn columns(&self, places: &[usize]) -> Columns<'_> {
        let mut columns = Columns::default();
        for place in places {
            if let (Some(rows), Some(Some(chain))) =
                (self.appends.get(*place), self.chains.get(*place))
            {
                columns.add(i32::try_from(*place).unwrap_or(i32::MAX), rows, chain);
            }
        }
        columns
    }
}

/// Reads the heads of these visits. `Err` for a damaged one.
async fn read_heads(
    session: &Session,
    wanted: &[(usize, &AppendRows)],
    heads: &mut Heads,
) -> Result<HashMap<VisitKey, Result<Head, &'static str>>, Lost> {
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
            let head = head(&row).map_err(lost)?;
            if let Ok(head) = head {
                heads.remember(rows.visit, head);
            }
            found.insert(rows.visit, head);
        }
    }
    Ok(found)
}

fn head(row: &Row) -> Result<Result<Head, &'static str>, Error> {
    let version: i64 = row.try_get(1)?;
    let hash: &[u8] = row.try_get(2)?;
    let Ok(version) = u64::try_from(version) else {
        return Ok(Err("a visit has no valid version"));
    };
    Ok(match hash.try_into() {
        Ok(hash) => Ok(Head {
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

fn conflict(rows: &AppendRows, actual: Seq) -> PortError {
    PortError::Conflict {
        expected: rows.expected,
        actual,
    }
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
