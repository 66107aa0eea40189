//! The writer's statements.

use super::{Answer, Change, probe, took_part, uploads};
use crate::{
    connection::BUSY_TIMEOUT,
    rows::{AppendRows, EntryRow, ParticipantRow, SummaryRow, corrupt, hash_of, key},
};
use chat_domain::{Seq, log::ChainHash};
use chat_ports::{PortError, VisitKey};
use rusqlite::{Connection, params};
use std::{collections::HashMap, fs, path::PathBuf, time::Duration};

/// How long a checkpoint waits for readers.
const CHECKPOINT_TIMEOUT: Duration = Duration::from_millis(500);

/// Maximum number of cached heads, about 11 MiB.
const HEADS: usize = 65_536;

/// The end of a visit's log.
#[derive(Clone, Copy)]
struct Head {
    id: i64,
    version: Seq,
    /// The newest entry's hash (G4).
    hash: ChainHash,
}

const HEAD: &str = "SELECT id, seq, hash FROM visit LEFT JOIN entry ON visit_id = id
    WHERE clinic = ?1 AND visit = ?2 ORDER BY seq DESC LIMIT 1";

pub(super) struct Store {
    connection: Connection,
    /// A cache that is never stale, since this is the only writer.
    heads: HashMap<VisitKey, Head>,
    wal: Option<PathBuf>,
}

impl Store {
    pub(super) fn new(connection: Connection) -> Self {
        let wal = connection.path().map(|path| format!("{path}-wal").into());
        Self {
            connection,
            heads: HashMap::new(),
            wal,
        }
    }

