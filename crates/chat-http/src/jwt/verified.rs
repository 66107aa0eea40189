//! Cache of verified tokens, so that repeated requests of a session skip verification.

use crate::authenticate::Identity;
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

/// Maximum number of cached tokens: about 3 MiB, whatever the tokens' lengths.
const MAX_TOKENS: u64 = 8_192;

/// Identities by the digest of their token; the tokens themselves are not kept. Belongs to one issuer.
/// Rejected tokens are not cached.
#[derive(Clone)]
pub(super) struct Verified(Cache<[u8; 32], Entry>);

/// An identity, and the version of the keys that its token was verified with.
#[derive(Clone, Copy)]
struct Entry {
    keys: u64,
    identity: Identity,
}

/// The digest of a token.
pub(super) struct Digested([u8; 32]);

impl Verified {
    pub(super) fn new() -> Self {
        Self(Cache::new(MAX_TOKENS))
    }

    pub(super) fn digest(token: &str) -> Digested {
        Digested(Sha256::digest(token).into())
    }

    /// The token's identity, if it was verified with these keys and has not expired.
    pub(super) fn get(&self, token: &Digested, keys: u64, now: OffsetDateTime) -> Option<Identity> {
        let entry = self.0.get(&token.0)?;
        if entry.keys == keys && entry.identity.expires_at.is_some_and(|at| at > now) {
            return Some(entry.identity);
        }
        self.0.invalidate(&token.0);
        None
    }

    pub(super) fn put(&self, token: Digested, keys: u64, identity: Identity) {
        self.0.insert(token.0, Entry { keys, identity });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authenticate::Subject;
    use chat_domain::ClinicId;
    use time::Duration;
    use uuid::Uuid;

    fn identity(expires_at: Option<OffsetDateTime>) -> Identity {
        Identity {
            clinic: ClinicId::new(Uuid::from_u128(1)),
            subject: Subject::Host,
            expires_at,
        }
    }

    #[test]
    fn token_is_found_until_it_expires_or_the_keys_change() {
        let verified = Verified::new();
        let at = OffsetDateTime::UNIX_EPOCH;
        let get = |token: &str, keys, expired| {
            let now = if expired { at } else { at - Duration::SECOND };
            verified.get(&Verified::digest(token), keys, now).is_some()
        };
        let put = || verified.put(Verified::digest("a"), 1, identity(Some(at)));
        assert!(!get("a", 1, false));
        put();
        assert!(get("a", 1, false) && !get("b", 1, false));
        assert!(!get("a", 2, false) && !get("a", 1, false));
        put();
        assert!(!get("a", 1, true) && !get("a", 1, false));
    }

    #[test]
    fn cache_is_bounded() {
        let verified = Verified::new();
        for n in 0..3 * MAX_TOKENS {
            verified.put(Verified::digest(&n.to_string()), 0, identity(None));
        }
        verified.0.run_pending_tasks();
        assert!(verified.0.entry_count() <= MAX_TOKENS);
    }
}
