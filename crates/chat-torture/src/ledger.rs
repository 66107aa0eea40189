//! What the clients asked for and were told. The server's data is held against it.

mod book;
mod message;

pub(crate) use book::{Book, Known, Removal, Upload};
pub(crate) use message::{Fate, Message, Receipt, StoredFile};

use crate::Outcome;
use serde_json::Value;
use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A book that all clients write into, and a file of all that was written, for whoever looks into a
/// finding later.
pub(crate) struct Ledger {
    book: Mutex<Book>,
    file: Mutex<BufWriter<File>>,
}

impl Ledger {
    /// An empty one, with its file.
    ///
    /// # Errors
    /// If the file can't be made.
    pub(crate) fn new(file: &Path) -> Outcome<Self> {
        let made = File::create(file).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(Self {
            book: Mutex::default(),
            file: Mutex::new(BufWriter::new(made)),
        })
    }

    /// Writes something down.
    pub(crate) fn note<T>(&self, line: &Value, change: impl FnOnce(&mut Book) -> T) -> T {
        let changed = change(&mut lock(&self.book));
        // The file is for people; the checks go by the book.
        let _ = writeln!(lock(&self.file), "{line}");
        changed
    }

    /// Reads something.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Book) -> T) -> T {
        read(&lock(&self.book))
    }

    /// All of it as it is now.
    pub(crate) fn snapshot(&self) -> Book {
        self.read(Clone::clone)
    }

    /// Brings the file up to date.
    pub(crate) fn flush(&self) {
        // As above.
        let _ = lock(&self.file).flush();
    }
}

/// A lock whose holder panicked still has a whole book: every change is one assignment.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
