//! The chain of hashes through a visit's log (G4).

use crate::{
    hex,
    id::{ClinicId, VisitId},
};
use sha2::{Digest as _, Sha256 as Hasher};
use std::fmt;

/// Begins the bytes of which a log's first hash is made.
const START: &[u8] = b"visit-chat log v1\0";

/// Begins the bytes of which an entry's hash is made.
const LINK: &[u8] = b"visit-chat entry v1\0";

/// A SHA-256 (FIPS 180-4) over an entry's stored bytes and the hash before it, and so over
/// everything up to that entry (G4). Written as 64 hexadecimal digits.
///
/// `docs/log.md` states the bytes, so that others can compute it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainHash(pub [u8; 32]);

impl ChainHash {
    /// The hash that stands before a log's first entry. It differs from visit to visit, so that an
    /// entry or a whole log can't be moved to another one.
    #[must_use]
    pub fn start(clinic: ClinicId, visit: VisitId) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(START);
        hasher.update(clinic.uuid().as_bytes());
        hasher.update(visit.uuid().as_bytes());
        Self(hasher.finalize().into())
    }

    /// The hash of the next entry, of which `stored` are the bytes that
    /// [`to_stored`](super::to_stored) made, exactly as they are kept.
    #[must_use]
    pub fn then(self, stored: &[u8]) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(LINK);
        hasher.update(self.0); // G4: and so everything before
        hasher.update(stored);
        Self(hasher.finalize().into())
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(&self.0, f)
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
