//! What a token must claim besides the caller.

use super::{
    claims::TokenClaims,
    mapping::{ClaimMapping, ClaimNames},
};
use crate::{authenticate::Identity, token_fault::TokenFault};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// The audience of the tokens issued here.
pub(super) const AUDIENCE: &str = "visit-chat";

/// Allowed clock skew, unless another one is chosen.
const SKEW: Duration = Duration::seconds(60);

/// What a token must claim, and whom it identifies.
#[derive(Clone)]
#[non_exhaustive]
pub struct TokenChecks {
    /// `iss`, compared exactly; `None` if it is not looked at.
    pub issuer: Option<String>,
    /// One of these must be in `aud`.
    pub audiences: Vec<String>,
    /// How far the clocks of the issuer and of this machine may differ.
    pub clock_skew: Duration,
    /// Whom the claims identify.
    pub mapping: Arc<dyn ClaimMapping>,
}

/// Each option by its name.
impl TokenChecks {
    /// Sets [`issuer`](Self#structfield.issuer).
    #[must_use]
    pub fn with_issuer(mut self, issuer: Option<String>) -> Self {
        self.issuer = issuer;
        self
    }

    /// Sets [`audiences`](Self#structfield.audiences).
    #[must_use]
    pub fn with_audiences(mut self, audiences: Vec<String>) -> Self {
        self.audiences = audiences;
        self
    }

    /// Sets [`clock_skew`](Self#structfield.clock_skew).
    #[must_use]
    pub fn with_clock_skew(mut self, clock_skew: Duration) -> Self {
        self.clock_skew = clock_skew;
        self
    }

    /// Sets [`mapping`](Self#structfield.mapping).
    #[must_use]
    pub fn with_mapping(mut self, mapping: Arc<dyn ClaimMapping>) -> Self {
        self.mapping = mapping;
        self
    }
}

impl Default for TokenChecks {
    /// Any issuer, the audience `visit-chat`, 60 s of skew, and the claims of
    /// [`ClaimNames::default`].
    fn default() -> Self {
        Self {
            issuer: None,
            audiences: vec![AUDIENCE.to_owned()],
            clock_skew: SKEW,
            mapping: Arc::new(ClaimNames::default()),
        }
    }
}

impl TokenChecks {
    /// The identity that a verified payload claims, if the token is for this service and valid now.
    ///
    /// # Errors
    /// The first fault, in the order of the checks.
    pub(super) fn identity(
        &self,
        payload: &[u8],
        now: OffsetDateTime,
    ) -> Result<Identity, TokenFault> {
        let claims = TokenClaims::read(payload)?;
        if let Some(issuer) = &self.issuer
            && claims.text("iss")? != issuer
        {
            return Err(TokenFault::WrongIssuer);
        }
        let audiences = claims.texts("aud")?;
        let is_ours = |audience: &&str| self.audiences.iter().any(|ours| ours == audience);
        if !audiences.iter().any(is_ours) {
            return Err(TokenFault::WrongAudience);
        }
        let expires_at = claims.date("exp")?;
        let expires_at = expires_at.ok_or_else(|| TokenFault::MissingClaim("exp".to_owned()))?;
        // Requests, live connections and streams end at one time.
        let expires_at = expires_at.saturating_add(self.clock_skew);
        if expires_at <= now {
            return Err(TokenFault::Expired);
        }
        for begin in ["nbf", "iat"] {
            let begins = claims.date(begin)?;
            if begins.is_some_and(|begins| begins > now.saturating_add(self.clock_skew)) {
                return Err(TokenFault::NotYetValid);
            }
        }
        let (clinic, subject) = self.mapping.caller(&claims)?;
        Ok(Identity {
            clinic,
            subject,
            expires_at: Some(expires_at),
        })
    }
}
