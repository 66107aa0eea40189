//! Where the keys of an issuer come from.

use super::keys::TokenKeys;
#[cfg(feature = "public-keys")]
use super::published::Published;
use crate::authenticate::AuthenticationError;
#[cfg(feature = "public-keys")]
use crate::token_fault::TokenFault as Fault;

/// The keys of an issuer.
pub(super) enum Source {
    /// Those in the settings.
    Fixed(TokenKeys),
    /// Those that the issuer publishes.
    #[cfg(feature = "public-keys")]
    Published(Published),
}

impl Source {
    /// The version of the keys; `None` while they must not be used. A new one invalidates what was verified before.
    pub(super) fn version(&self) -> Option<u64> {
        match self {
            Self::Fixed(_) => Some(0),
            #[cfg(feature = "public-keys")]
            Self::Published(published) => published.version(),
        }
    }

    /// The keys and their version. If none of the published keys has this `kid`, they may be fetched first.
    ///
    /// # Errors
    /// [`AuthenticationError::Unavailable`] if the published keys were never fetched, or may be outdated.
    #[cfg_attr(
        not(feature = "public-keys"),
        expect(clippy::unused_async, reason = "published keys are fetched")
    )]
    pub(super) async fn with(
        &self,
        kid: Option<&str>,
    ) -> Result<(TokenKeys, u64), AuthenticationError> {
        #[cfg(not(feature = "public-keys"))]
        let _ = kid;
        match self {
            Self::Fixed(keys) => Ok((keys.clone(), 0)),
            #[cfg(feature = "public-keys")]
            Self::Published(published) => {
                let with = published.with(kid).await;
                with.map_err(|error| AuthenticationError::Unavailable(error.into()))
            }
        }
    }

    /// Whether other keys may verify a token with this fault. Published keys are fetched for that.
    #[cfg_attr(
        not(feature = "public-keys"),
        expect(clippy::unused_async, reason = "published keys are fetched")
    )]
    pub(super) async fn may_have_changed(&self, fault: &AuthenticationError) -> bool {
        match (self, fault) {
            #[cfg(feature = "public-keys")]
            (
                Self::Published(keys),
                AuthenticationError::Token(Fault::BadSignature | Fault::WrongAlgorithm),
            ) => keys.have_changed().await,
            _ => false,
        }
    }
}
