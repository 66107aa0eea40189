//! Schema migrations.
//!
//! Each is an SQL file in `migrations/`. It is applied once, in one transaction, and recorded in the table
//! `schema_migration`. Nodes that start at the same time apply it one after the other.

use crate::error::OpenError;
use tokio_postgres::{Client, GenericClient};

struct Migration {
    version: i32,
    name: &'static str,
    sql: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "visit_log",
        sql: include_str!("migrations/0001_visit_log.sql"),
    },
    Migration {
        version: 2,
        name: "node_leases",
        sql: include_str!("migrations/0002_node_leases.sql"),
    },
    Migration {
        version: 3,
        name: "event_feed",
        sql: include_str!("migrations/0003_event_feed.sql"),
    },
    Migration {
        version: 4,
        name: "webhooks",
        sql: include_str!("migrations/0004_webhooks.sql"),
    },
    Migration {
        version: 5,
        name: "invitations",
        sql: include_str!("migrations/0005_invitations.sql"),
    },
    Migration {
        version: 6,
        name: "access_log",
        sql: include_str!("migrations/0006_access_log.sql"),
    },
];

/// The schema version that this program writes, and the newest that it opens.
pub const SCHEMA_VERSION: i32 = match MIGRATIONS.last() {
    Some(migration) => migration.version,
    None => 0,
};

/// Held by the node that migrates, until its transaction ends. Any number, the same in all versions of this program.
const LOCK: i64 = 0x0056_4368_7420_4c6f;

/// Migrates the schema to [`SCHEMA_VERSION`]. A newer schema is refused and left unchanged.
pub(crate) async fn migrate(client: &mut Client) -> Result<(), OpenError> {
    let transaction = client.transaction().await?;
    let lock = "SELECT pg_advisory_xact_lock($1)";
    transaction.execute(lock, &[&LOCK]).await?;
    transaction
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS schema_migration (
                version INTEGER NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                applied_at TIMESTAMPTZ NOT NULL
            )",
        )
        .await?;
    let found = version(&transaction).await?;
    if found > SCHEMA_VERSION {
        return Err(OpenError::NewerSchema {
            found,
            supported: SCHEMA_VERSION,
        });
    }
    // Every append and read would wait behind a migration that waits for a long transaction, such as a dump.
    transaction
        .batch_execute("SET LOCAL lock_timeout = '3s'")
        .await?;
    for migration in MIGRATIONS.iter().filter(|m| m.version > found) {
        transaction.batch_execute(migration.sql).await?;
        let record =
            "INSERT INTO schema_migration (version, name, applied_at) VALUES ($1, $2, now())";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 2] =
            [&migration.version, &migration.name];
        transaction.execute(record, &values).await?;
        tracing::info!(
            version = migration.version,
            name = migration.name,
            "migrating the visit log's schema"
        );
    }
    // A program of a version before the event feed, which appended after the migration, marked no visit.
    let repair = "UPDATE visit SET unfed = TRUE WHERE version > fed AND NOT unfed";
    transaction.execute(repair, &[]).await?;
    transaction.commit().await?;
    Ok(())
}

/// The newest applied version; 0 for a database without this schema.
pub(crate) async fn version(client: &impl GenericClient) -> Result<i32, OpenError> {
    let made = "SELECT EXISTS (SELECT 1 FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_name = 'schema_migration')";
    if !client.query_one(made, &[]).await?.get::<_, bool>(0) {
        return Ok(0);
    }
    let newest = "SELECT coalesce(max(version), 0) FROM schema_migration";
    Ok(client.query_one(newest, &[]).await?.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_up_from_one() {
        let versions: Vec<_> = MIGRATIONS.iter().map(|m| m.version).collect();
        assert_eq!(versions, (1..=SCHEMA_VERSION).collect::<Vec<_>>());
    }

    /// Processes of the previous release go on beside a newer one, so nothing that they use is taken away or changed.
    #[test]
    fn migrations_only_add() {
        for Migration { name, sql, .. } in MIGRATIONS {
            let code: Vec<_> = sql
                .lines()
                .map(|line| line.split("--").next().unwrap_or(""))
                .collect();
            let code = code.join(" ");
            for statement in code.split(';').map(str::trim).filter(|s| !s.is_empty()) {
                let words: Vec<_> = statement.split_whitespace().collect();
                let made_here = |table: &str| code.contains(&format!("CREATE TABLE {table} ("));
                let adds = match words[..] {
                    ["CREATE", "TABLE" | "INDEX", ..] => true,
                    ["INSERT", "INTO", table, ..] => made_here(table),
                    ["ALTER", "TABLE", _, "ADD", "COLUMN", ..] => {
                        !statement.contains("NOT NULL") || statement.contains("DEFAULT")
                    }
                    _ => false,
                };
                assert!(adds, "{name}: {statement}");
            }
        }
    }

    /// The schema must work on distributed databases with PostgreSQL's protocol.
    #[test]
    fn schema_uses_nothing_that_distributed_databases_lack() {
        for Migration { name, sql, .. } in MIGRATIONS {
            let code: Vec<_> = sql
                .lines()
                .map(|line| line.split("--").next().unwrap_or(""))
                .collect();
            let code = code.join(" ").to_lowercase();
            for word in [
                "serial",
                "sequence",
                "notify",
                "listen",
                "trigger",
                "rule",
                "inherits",
                "unlogged",
                "exclude",
                "references",
                "function",
                "procedure",
                "domain",
                "enum",
                "tablespace",
                "deferrable",
                "hstore",
                "gist",
                "gin",
                "extension",
                "partition",
                "fillfactor",
            ] {
                let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
                assert!(!words.any(|found| found == word), "{name}: {word}");
            }
            for table in code.split("create table ").skip(1) {
                let keys = table.split("primary key").skip(1);
                let by_visit = keys.filter(|key| key.trim_start().starts_with("(visit, "));
                // Sessions and nodes are of no visit, the feed and its endpoints are of a clinic, and secrets are looked up.
                let others = [
                    "writer ",
                    "node ",
                    "shard ",
                    "feed ",
                    "webhook_endpoint ",
                    "invitation ",
                    "session ",
                    "access ",
                ];
                let expected = usize::from(!others.iter().any(|name| table.starts_with(name)));
                assert_eq!(
                    by_visit.count(),
                    expected,
                    "{name}: a key must begin with the visit: {table}"
                );
            }
        }
    }
}
