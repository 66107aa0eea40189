//! Tokens that were verified already, so that a session's thousandth request costs less than its first.

use super::payload::has_expired;
use crate::authenticate::Identity;
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

/// The most tokens that are remembered: about 2 MiB, whatever their lengths.
const MOST: u64 = 8_192;

/// Identities by the digest of their token: no token is kept. Holds what was verified with one key
/// and ends with it; a token that was refused is not remembered.
#[derive(Clone)]
pub(super) struct Verified(Cache<[u8; 32], Identity>);

impl Verified {
    pub(super) fn new() -> Self {
        Self(Cache::new(MOST))
    }

    /// Who asks with this token: as remembered, unless it has expired meanwhile, or else as
    /// `verify` finds.
    pub(super) fn identity(
        &self,
        token: &str,
        now: OffsetDateTime,
        verify: impl FnOnce() -> Option<Identity>,
    ) -> Option<Identity> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        if let Some(identity) = self.0.get(&digest) {
            let expired = identity.expires_at.is_none_or(|at| has_expired(at, now));
            if !expired {
                return Some(identity);
            }
            self.0.invalidate(&digest);
        }
        let identity = verify()?;
        self.0.insert(digest, identity);
        Some(identity)
    }
}