    pub(super) fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }

    /// Writes a change in the open transaction. Refusals write nothing; an SQLite error may leave a partial
    /// write, which the caller rolls back.
    pub(super) fn change(&mut self, change: &Change) -> rusqlite::Result<Answer> {
        match change {
            Change::Append(rows) => self.append(rows),
            Change::Upload(change) => uploads::change(&self.connection, change).map(Ok),
            Change::Probe => probe::write(&self.connection).map(Ok),
        }
    }

    fn append(&mut self, rows: &AppendRows) -> rusqlite::Result<Answer> {
        let head = match self.head(rows.visit)? {
            Ok(head) => head,
            Err(damage) => return Ok(Err(damage)),
        };
        let actual = head.map_or(Seq::ZERO, |head| head.version);
        if actual != rows.expected {
            return Ok(Err(PortError::Conflict {
                expected: rows.expected,
                actual,
            }));
        }
        let start = || ChainHash::start(rows.visit.clinic, rows.visit.visit);
        let (id, hash) = match (head, &rows.summary) {
            (None, None) => return Ok(Err(PortError::Invalid("a new visit needs a summary"))),
            (None, Some(summary)) => (self.insert_visit(rows.visit, summary)?, start()),
            (Some(head), None) => (head.id, head.hash),
            (Some(head), Some(summary)) => {
                self.update_visit(head.id, rows.visit, summary)?;
                (head.id, head.hash)
            }
        };
        let hash = self.insert_entries(id, hash, &rows.entries)?;
        let head = Head {
            id,
            version: rows.version,
            hash,
        };
        self.remember(rows.visit, head);
        Ok(Ok(()))
    }

    /// `None` for a new visit; an inner error if the stored log can't be extended.
    fn head(&mut self, visit: VisitKey) -> rusqlite::Result<Result<Option<Head>, PortError>> {
        if let Some(head) = self.heads.get(&visit) {
            return Ok(Ok(Some(*head)));
        }
        let mut select = self.connection.prepare_cached(HEAD)?;
        let mut found = select.query(key(&visit))?;
        let Some(row) = found.next()? else {
            return Ok(Ok(None));
        };
        let seq: Option<i64> = row.get(1)?;
        let (version, hash) = match seq.map(|seq| (seq, u64::try_from(seq))) {
            None => (Seq::ZERO, Ok(ChainHash::start(visit.clinic, visit.visit))),
            Some((seq, Ok(version))) => (Seq(version), hash_of(seq, row.get_ref(2)?)),
            Some((seq, Err(_))) => return Ok(Err(corrupt(seq, "has no valid position"))),
        };
        let id = row.get(0)?;
        drop(found);
        drop(select);
        Ok(hash.map(|hash| {
            let head = Head { id, version, hash };
            self.remember(visit, head);
            Some(head)
        }))
    }

    fn insert_visit(&self, visit: VisitKey, summary: &SummaryRow) -> rusqlite::Result<i64> {
        let [clinic, id] = key(&visit);
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO visit (clinic, visit, scheduled_for, phase, due, summary)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let SummaryRow {
            scheduled_for,
            phase,
            due,
            json,
            ..
        } = summary;
        let id = insert.insert(params![clinic, id, scheduled_for, phase, due, json])?;
        self.insert_participants(id, visit, summary)?;
        took_part::add(&self.connection, visit, &summary.people)?;
        Ok(id)
    }

    fn update_visit(&self, id: i64, visit: VisitKey, summary: &SummaryRow) -> rusqlite::Result<()> {
        // Joining and leaving the call is far more frequent than a change of participants.
        if self.participants_differ(id, summary)? {
            let delete = "DELETE FROM participant WHERE visit_id = ?1";
            self.connection.prepare_cached(delete)?.execute([id])?;
            self.insert_participants(id, visit, summary)?;
        }
        took_part::add(&self.connection, visit, &summary.people)?;
        let mut update = self.connection.prepare_cached(
            "UPDATE visit SET scheduled_for = ?2, phase = ?3, due = ?4, summary = ?5 WHERE id = ?1",
        )?;
        let SummaryRow {
            scheduled_for,
            phase,
            due,
            json,
            ..
        } = summary;
        update.execute(params![id, scheduled_for, phase, due, json])?;
        Ok(())
    }

    fn participants_differ(&self, id: i64, summary: &SummaryRow) -> rusqlite::Result<bool> {
        let mut select = self.connection.prepare_cached(
            "SELECT person, care_team, waiting_since, scheduled_for FROM participant
             WHERE visit_id = ?1 ORDER BY person",
        )?;
        let stored = select.query_map([id], |row| {
            let found = ParticipantRow {
                care_team: row.get(1)?,
                waiting_since: row.get(2)?,
            };
            Ok((row.get::<_, [u8; 16]>(0)?, found, row.get(3)?))
        })?;
        let stored: Vec<(_, ParticipantRow, i64)> = stored.collect::<Result<_, _>>()?;
        let wanted = summary
            .participants
            .iter()
            .map(|(person, row)| (*person.uuid().as_bytes(), *row, summary.scheduled_for));
        Ok(!wanted.eq(stored))
    }

    fn insert_participants(
        &self,
        id: i64,
        visit: VisitKey,
        summary: &SummaryRow,
    ) -> rusqlite::Result<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO participant
                 (visit_id, person, clinic, care_team, scheduled_for, visit, waiting_since)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let [clinic, visit] = key(&visit);
        for (person, row) in &summary.participants {
            let person = person.uuid().into_bytes();
            let at = summary.scheduled_for;
            let ParticipantRow {
                care_team,
                waiting_since,
            } = row;
            insert.execute(params![
                id,
                person,
                clinic,
                care_team,
                at,
                visit,
                waiting_since
            ])?;
        }
        Ok(())
    }

    /// Inserts the entries, chained to `hash`. Returns the last entry's hash.
    fn insert_entries(
        &self,
        id: i64,
        mut hash: ChainHash,
        entries: &[EntryRow],
    ) -> rusqlite::Result<ChainHash> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO entry (visit_id, seq, hash, body) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for entry in entries {
            hash = hash.then(&entry.body);
            insert.execute(params![id, entry.seq, hash.0, entry.body])?;
        }
        Ok(hash)
    }

    fn remember(&mut self, visit: VisitKey, head: Head) {
        if self.heads.len() >= HEADS {
            self.heads.clear();
        }
        self.heads.insert(visit, head);
    }

    /// Evicts a visit's head from the cache.
    pub(super) fn forget(&mut self, visit: VisitKey) {
        self.heads.remove(&visit);
    }

    /// Cleans up after a failure: SQLite may have rolled back already, and the cache may be wrong.
    pub(super) fn forget_and_roll_back(&mut self) {
        self.heads.clear();
        if !self.connection.is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            tracing::error!(%error, "a failed transaction can't be rolled back");
        }
        // Pages read from a failing disk may differ from its contents.
        if let Err(error) = self.connection.execute_batch("PRAGMA shrink_memory") {
            tracing::warn!(%error, "can't drop the page cache");
        }
    }

    /// The size of the write-ahead log, in bytes.
    pub(super) fn wal_bytes(&self) -> u64 {
        let size = |path: &PathBuf| fs::metadata(path).map(|file| file.len()).ok();
        self.wal.as_ref().and_then(size).unwrap_or(0)
    }

    /// Checkpoints and truncates the write-ahead log. Waits briefly for readers; if one blocks it, the log stays
    /// in place, safe, until the next attempt.
    pub(super) fn checkpoint(&self) {
        if let Err(error) = self.try_checkpoint() {
            tracing::warn!(%error, "checkpoint failed; the write-ahead log stays in place");
        }
    }

    fn try_checkpoint(&self) -> rusqlite::Result<()> {
        self.connection.busy_timeout(CHECKPOINT_TIMEOUT)?;
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        let blocked = self.connection.query_row(checkpoint, [], |row| row.get(0));
        self.connection.busy_timeout(BUSY_TIMEOUT)?;
        if blocked? {
            tracing::warn!("a reader blocks the checkpoint; the write-ahead log keeps growing");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;
    use chat_domain::{ClinicId, VisitId};
    use uuid::Uuid;

    #[test]
    fn full_cache_of_heads_is_cleared() {
        let mut store = Store::new(Connection::open_in_memory().unwrap());
        let visit = |n: usize| {
            let id = Uuid::from_u128(n as u128);
            VisitKey::new(ClinicId::new(id), VisitId::new(id))
        };
        let head = Head {
            id: 1,
            version: Seq(1),
            hash: ChainHash([0; 32]),
        };
        for n in 0..HEADS {
            store.remember(visit(n), head);
        }
        assert_eq!(store.heads.len(), HEADS);
        store.remember(visit(HEADS), head);
        assert_eq!(store.heads.len(), 1);
    }

    #[test]
    fn head_is_found_through_indexes() {
        let plan = plan(HEAD);
        assert!(plan[0].starts_with("SEARCH visit USING"), "{plan:?}");
        assert!(plan[1].starts_with("SEARCH entry USING INDEX"), "{plan:?}");
        assert_eq!(plan.len(), 2, "no sorting: {plan:?}");
    }
}
