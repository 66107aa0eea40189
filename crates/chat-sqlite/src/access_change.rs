//! A change of the access log.

use chat_ports::sql::AccessRow;

/// A change of the access log, for the writer.
pub(crate) enum AccessChange {
    Record(Vec<AccessRow>),
    Delete(Vec<[u8; 16]>),
}

impl AccessChange {
    /// Approximate size in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Record(rows) => rows
                .iter()
                .map(|row| size_of::<AccessRow>() + row.json.len())
                .sum(),
            Self::Delete(ids) => size_of_val(ids.as_slice()),
        }
    }
}
