//! The head of a log.

use crate::merkle::{self, Hash};
use chat_domain::{Seq, log::ChainHash};
use chat_ports::VisitKey;

/// The head of a log: its version and the hash over all its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The visit.
    pub visit: VisitKey,
    /// The position of the newest entry.
    pub version: Seq,
    /// The newest entry's hash, recomputed from the entries.
    pub hash: ChainHash,
}

impl Head {
    /// The input of the head's Merkle leaf: clinic (16 bytes), visit (16 bytes), version (8 bytes,
    /// big-endian), hash (32 bytes).
    #[must_use]
    pub fn leaf_input(&self) -> Vec<u8> {
        let (clinic, visit) = (self.visit.clinic.uuid(), self.visit.visit.uuid());
        let version = self.version.0.to_be_bytes();
        [
            &clinic.as_bytes()[..],
            visit.as_bytes(),
            &version,
            &self.hash.0,
        ]
        .concat()
    }

    /// The head's Merkle leaf.
    #[must_use]
    pub fn leaf(&self) -> Hash {
        merkle::leaf(&self.leaf_input())
    }
}
