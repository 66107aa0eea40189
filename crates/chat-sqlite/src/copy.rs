//! Copying a log's file while another process writes to it.

use crate::{audit::SqliteLogAudit, error::OpenError, file_lock::resolve};
use chat_ports::PortError;
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use std::{path::Path, time::Duration};

/// Pages copied at a time: 1 MiB.
const PAGES: i32 = 256;

/// Progress of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Copied {
    /// Bytes copied so far.
    pub bytes: u64,
    /// Bytes in total.
    pub of: u64,
}

impl SqliteLogAudit {
    /// Copies the snapshot taken when this was opened into a new file without a write-ahead log. The copy is
    /// durable when this returns, contains no later writes, and blocks no writer.
    ///
    /// Blocks the thread. `step` is called after each MiB and may throttle the copy. Memory is bounded.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]; the caller should then delete the file.
    pub fn copy_to(&self, path: &Path, mut step: impl FnMut(Copied)) -> Result<(), PortError> {
        let to = || -> Result<Connection, OpenError> {
            resolve(path)?;
            let to = open(path)?;
            // The whole file is synced at the end; if that fails, the copy is void.
            to.pragma_update(None, "synchronous", "off")?;
            to.pragma_update(None, "journal_mode", "off")?;
            Ok(to)
        };
        let mut to = to().map_err(PortError::unavailable)?;
        self.with(|from| copy(from, &mut to, &mut step))?;
        drop(to);
        // The copied header enables the write-ahead log; a backup should be one file.
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
    // Copies the snapshot that `from` holds: SQLite restarts only if that changes.
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
            // Only during recovery after a crash.
            StepResult::Busy | StepResult::Locked => std::thread::sleep(Duration::from_millis(50)),
            _ => {}
        }
    }
}
