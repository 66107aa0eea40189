//! Tokens of an identity provider (OpenID Connect Core 1.0, OpenID Connect Discovery 1.0).

use super::{
    authenticator::JwtAuthenticator,
    checks::TokenChecks,
    error::JwtError,
    fetch::{FetchOptions, address},
    published::{Place, PublishedKeys},
};
use crate::authenticate::{AuthenticationError, Authenticator, Identity};
use async_trait::async_trait;
use axum::http::request::Parts;

/// Accepts access or ID tokens (JWT) of an identity provider, with its published keys.
///
/// The keys are found by the provider's discovery document, and refreshed as [`PublishedKeys`] describes. The provider may
/// be down when this is made.
///
/// # Examples
/// ```
/// use chat_http::{ClaimNames, FetchOptions, OidcAuthenticator, TokenChecks};
/// use std::sync::Arc;
///
/// # fn main() -> Result<(), chat_http::JwtError> {
/// let names = ClaimNames::of_people().with_person("person_id");
/// let checks = TokenChecks::default()
///     .with_issuer(Some("https://login.clinic.example/realms/staff".to_owned()))
///     .with_audiences(vec!["visit-chat".to_owned()])
///     .with_mapping(Arc::new(names));
/// let authenticator = OidcAuthenticator::new(checks, FetchOptions::default())?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct OidcAuthenticator {
    tokens: JwtAuthenticator,
    keys: PublishedKeys,
}

impl OidcAuthenticator {
    /// Accepts tokens of the provider that `checks` names as the issuer, exactly as it writes itself.
    ///
    /// # Errors
    /// [`JwtError::Address`] if the issuer is missing, or not `https://` (or `http://` on this machine), or no audience is
    /// given; [`JwtError::Authorities`].
    pub fn new(checks: TokenChecks, options: FetchOptions) -> Result<Self, JwtError> {
        let issuer = checks.issuer.clone();
        let issuer = issuer.ok_or_else(|| JwtError::Address("the issuer is missing".to_owned()))?;
        if checks.audiences.is_empty() {
            return Err(JwtError::Address("the audience is missing".to_owned()));
        }
        let document = format!(
            "{}/.well-known/openid-configuration",
            issuer.strip_suffix('/').unwrap_or(&issuer)
        );
        let document = address(&document)?;
        let keys = PublishedKeys::of(Place::Discovery { document, issuer }, options)?;
        Ok(Self {
            tokens: JwtAuthenticator::with_published(&keys, checks),
            keys,
        })
    }

    /// The provider's keys.
    #[must_use]
    pub fn keys(&self) -> &PublishedKeys {
        &self.keys
    }

    /// The authenticator of its tokens, to be combined with others ([`JwtAuthenticator::and`]).
    #[must_use]
    pub fn tokens(&self) -> JwtAuthenticator {
        self.tokens.clone()
    }
}

#[async_trait]
impl Authenticator for OidcAuthenticator {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        self.tokens.authenticate(request).await
    }
}
