//! What a backup says of itself.

use super::{files, sums::SUMS};
use crate::error::StartError;
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{ErrorKind, Write as _},
    path::Path,
};
use time::OffsetDateTime;

/// The file's name. It is written last: a backup without it is none.
pub(super) const MANIFEST: &str = "manifest.json";

/// The version of a backup's form.
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of this form.
    format: u32,
    /// The version of the program that made it.
    pub(super) program: String,
    /// The log's schema.
    pub(super) schema: u32,
    /// The moment of the log: what was acknowledged before is in it.
    #[serde(with = "time::serde::rfc3339")]
    pub(super) taken_at: OffsetDateTime,
    pub(super) visits: u64,
    pub(super) entries: u64,
    /// Sent files, and others that the log or the ledger of uploads names.
    pub(super) files: u64,
    /// Bytes of all, the log included.
    pub(super) bytes: u64,
    /// What was wrong already when the backup was made.
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

    /// Reads it; the sentence says why a folder is no backup that this program can restore.
    pub(super) fn read(folder: &Path) -> Result<Result<Self, String>, StartError> {
        let path = folder.join(MANIFEST);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound && folder.is_dir() => {
                let cut = format!("there is no {MANIFEST}: the backup was cut, or is none");
                return Ok(Err(cut));
            }
            Err(error) => return Err(StartError::file(path)(error)),
        };
        let Ok(manifest) = serde_json::from_slice::<Self>(&text) else {
            return Ok(Err(format!("{MANIFEST} can't be understood")));
        };
        if manifest.format != FORMAT || manifest.schema > chat_sqlite::SCHEMA_VERSION {
            let version = &manifest.program;
            return Ok(Err(format!(
                "it needs a newer program: version {version} made it"
            )));
        }
        if manifest.sums_sha256.len() != 64 {
            return Ok(Err(format!("{MANIFEST} holds no digest of {SUMS}")));
        }
        Ok(Ok(manifest))
    }
}
