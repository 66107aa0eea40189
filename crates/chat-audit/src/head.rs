//! Where a log stands.

use crate::merkle::{self, Hash};
use chat_domain::{Seq, log::ChainHash};
use chat_ports::VisitKey;

/// Where a log stands: its newest entry and the hash over everything up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The visit.
    pub visit: VisitKey,
    /// The place of the newest entry.
    pub version: Seq,
    /// The newest entry's hash, recomputed from the entries.
    pub hash: ChainHash,
}

impl Head {
    /// The input of the head's leaf: clinic 16 bytes, visit 16 bytes, version 8 bytes with the
    /// highest first, hash 32 bytes.
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

    /// The head's leaf in the tree.
    #[must_use]
    pub fn leaf(&self) -> Hash {
        merkle::leaf(&self.leaf_input())
    }
}
