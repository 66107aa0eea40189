//! The log in SQLite: the conformance laws, and properties specific to this adapter.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod audit;
mod audit_damage;
mod copy;
mod damage;
mod durability;
mod feed;
mod full_queue;
mod grouping;
mod health;
mod invitations;
mod killed;
mod laws;
mod migrating;
mod opening;
mod uploads;
mod webhooks;

use chat_conformance::fixture::VisitScript;
use chat_domain::{
    Entry, Seq,
    log::{ChainHash, to_stored},
};
use chat_ports::{LogAudit, VisitKey, VisitLog};
use chat_sqlite::{SqliteLogAudit, SqliteOptions, SqliteVisitLog};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A temporary folder, and the path of a log in it.
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

    /// A connection that bypasses the log.
    fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.file()).unwrap()
    }
}

/// Makes the file refuse entries with this word, as rows in the way do.
fn refuse(raw: &rusqlite::Connection, word: &str) {
    let trigger = format!(
        "CREATE TRIGGER refuse BEFORE INSERT ON entry WHEN instr(new.body, '{word}')
         BEGIN SELECT RAISE(ABORT, 'confidential'); END"
    );
    raw.execute_batch(&trigger).unwrap();
}

fn open(file: &Path) -> SqliteVisitLog {
    SqliteVisitLog::open(file, SqliteOptions::default()).unwrap()
}

/// A scheduled visit with `messages` messages from its provider.
async fn stored(log: &SqliteVisitLog, messages: usize) -> VisitScript {
    let mut visit = VisitScript::new();
    log.append(visit.schedule()).await.unwrap();
    for number in 0..messages {
        let append = visit.announce(&format!("confidential {number}"));
        log.append(append).await.unwrap();
    }
    visit
}

/// Asserts that the file contains exactly these entries, each with its hash (G4).
async fn is_chained(file: &Path, visit: VisitKey, entries: &[Entry]) {
    let audit = SqliteLogAudit::open(file).unwrap();
    let found = audit.entries(visit, Seq::ZERO, usize::MAX).await.unwrap();
    let found: Vec<_> = found.into_iter().map(|e| (e.body, e.hash)).collect();
    let mut hash = ChainHash::start(visit.clinic, visit.visit);
    let wanted = entries.iter().map(|entry| {
        let body = to_stored(entry).unwrap();
        hash = hash.then(&body);
        (body, Some(hash))
    });
    assert_eq!(found, wanted.collect::<Vec<_>>());
}
