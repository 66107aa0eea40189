//! The row of an entry of the access log.

use super::rows::{micros, time_of};
use crate::{AccessEntry, PortError};
use chat_domain::{ClinicId, PersonId, VisitId};
use std::fmt;
use uuid::Uuid;

/// The row of an entry: the record, and the columns by which it is found.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessRow {
    /// The entry's id.
    pub id: Uuid,
    /// The clinic.
    pub clinic: ClinicId,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// The visit, if it was about one.
    pub visit: Option<VisitId>,
    /// The person, unless it was the host.
    pub person: Option<PersonId>,
    /// The record as JSON.
    pub json: String,
}

impl AccessRow {
    /// The row of an entry.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if it has no stored form.
    pub fn of(entry: &AccessEntry) -> Result<Self, PortError> {
        Ok(Self {
            id: entry.id.0,
            clinic: entry.clinic,
            at: micros(entry.at),
            visit: entry.visit,
            person: entry.who.person(),
            json: serde_json::to_string(entry)
                .map_err(|_| PortError::Invalid("the entry has no stored form"))?,
        })
    }

    /// Reads a stored record, which must agree with its row.
    ///
    /// # Errors
    /// [`PortError::Corrupt`].
    pub fn read(json: &[u8], id: Uuid, at: i64) -> Result<AccessEntry, PortError> {
        // The parser's message may quote content.
        let entry: AccessEntry = serde_json::from_slice(json)
            .map_err(|_| PortError::corrupt("an entry of the access log can't be read"))?;
        if entry.id.0 == id && time_of(at) == Some(entry.at) {
            Ok(entry)
        } else {
            Err(PortError::corrupt(
                "the row of an entry of the access log disagrees with it",
            ))
        }
    }
}

/// Without the record.
impl fmt::Debug for AccessRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessRow")
            .field("id", &self.id)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
