//! The writer's statements.

use super::{
    Answer, Change, accesses, feed, invitations, nodes, probe, took_part, uploads, webhooks,
};
use crate::{
    connection::BUSY_TIMEOUT,
    rows::{AppendRows, EntryRow, ParticipantRow, SummaryRow, corrupt, hash_of, key},
};
use chat_domain::Seq;
use chat_ports::{LogHead, PortError, VisitKey};
use rusqlite::{Connection, params};
use std::{fs, path::PathBuf, time::Duration};

/// How long a checkpoint waits for readers.
const CHECKPOINT_TIMEOUT: Duration = Duration::from_millis(500);

const HEAD: &str = "SELECT id, seq, hash FROM visit LEFT JOIN entry ON visit_id = id
    WHERE clinic = ?1 AND visit = ?2 ORDER BY seq DESC LIMIT 1";

pub(super) struct Store {
    connection: Connection,
    wal: Option<PathBuf>,
}

impl Store {
    pub(super) fn new(connection: Connection) -> Self {
        let wal = connection.path().map(|path| format!("{path}-wal").into());
        Self { connection, wal }
    }

    pub(super) fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }

    /// Writes a change in the open transaction. Refusals write nothing; an SQLite error may leave a partial
    /// write, which the caller rolls back.
    pub(super) fn change(&self, change: &Change) -> rusqlite::Result<Answer> {
        match change {
            Change::Append(rows) => self.append(rows),
            Change::Upload(change) => uploads::change(&self.connection, change),
            Change::Nodes(change) => nodes::change(&self.connection, change),
            Change::Feed(change) => feed::change(&self.connection, change),
            Change::Webhook(change) => webhooks::change(&self.connection, change),
            Change::Accesses(change) => accesses::change(&self.connection, change),
            Change::Invitations(change) => invitations::change(&self.connection, change),
            Change::Probe => probe::write(&self.connection).map(Ok),
        }
    }

    fn append(&self, rows: &AppendRows) -> rusqlite::Result<Answer> {
        let (id, head) = match self.head(rows.visit)? {
            Ok(Some((id, head))) => (Some(id), head),
            Ok(None) => (None, LogHead::start(rows.visit)),
            Err(damage) => return Ok(Err(damage)),
        };
        if head != rows.base {
            return Ok(Err(rows.conflict(head.version)));
        }
        let id = match (id, &rows.summary) {
            (None, None) => return Ok(Err(PortError::Invalid("a new visit needs a summary"))),
            (None, Some(summary)) => self.insert_visit(rows.visit, summary)?,
            (Some(id), None) => id,
            (Some(id), Some(summary)) => {
                self.update_visit(id, rows.visit, summary)?;
                id
            }
        };
        self.insert_entries(id, &rows.entries)?;
        Ok(Ok(()))
    }

    /// The key of a visit's rows and its log's head. `None` for a new visit; an inner error if the stored log can't be extended.
    fn head(&self, visit: VisitKey) -> rusqlite::Result<Result<Option<(i64, LogHead)>, PortError>> {
        let mut select = self.connection.prepare_cached(HEAD)?;
        let mut found = select.query(key(&visit))?;
        let Some(row) = found.next()? else {
            return Ok(Ok(None));
        };
        let id = row.get(0)?;
        let seq: Option<i64> = row.get(1)?;
        let head = match seq.map(|seq| (seq, u64::try_from(seq))) {
            None => Ok(LogHead::start(visit)),
            Some((seq, Ok(version))) => hash_of(seq, row.get_ref(2)?).map(|hash| LogHead {
                version: Seq(version),
                hash,
            }),
            Some((seq, Err(_))) => Err(corrupt(seq, "has no valid position")),
        };
        Ok(head.map(|head| Some((id, head))))
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

    fn insert_entries(&self, id: i64, entries: &[EntryRow]) -> rusqlite::Result<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO entry (visit_id, seq, hash, body) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for entry in entries {
            insert.execute(params![id, entry.seq, entry.hash.0, entry.body])?;
        }
        Ok(())
    }

    /// Cleans up after a failure: SQLite may have rolled back already.
    pub(super) fn roll_back(&self) {
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

    #[test]
    fn head_is_found_through_indexes() {
        let plan = plan(HEAD);
        assert!(plan[0].starts_with("SEARCH visit USING"), "{plan:?}");
        assert!(plan[1].starts_with("SEARCH entry USING INDEX"), "{plan:?}");
        assert_eq!(plan.len(), 2, "no sorting: {plan:?}");
    }
}
