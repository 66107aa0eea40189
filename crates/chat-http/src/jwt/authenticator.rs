//! The authenticator of signed tokens.

#[cfg(feature = "public-keys")]
use super::published::PublishedKeys;
use super::{
    checks::TokenChecks, claims::TokenClaims, compact::Compact, error::JwtError, keys::TokenKeys,
    source::Source, verifier::Verifier,
};
use crate::{
    authenticate::{AuthenticationError, Authenticator, Identity, bearer},
    token_fault::TokenFault,
};
use async_trait::async_trait;
use axum::http::request::Parts;
use std::{fmt, sync::Arc};
use time::OffsetDateTime;

/// Accepts tokens of one or several issuers.
///
/// A token is accepted if all of these hold:
/// - its header requires no extension (`crit`);
/// - a key has its `kid`, and `alg` is the algorithm of that key;
/// - its signature is valid;
/// - what [`TokenChecks`] requires: `iss`, `aud`, `exp`, and `nbf` and `iat` if present;
/// - its claims identify a caller ([`ClaimMapping`](super::ClaimMapping)).
#[derive(Clone)]
pub struct JwtAuthenticator {
    issuers: Arc<[Arc<Verifier>]>,
}

impl JwtAuthenticator {
    /// Accepts what [`TokenIssuer`](super::TokenIssuer), or any JWT library, signed with the shared secret (HS256), for the audience
    /// `visit-chat`.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`] if [`check_secret`](super::check_secret) rejects the secret.
    pub fn new(secret: &[u8]) -> Result<Self, JwtError> {
        let keys = TokenKeys::secret(secret)?;
        Ok(Self::with_keys(keys, TokenChecks::default()))
    }

    /// Accepts what was signed with one of these keys.
    #[must_use]
    pub fn with_keys(keys: TokenKeys, checks: TokenChecks) -> Self {
        Self::of(Source::Fixed(keys), checks)
    }

    /// Accepts what was signed with one of the keys that the issuer publishes.
    #[cfg(feature = "public-keys")]
    #[must_use]
    pub fn with_published(keys: &PublishedKeys, checks: TokenChecks) -> Self {
        Self::of(Source::Published(keys.shared()), checks)
    }

    /// Also accepts the tokens that another authenticator accepts. A token's `iss` decides who verifies it: the first with
    /// that issuer, or else the first of any issuer.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let issuers = self.issuers.iter().chain(&*other.issuers);
        Self {
            issuers: issuers.cloned().collect(),
        }
    }

    fn of(keys: Source, checks: TokenChecks) -> Self {
        Self {
            issuers: Arc::new([Arc::new(Verifier::new(keys, checks))]),
        }
    }

    /// Who verifies a token. What it claims is not verified yet: another's token is refused for its key.
    fn verifier(&self, token: &str) -> Result<&Verifier, TokenFault> {
        if let [only] = &*self.issuers {
            return Ok(only);
        }
        let claims = TokenClaims::read(&Compact::parse(token)?.payload()?)?;
        let issuer = match claims.has("iss") {
            true => Some(claims.text("iss")?),
            false => None,
        };
        let with = |issuer| self.issuers.iter().find(|it| it.issuer() == issuer);
        let found = with(issuer).or_else(|| with(None));
        let missing = || match issuer {
            Some(_) => TokenFault::WrongIssuer,
            None => TokenFault::MissingClaim("iss".to_owned()),
        };
        found.map(|it| &**it).ok_or_else(missing)
    }
}

#[async_trait]
impl Authenticator for JwtAuthenticator {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        let token = bearer(request).ok_or(AuthenticationError::Missing)?;
        let verifier = self.verifier(token)?;
        verifier.identity(token, OffsetDateTime::now_utc()).await
    }
}

impl fmt::Debug for JwtAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtAuthenticator(…)")
    }
}
