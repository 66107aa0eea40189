//! Rows as SQLite holds them.

pub(crate) use chat_ports::sql::{
    AppendRows, EntryRow, ParticipantRow, SummaryRow, bound, corrupt, entry_of, micros, no_gap,
    phase_name, time_of,
};

use chat_domain::log::ChainHash;
use chat_ports::{PortError, VisitKey};
use rusqlite::types::ValueRef;

/// A visit's key.
pub(crate) fn key(visit: &VisitKey) -> [[u8; 16]; 2] {
    [
        visit.clinic.uuid().into_bytes(),
        visit.visit.uuid().into_bytes(),
    ]
}

/// Reads a stored hash. Only an audit verifies it: recomputing it would make loading a log 20 % slower.
pub(crate) fn hash_of(seq: i64, stored: ValueRef<'_>) -> Result<ChainHash, PortError> {
    chain_hash(stored).ok_or_else(|| corrupt(seq, "has no hash"))
}

pub(crate) fn chain_hash(stored: ValueRef<'_>) -> Option<ChainHash> {
    let bytes = stored.as_blob().ok()?;
    bytes.try_into().ok().map(ChainHash)
}
