//! The record of all requests and answers, with which the server's data is compared.

mod book;
mod known;
mod message;

pub(crate) use book::{Book, Removal, Upload};
pub(crate) use known::Known;
pub(crate) use message::{Fate, Message, Receipt, StoredFile};

use crate::outcome::Outcome;
use serde_json::Value;
use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A book shared by all clients, and a file with every note for later analysis of findings.
pub(crate) struct Ledger {
    book: Mutex<Book>,
    file: Mutex<BufWriter<File>>,
}

impl Ledger {
    /// An empty ledger that writes to `file`.
    ///
    /// # Errors
    /// If the file can't be created.
    pub(crate) fn new(file: &Path) -> Outcome<Self> {
        let made = File::create(file).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(Self {
            book: Mutex::default(),
            file: Mutex::new(BufWriter::new(made)),
        })
    }

    /// Records a note in the file and a change in the book.
    pub(crate) fn note<T>(&self, line: &Value, change: impl FnOnce(&mut Book) -> T) -> T {
        let changed = change(&mut lock(&self.book));
        // The file is for people; checks use only the book.
        let _ = writeln!(lock(&self.file), "{line}");
        changed
    }

    /// Reads from the book.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Book) -> T) -> T {
        read(&lock(&self.book))
    }

    /// A copy of the current book.
    pub(crate) fn snapshot(&self) -> Book {
        self.read(Clone::clone)
    }

    /// Flushes the file.
    pub(crate) fn flush(&self) {
        // As in `note`.
        let _ = lock(&self.file).flush();
    }
}

/// Locks, ignoring poisoning: every change is a single assignment, so the data is consistent even
/// after a panic.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
