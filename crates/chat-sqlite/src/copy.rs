//! A copy of a log's file, beside the process that writes.

use crate::{OpenError, SqliteLogAudit, file_lock::resolve};
use chat_ports::PortError;
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use std::{path::Path, time::Duration};

/// Pages copied at a time: 1 MiB.
const PAGES: i32 = 256;

/// How far a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Copied {
    /// Bytes copied so far.
    pub bytes: u64,
    /// Bytes of the whole.
    pub of: u64,
}

impl SqliteLogAudit {
    /// Copies the log as it stands at the moment when this was opened into a new file, which is
    /// one file without a write-ahead log, and is durable when this returns. Nothing that is
    /// written meanwhile is in it, and nothing waits for it.
    ///
    /// Blocks; `step` is told after each MiB how far it is, and may slow it down. Memory is bounded.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]; the file is then to be removed.
    pub fn copy_to(&self, path: &Path, mut step: impl FnMut(Copied)) -> Result<(), PortError> {
        let to = || -> Result<Connection, OpenError> {
            resolve(path)?;
            let to = open(path)?;
            // It is synced as a whole at the end, and is nothing if that fails.
            to.pragma_update(None, "synchronous", "off")?;
            to.pragma_update(None, "journal_mode", "off")?;
            Ok(to)
        };
        let mut to = to().map_err(PortError::unavailable)?;
        self.with(|from| copy(from, &mut to, &mut step))?;
        drop(to);
        // The copy says that it has a write-ahead log; a backup is better one file.
        let to = open(path).map_err(PortError::unavailable)?;
        let mode = to.pragma_update_and_check(None, "journal_mode", "delete", |row| {
            row.get::<_, String>(0)
        });
        match mode.map_err(PortError::unavailable)?.as_str() {
            "delete" => {}
            other => return Err(PortError::unavailable(format!("its journal stays {other}"))),
        }
        to.close()
            .map_err(|(_, error)| PortError::unavailable(error))?;
        let file = std::fs::File::open(path).map_err(PortError::unavailable)?;
        file.sync_all().map_err(PortError::unavailable)
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

fn copy(
    from: &Connection,
    to: &mut Connection,
    step: &mut dyn FnMut(Copied),
) -> Result<(), PortError> {
    let page: u64 = from
        .pragma_query_value(None, "page_size", |row| row.get::<_, i64>(0))
        .map_err(PortError::unavailable)?
        .unsigned_abs();
    // The snapshot that `from` holds is what is copied: SQLite begins again only when that changes.
    let copy = Backup::new(from, to).map_err(PortError::unavailable)?;
    loop {
        let done = copy.step(PAGES).map_err(PortError::unavailable)?;
        let progress = copy.progress();
        let (of, left) = (progress.pagecount, progress.remaining);
        let bytes = |pages: i32| u64::from(pages.unsigned_abs()).saturating_mul(page);
        step(Copied {
            bytes: bytes(of.saturating_sub(left)),
            of: bytes(of),
        });
        match done {
            StepResult::Done => return Ok(()),
            // Only while the file is recovered after a crash.
            StepResult::Busy | StepResult::Locked => std::thread::sleep(Duration::from_millis(50)),
            _ => {}
        }
    }
}
