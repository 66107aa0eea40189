//! The stored form of an entry: JSON in an envelope that names its version.

use super::Entry;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The version that [`to_stored`] writes.
pub const STORED_VERSION: u32 = 1;

/// Why stored bytes are not an entry.
#[derive(Debug, Error)]
pub enum StoredError {
    /// Written by a newer program.
    #[error("the entry has stored version {found}; this program reads up to {STORED_VERSION}")]
    Newer {
        /// The version found.
        found: u32,
    },
    /// Not what a program of that version writes. Names no content.
    #[error("the stored bytes are not a log entry (line {line}, column {column})")]
    Malformed {
        /// Line of the JSON text.
        line: usize,
        /// Column of the JSON text.
        column: usize,
    },
}

// serde_json's message may quote the content, which is health data: only the place is kept.
impl From<serde_json::Error> for StoredError {
    fn from(error: serde_json::Error) -> Self {
        Self::Malformed {
            line: error.line(),
            column: error.column(),
        }
    }
}

#[derive(Serialize)]
struct Written<'a> {
    v: u32,
    #[serde(flatten)]
    entry: &'a Entry,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

/// The bytes to store for an entry: one line of UTF-8 JSON.
///
/// # Errors
/// [`StoredError::Malformed`] only for a time outside the years 0 to 9999.
pub fn to_stored(entry: &Entry) -> Result<Vec<u8>, StoredError> {
    Ok(serde_json::to_vec(&Written {
        v: STORED_VERSION,
        entry,
    })?)
}

/// Reads what any version up to this one has stored.
///
/// # Errors
/// [`StoredError`].
pub fn from_stored(bytes: &[u8]) -> Result<Entry, StoredError> {
    let Version { v } = serde_json::from_slice(bytes)?;
    match v {
        STORED_VERSION => Ok(serde_json::from_slice(bytes)?),
        found if found > STORED_VERSION => Err(StoredError::Newer { found }),
        _ => Err(StoredError::Malformed { line: 1, column: 1 }),
    }
}
