//! The hashes of an append's entries (G4).

use chat_domain::log::ChainHash;
use chat_ports::sql::AppendRows;

/// The hashes, from the head that the append follows.
#[derive(Debug)]
pub(super) struct Chain {
    /// The head's hash.
    pub(super) base: ChainHash,
    /// The hash of each entry.
    pub(super) hashes: Vec<ChainHash>,
}

impl Chain {
    /// The chain of an append to a log with this head.
    pub(super) fn of(rows: &AppendRows, base: ChainHash) -> Self {
        let mut hash = base;
        let mut next = |body: &[u8]| {
            hash = hash.then(body);
            hash
        };
        let hashes = rows.entries.iter().map(|entry| next(&entry.body)).collect();
        Self { base, hashes }
    }

    /// The hash of the log's new head.
    pub(super) fn newest(&self) -> &ChainHash {
        self.hashes.last().unwrap_or(&self.base)
    }
}
