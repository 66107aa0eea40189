//! The log's database: its schema, whether it can be written, and the clocks.

use super::finding::Findings;
use crate::{
    data_folder::DataFolder,
    settings::{Settings, StorageKind},
};
use std::{
    cmp::Ordering,
    time::{Duration, SystemTime},
};
use tokio::task::spawn_blocking;

/// Deviation of two clocks that makes entries look out of order.
const DEVIATES: Duration = Duration::from_secs(2);

/// Deviation of two clocks with which tokens and presence end at wrong times.
const WRONG: Duration = Duration::from_secs(60);

/// Opens the database without migrating it.
pub(super) async fn check(settings: &Settings, findings: &mut Findings) {
    match settings.storage {
        StorageKind::Sqlite => sqlite(settings, findings).await,
        #[cfg(feature = "cluster")]
        StorageKind::Postgres => postgres(settings, findings).await,
        #[cfg(not(feature = "cluster"))]
        StorageKind::Postgres => findings.failed(
            "storage",
            "this program was built without PostgreSQL",
            "build it with the feature `cluster`",
        ),
    }
}

async fn sqlite(settings: &Settings, findings: &mut Findings) {
    clock(
        SystemTime::now(),
        "the database is on this machine",
        findings,
    );
    let Ok(folder) = DataFolder::existing(&settings.data) else {
        return; // reported already
    };
    let log = folder.log();
    let place = log.display().to_string();
    if !log.exists() {
        let detail = format!("{place} does not exist");
        let advice =
            "nothing, if this server is new: `serve` creates it; otherwise restore a backup";
        return findings.warning("storage", &detail, advice);
    }
    let inspected = spawn_blocking(move || {
        let inspected = chat_sqlite::inspect(log);
        inspected.map_err(|error| super::finding::in_full(&error))
    });
    match inspected.await.map_err(|error| error.to_string()).flatten() {
        Ok(schema) => judge(
            &place,
            schema.into(),
            chat_sqlite::SCHEMA_VERSION.into(),
            findings,
        ),
        Err(error) => findings.failed(
            "storage",
            &format!("{place}: {error}"),
            "check the disk and the file's owner; if it is damaged, restore a backup",
        ),
    }
}

#[cfg(feature = "cluster")]
async fn postgres(settings: &Settings, findings: &mut Findings) {
    let Ok(connection) = settings.postgres.connection() else {
        return; // reported already
    };
    let inspected = super::finding::within(chat_postgres::inspect(connection.expose())).await;
    match inspected {
        Ok(inspected) => {
            let known = chat_postgres::SCHEMA_VERSION.into();
            judge("PostgreSQL", inspected.schema.into(), known, findings);
            clock(inspected.clock, "compared with the database's", findings);
        }
        Err(error) => findings.failed(
            "storage",
            &format!("PostgreSQL: {error}"),
            "start the database, or correct postgres; nothing works until then",
        ),
    }
}

/// Compares the schema with this program's.
fn judge(place: &str, found: i64, known: i64, findings: &mut Findings) {
    let detail = format!("{place}, schema version {found}");
    match found.cmp(&known) {
        Ordering::Equal => {
            findings.ok("storage", &format!("{detail}; a probe was written"));
        }
        Ordering::Less => findings.warning(
            "storage",
            &format!("{detail}; this program has {known}"),
            "`chat-server migrate`, or `serve`, which does it too",
        ),
        Ordering::Greater => findings.failed(
            "storage",
            &format!("{detail}; this program knows versions up to {known}"),
            "use the program that wrote it, or a newer one",
        ),
    }
}

/// Compares this machine's clock with another.
fn clock(other: SystemTime, how: &str, findings: &mut Findings) {
    let now = SystemTime::now();
    let apart = now.duration_since(other);
    let apart = apart.unwrap_or_else(|earlier| earlier.duration());
    let detail = format!("{} ms apart, {how}", apart.as_millis());
    let advice = "let a time service set both clocks";
    if apart >= WRONG {
        findings.failed("clock", &detail, advice);
    } else if apart >= DEVIATES {
        findings.warning("clock", &detail, advice);
    } else {
        findings.ok("clock", &detail);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::finding::Status, *};

    fn status(check: impl FnOnce(&mut Findings)) -> Status {
        let mut findings = Findings::default();
        check(&mut findings);
        findings.worst()
    }

    #[test]
    fn newer_schema_fails_and_an_older_one_is_a_warning() {
        let of = |found| status(|findings| judge("it", found, 5, findings));
        assert_eq!(
            [4, 5, 6].map(of),
            [Status::Warning, Status::Ok, Status::Failed]
        );
    }

    #[test]
    fn clock_that_is_wrong_fails_in_both_directions() {
        let now = SystemTime::now();
        let of = |other| status(|findings| clock(other, "", findings));
        assert_eq!(of(now), Status::Ok);
        assert_eq!(of(now + Duration::from_secs(20)), Status::Warning);
        assert_eq!(of(now - Duration::from_secs(90)), Status::Failed);
        assert_eq!(of(now + Duration::from_secs(90)), Status::Failed);
    }
}
