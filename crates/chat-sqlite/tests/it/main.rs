//! The log in SQLite: the laws, and what is this adapter's own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod audit;
mod audit_damage;
mod damage;
mod durability;
mod grouping;
mod laws;
mod migrating;
mod opening;

use chat_conformance::fixture::VisitScript;
use chat_ports::VisitLog;
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that is removed in the end, and a log's place in it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("visits.db")
    }

    fn open(&self) -> SqliteVisitLog {
        open(&self.file())
    }

    /// A connection of somebody who goes around the log.
    fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.file()).unwrap()
    }
}

fn open(file: &Path) -> SqliteVisitLog {
    SqliteVisitLog::open(file, SqliteOptions::default()).unwrap()
}

/// A scheduled visit with so many messages of its provider.
async fn stored(log: &SqliteVisitLog, messages: usize) -> VisitScript {
    let mut visit = VisitScript::new();
    log.append(visit.schedule()).await.unwrap();
    for number in 0..messages {
        let append = visit.announce(&format!("confidential {number}"));
        log.append(append).await.unwrap();
    }
    visit
}
