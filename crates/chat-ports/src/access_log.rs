//! The access log: who opened what of a visit, and what was refused.

mod entry;

pub use entry::{AccessCursor, AccessEntry, AccessId, AccessKind, Accessor};

use crate::{error::PortError, visit_key::VisitKey};
use async_trait::async_trait;
use chat_domain::{ClinicId, PersonId};
use time::OffsetDateTime;

/// Stores entries of the access log. An entry never changes; only its age deletes it.
///
/// Entries are ordered by time, then by id. Times are stored at microsecond precision, and compared at that precision.
#[async_trait]
pub trait AccessLog: Send + Sync + 'static {
    /// Stores entries, all or none. Idempotent: an entry whose id is stored already is left as it is. Returns once they would
    /// survive a power loss.
    ///
    /// # Errors
    /// [`PortError::Busy`]: nothing was stored. [`PortError::Unavailable`] if it is unknown whether they were.
    async fn record(&self, entries: Vec<AccessEntry>) -> Result<(), PortError>;

    /// The entries about a visit after a cursor, from the oldest on; from the beginning without one.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn of_visit(
        &self,
        visit: VisitKey,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError>;

    /// The entries about what a person did in a clinic after a cursor, from the oldest on; from the beginning without one.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn of_person(
        &self,
        clinic: ClinicId,
        person: PersonId,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError>;

    /// The entries of all clinics after a cursor, from the oldest on; from the beginning without one. For a copy of the log.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn of_all(
        &self,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError>;

    /// Deletes entries that were made before `before`, of all clinics, at most about `limit` of them. The bound is exclusive.
    /// Returns how many were deleted.
    ///
    /// # Errors
    /// [`PortError::Busy`] or [`PortError::Unavailable`].
    async fn delete_before(&self, before: OffsetDateTime, limit: usize) -> Result<u64, PortError>;
}
