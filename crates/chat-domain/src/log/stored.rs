//! The stored form of an entry: JSON in a versioned envelope.

use super::{Actor, Entry, Seq};
use crate::{event::Event, rules::RulesVersion};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::OffsetDateTime;

/// The version that [`to_stored`] writes.
pub const STORED_VERSION: u32 = 1;

/// Data from a newer program, which this one refuses rather than guesses at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Newer {
    /// An entry in a newer form.
    #[error("the entry has stored version {found}; this program reads up to {STORED_VERSION}")]
    Form {
        /// The stored version found.
        found: u32,
    },
    /// A visit scheduled under a newer version of the rules. Its whole log is unreadable here.
    #[error(
        "the visit is scheduled under version {found} of the rules; this program knows up to {}",
        RulesVersion::NEWEST
    )]
    Rules {
        /// The version found.
        found: u32,
    },
}

/// Why stored bytes can't be read as an entry.
#[derive(Debug, Error)]
pub enum StoredError {
    /// Written by a newer program.
    #[error(transparent)]
    Newer(#[from] Newer),
    /// Not the form that programs of that version write. Quotes no content.
    #[error("the stored bytes are not a log entry (line {line}, column {column})")]
    Malformed {
        /// Line in the JSON text.
        line: usize,
        /// Column in the JSON text.
        column: usize,
    },
}

// serde_json's message may quote the content, which is health data, so only the position is kept.
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

/// An entry together with its version, so that the text is parsed only once.
#[derive(Deserialize)]
struct Read {
    v: u32,
    seq: Seq,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    actor: Actor,
    event: Event,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

/// The part that distinguishes an entry under newer rules from a malformed one.
#[derive(Deserialize)]
struct Named {
    event: NamedEvent,
}

#[derive(Deserialize)]
struct NamedEvent {
    #[serde(rename = "type")]
    kind: String,
    rules: Option<u32>,
}

/// The stored form of an entry: one line of UTF-8 JSON, in one canonical spelling.
///
/// Reading any stored entry with [`from_stored`] and writing it again yields the same bytes, which
/// is how an audit detects foreign spellings. A field added to this version must therefore be
/// omitted when it has its default.
///
/// # Errors
/// [`StoredError::Malformed`] only for a time outside the years 0 to 9999.
pub fn to_stored(entry: &Entry) -> Result<Vec<u8>, StoredError> {
    Ok(serde_json::to_vec(&Written {
        v: STORED_VERSION,
        entry,
    })?)
}

/// Reads the stored form of this version or any earlier one.
///
/// # Errors
/// [`StoredError`].
pub fn from_stored(bytes: &[u8]) -> Result<Entry, StoredError> {
    match serde_json::from_slice(bytes) {
        // serde also accepts a list for a struct, but no program has ever written one.
        Ok(read) if is_object(bytes) => of_this_version(read),
        Ok(_) => Err(UNKNOWN),
        // A newer program may change everything except the version.
        Err(error) => match serde_json::from_slice(bytes)? {
            Version { v: STORED_VERSION } => {
                Err(of_newer_rules(bytes).unwrap_or_else(|| error.into()))
            }
            Version { v } => Err(of_another_version(v)),
        },
    }
}

/// The error for data that names a version but doesn't match its form.
const UNKNOWN: StoredError = StoredError::Malformed { line: 1, column: 1 };

fn of_this_version(read: Read) -> Result<Entry, StoredError> {
    let Read {
        v,
        seq,
        at,
        actor,
        event,
    } = read;
    if v != STORED_VERSION {
        return Err(of_another_version(v));
    }
    Ok(Entry {
        seq,
        at,
        actor,
        event,
    })
}

/// Reads only the version: newer rules may come with policies or fields that are unreadable here.
fn of_newer_rules(bytes: &[u8]) -> Option<StoredError> {
    let Named { event } = serde_json::from_slice(bytes).ok()?;
    let found = event.rules.filter(|_| event.kind == "visit_scheduled")?;
    (found > RulesVersion::NEWEST.number()).then_some(Newer::Rules { found }.into())
}

const fn of_another_version(found: u32) -> StoredError {
    if found > STORED_VERSION {
        StoredError::Newer(Newer::Form { found })
    } else {
        UNKNOWN
    }
}

fn is_object(json: &[u8]) -> bool {
    json.trim_ascii_start().starts_with(b"{")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLDEN: &str = include_str!("../../tests/golden/v1.jsonl");

    /// Reference implementation: reads the version first, then the entry. Slower, but obviously
    /// correct.
    fn in_two_steps(bytes: &[u8]) -> Result<Entry, StoredError> {
        let Version { v } = serde_json::from_slice(bytes)?;
        match v {
            STORED_VERSION => match of_newer_rules(bytes) {
                Some(newer) => Err(newer),
                None => Ok(serde_json::from_slice(bytes)?),
            },
            found if found > STORED_VERSION => Err(Newer::Form { found }.into()),
            _ => Err(UNKNOWN),
        }
    }

    fn is_read_alike(bytes: &[u8]) {
        let [read, wanted] = [from_stored(bytes), in_two_steps(bytes)];
        assert_eq!(format!("{read:?}"), format!("{wanted:?}"));
        if let (Ok(read), Ok(wanted)) = (read, wanted) {
            assert_eq!(read, wanted); // including texts, which `Debug` hides
        }
    }

    #[test]
    fn every_error_is_the_same_as_when_the_version_is_read_first() {
        for line in GOLDEN.lines().step_by(5).map(str::as_bytes) {
            for at in 0..line.len() {
                is_read_alike(&line[..at]);
                for byte in *b"0\"}x" {
                    let mut changed = line.to_vec();
                    changed[at] = byte;
                    is_read_alike(&changed);
                    changed.insert(at, byte);
                    is_read_alike(&changed);
                }
            }
        }
    }

    #[test]
    fn entry_must_be_an_object() {
        let line = GOLDEN.lines().next().unwrap();
        let values: serde_json::Value = serde_json::from_str(line).unwrap();
        let list = ["v", "seq", "at", "actor", "event"].map(|name| &values[name]);
        let list = serde_json::to_vec(&list).unwrap();
        assert!(
            serde_json::from_slice::<Read>(&list).is_ok(),
            "serde takes it"
        );
        assert!(matches!(
            from_stored(&list),
            Err(StoredError::Malformed { .. })
        ));
        is_read_alike(format!("  {line}\n").as_bytes());
    }

    #[test]
    fn version_that_never_existed_or_is_repeated_is_malformed() {
        let line = GOLDEN.lines().next().unwrap();
        for version in ["\"v\":0", "\"v\":1,\"v\":1", "\"v\":2,\"v\":1", "\"w\":1"] {
            let changed = line.replacen("\"v\":1", version, 1);
            let read = from_stored(changed.as_bytes());
            assert!(matches!(read, Err(StoredError::Malformed { .. })));
            is_read_alike(changed.as_bytes());
        }
    }
}
