//! The description of a backup.

use super::{files, sums::SUMS};
use crate::{
    counted::{count_of, counted},
    error::StartError,
};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{self, ErrorKind, Write as _},
    path::Path,
};
use time::OffsetDateTime;

/// The file's name. It is written last: without it, a backup is incomplete.
pub(super) const MANIFEST: &str = "manifest.json";

/// The version of the backup format.
const FORMAT: u32 = 1;

/// The contents of a backup.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of the format.
    format: u32,
    /// The version of the program that made the backup.
    pub(super) program: String,
    /// The log's schema.
    pub(super) schema: u32,
    /// The time of the log's snapshot, which includes everything acknowledged before.
    #[serde(with = "time::serde::rfc3339")]
    pub(super) taken_at: OffsetDateTime,
    pub(super) visits: u64,
    pub(super) entries: u64,
    /// Sent files, and other files named by the log or the upload ledger.
    pub(super) files: u64,
    /// Total bytes, including the log.
    pub(super) bytes: u64,
    /// The number of findings when the backup was made.
    pub(super) findings: u64,
    /// The digest of the list of digests.
    pub(super) sums_sha256: String,
}

impl Manifest {
    pub(super) fn new(taken_at: OffsetDateTime) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            schema: chat_sqlite::SCHEMA_VERSION,
            taken_at,
            visits: 0,
            entries: 0,
            files: 0,
            bytes: 0,
            findings: 0,
            sums_sha256: String::new(),
        }
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), StartError> {
        let path = folder.join(MANIFEST);
        let write = || {
            let mut file = files::create(&path)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.write_all(b"\n")?;
            file.sync_all()
        };
        write().map_err(StartError::file(&path))
    }

    /// Reads the manifest; the sentence says why this program can't restore the folder.
    pub(super) fn read(folder: &Path) -> Result<Result<Self, String>, StartError> {
        let path = folder.join(MANIFEST);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound && folder.is_dir() => {
                let cut = format!(
                    "there is no {MANIFEST}: the backup is incomplete, or this is not a backup"
                );
                return Ok(Err(cut));
            }
            Err(error) => return Err(StartError::file(path)(error)),
        };
        let Ok(manifest) = serde_json::from_slice::<Self>(&text) else {
            return Ok(Err(format!("{MANIFEST} is invalid")));
        };
        if manifest.format != FORMAT || manifest.schema > chat_sqlite::SCHEMA_VERSION {
            let version = &manifest.program;
            return Ok(Err(format!(
                "it was made by version {version} and needs a newer program"
            )));
        }
        if manifest.sums_sha256.len() != 64 {
            return Ok(Err(format!("{MANIFEST} has no digest of {SUMS}")));
        }
        Ok(Ok(manifest))
    }

    /// Prints what was copied, and where.
    pub(super) fn print_summary(&self, what: &str, to: &Path) -> Result<(), StartError> {
        let line = format!(
            "{what} {}, {}, {}, {} MiB to {}",
            counted(self.visits, "visit"),
            count_of(self.entries, "entry", "entries"),
            counted(self.files, "file"),
            self.bytes.div_ceil(1 << 20),
            to.display()
        );
        writeln!(io::stdout().lock(), "{line}").map_err(StartError::file("standard output"))
    }
}
