//! Schema migrations.
//!
//! Each is an SQL file in `migrations/`, with a Rust step where SQL is not enough. It is applied once, in
//! one transaction, and recorded in the table `schema_migration`.

mod hash_chains;
mod took_part;
mod waiting;

use crate::{connection::APPLICATION_ID, error::OpenError};
use rusqlite::{Connection, TransactionBehavior, params};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

struct Migration {
    version: u32,
    name: &'static str,
    sql: &'static str,
    /// Runs after the SQL, in the same transaction.
    step: Option<Step>,
}

type Step = fn(&Connection) -> rusqlite::Result<()>;

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "visit_logs",
        sql: include_str!("migrations/0001_visit_logs.sql"),
        step: None,
    },
    Migration {
        version: 2,
        name: "hash_chains",
        sql: include_str!("migrations/0002_hash_chains.sql"),
        step: Some(hash_chains::chain_entries),
    },
    Migration {
        version: 3,
        name: "uploads",
        sql: include_str!("migrations/0003_uploads.sql"),
        step: None,
    },
    Migration {
        version: 4,
        name: "took_part",
        sql: include_str!("migrations/0004_took_part.sql"),
        step: Some(took_part::fill),
    },
    Migration {
        version: 5,
        name: "write_probe",
        sql: include_str!("migrations/0005_write_probe.sql"),
        step: None,
    },
    Migration {
        version: 6,
        name: "no_chat_columns",
        sql: include_str!("migrations/0006_no_chat_columns.sql"),
        step: None,
    },
    Migration {
        version: 7,
        name: "visit_with_leases",
        sql: include_str!("migrations/0007_visit_with_leases.sql"),
        step: None,
    },
    Migration {
        version: 8,
        name: "waiting",
        sql: include_str!("migrations/0008_waiting.sql"),
        step: Some(waiting::fill),
    },
    Migration {
        version: 9,
        name: "due",
        sql: include_str!("migrations/0009_due.sql"),
        step: None,
    },
    Migration {
        version: 10,
        name: "node_leases",
        sql: include_str!("migrations/0010_node_leases.sql"),
        step: None,
    },
    Migration {
        version: 11,
        name: "event_feed",
        sql: include_str!("migrations/0011_event_feed.sql"),
        step: None,
    },
    Migration {
        version: 12,
        name: "webhooks",
        sql: include_str!("migrations/0012_webhooks.sql"),
        step: None,
    },
    Migration {
        version: 13,
        name: "invitations",
        sql: include_str!("migrations/0013_invitations.sql"),
        step: None,
    },
    Migration {
        version: 14,
        name: "access_log",
        sql: include_str!("migrations/0014_access_log.sql"),
        step: None,
    },
];

/// The schema version that this program writes, and the newest that it opens.
pub const SCHEMA_VERSION: u32 = match MIGRATIONS.last() {
    Some(migration) => migration.version,
    None => 0,
};

/// Migrates the schema to [`SCHEMA_VERSION`]. A newer schema is refused and left unchanged.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let found = version(connection)?;
    if found > SCHEMA_VERSION {
        return Err(OpenError::NewerSchema {
            found,
            supported: SCHEMA_VERSION,
        });
    }
    for migration in MIGRATIONS.iter().filter(|m| m.version > found) {
        apply(connection, migration)?;
        tracing::info!(
            version = migration.version,
            name = migration.name,
            "migrated the visit log's schema"
        );
    }
    Ok(())
}

/// Creates the schema in an empty database, without logging.
pub(crate) fn apply_all(connection: &mut Connection) -> rusqlite::Result<()> {
    MIGRATIONS
        .iter()
        .try_for_each(|migration| apply(connection, migration))
}

/// The newest applied version; 0 for an empty file.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    if !connection.table_exists(None, "schema_migration")? {
        return Ok(0);
    }
    let newest = "SELECT coalesce(max(version), 0) FROM schema_migration";
    connection.query_row(newest, [], |row| row.get(0))
}

/// The applied versions and their names.
pub(crate) fn applied(connection: &Connection) -> rusqlite::Result<Vec<(i64, String)>> {
    let all = "SELECT version, name FROM schema_migration ORDER BY version";
    let mut select = connection.prepare(all)?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn apply(connection: &mut Connection, migration: &Migration) -> rusqlite::Result<()> {
    let now = OffsetDateTime::now_utc().format(&Rfc3339);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS schema_migration (
            version INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            applied_at TEXT
        ) STRICT",
    )?;
    transaction.execute_batch(migration.sql)?;
    if let Some(step) = migration.step {
        step(&transaction)?;
    }
    transaction.execute(
        "INSERT INTO schema_migration (version, name, applied_at) VALUES (?1, ?2, ?3)",
        params![migration.version, migration.name, now.ok()],
    )?;
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_up_from_one() {
        let versions: Vec<_> = MIGRATIONS.iter().map(|m| m.version).collect();
        assert_eq!(versions, (1..=SCHEMA_VERSION).collect::<Vec<_>>());
    }

    #[test]
    fn migrate_is_idempotent() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert_eq!(version(&connection).unwrap(), 0);
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        assert_eq!(version(&connection).unwrap(), SCHEMA_VERSION);
        let rows: u32 = connection
            .query_row("SELECT count(*) FROM schema_migration", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(rows, SCHEMA_VERSION);
    }

    #[test]
    fn failed_migration_leaves_the_previous_version() {
        let mut connection = Connection::open_in_memory().unwrap();
        apply(&mut connection, &MIGRATIONS[0]).unwrap();
        let rows = "INSERT INTO visit (clinic, visit, scheduled_for, phase, summary)
                VALUES (randomblob(16), randomblob(16), 0, '', '');
            WITH RECURSIVE place (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM place LIMIT 500)
                INSERT INTO entry (visit_id, seq, body) SELECT 1, seq, randomblob(200) FROM place;";
        connection.execute_batch(rows).unwrap();
        let content = |connection: &Connection| -> String {
            let all = "SELECT group_concat(name || coalesce(sql, '')) FROM sqlite_schema";
            let schema: String = connection.query_row(all, [], |row| row.get(0)).unwrap();
            let all = "SELECT group_concat(seq || hex(body)) FROM entry";
            let rows: String = connection.query_row(all, [], |row| row.get(0)).unwrap();
            schema + &rows
        };
        let before = content(&connection);
        let failing = Migration {
            step: Some(|connection| {
                hash_chains::chain_entries(connection)?;
                Err(rusqlite::Error::InvalidQuery)
            }),
            ..MIGRATIONS[1]
        };
        assert!(apply(&mut connection, &failing).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        assert_eq!(content(&connection), before);
        migrate(&mut connection).unwrap();
        assert_eq!(version(&connection).unwrap(), SCHEMA_VERSION);
        assert_ne!(content(&connection), before);
    }
}
