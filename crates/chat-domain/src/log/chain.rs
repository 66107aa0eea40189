//! The hash chain of a visit's log (G4).

use crate::{
    hex,
    id::{ClinicId, VisitId},
};
use sha2::{Digest as _, Sha256 as Hasher};
use std::fmt;

/// Prefix of the input of a log's start hash.
const START: &[u8] = b"visit-chat log v1\0";

/// Prefix of the input of an entry's hash.
const LINK: &[u8] = b"visit-chat entry v1\0";

/// A SHA-256 (FIPS 180-4) over an entry's stored bytes and the previous hash, and therefore over
/// the whole log up to that entry (G4). Written as 64 hexadecimal digits.
///
/// `docs/log.md` specifies the input for independent implementations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainHash(pub [u8; 32]);

impl ChainHash {
    /// The hash before a log's first entry. It is unique to the visit, so neither an entry nor a
    /// whole log can be moved to another visit.
    #[must_use]
    pub fn start(clinic: ClinicId, visit: VisitId) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(START);
        hasher.update(clinic.uuid().as_bytes());
        hasher.update(visit.uuid().as_bytes());
        Self(hasher.finalize().into())
    }

    /// The hash of the next entry. `stored` is the entry exactly as stored, as
    /// [`to_stored`](super::to_stored) returned it.
    #[must_use]
    pub fn then(self, stored: &[u8]) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(LINK);
        hasher.update(self.0); // G4: covers every earlier entry
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
