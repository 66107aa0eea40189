//! Cache of verified tokens, so that repeated requests of a session skip verification.

use super::payload::has_expired;
use crate::authenticate::Identity;
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

/// Maximum number of cached tokens: about 3 MiB, whatever the tokens' lengths.
const MAX_TOKENS: u64 = 8_192;

/// Identities by the digest of their token; the tokens themselves are not kept. Belongs to one key.
/// Rejected tokens are not cached.
#[derive(Clone)]
pub(super) struct Verified(Cache<[u8; 32], Identity>);

impl Verified {
    pub(super) fn new() -> Self {
        Self(Cache::new(MAX_TOKENS))
    }

    /// The token's cached identity if it has not expired; otherwise the result of `verify`.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authenticate::Subject;
    use chat_domain::ClinicId;
    use time::Duration;
    use uuid::Uuid;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn until(seconds: i64) -> Identity {
        Identity {
            clinic: ClinicId::new(Uuid::from_u128(1)),
            subject: Subject::Host,
            expires_at: Some(NOW + Duration::seconds(seconds)),
        }
    }

    #[test]
    fn token_is_verified_once_until_it_expires() {
        let verified = Verified::new();
        let mut asked = 0;
        for second in 0..20 {
            let now = NOW + Duration::seconds(second);
            let found = verified.identity("a", now, || {
                asked += 1;
                (second < 15).then(|| until(10))
            });
            // Five seconds of leeway for clock skew.
            assert_eq!(found.is_some(), second < 15, "{second}");
        }
        assert_eq!(asked, 1 + 5);
    }

    #[test]
    fn rejections_are_not_cached_and_tokens_are_kept_apart() {
        let verified = Verified::new();
        assert_eq!(verified.identity("a", NOW, || None), None);
        let found = verified.identity("a", NOW, || Some(until(10)));
        assert_eq!(found, Some(until(10)));
        assert_eq!(verified.identity("b", NOW, || None), None);
        assert_eq!(verified.identity("a", NOW, || None), Some(until(10)));
    }

    #[test]
    fn cache_is_bounded() {
        let verified = Verified::new();
        for n in 0..3 * MAX_TOKENS {
            verified.identity(&n.to_string(), NOW, || Some(until(10)));
        }
        verified.0.run_pending_tasks();
        assert!(verified.0.entry_count() <= MAX_TOKENS);
    }
}
