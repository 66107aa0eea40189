//! The tokens of one issuer: its keys, what it must claim, and what was verified before.

use super::{checks::TokenChecks, compact::Compact, source::Source, verified::Verified};
use crate::{
    authenticate::{AuthenticationError, Identity},
    token_fault::TokenFault,
};
use time::OffsetDateTime;

/// Verifies tokens of one issuer.
pub(super) struct Verifier {
    keys: Source,
    checks: TokenChecks,
    verified: Verified,
}

impl Verifier {
    pub(super) fn new(keys: Source, checks: TokenChecks) -> Self {
        Self {
            keys,
            checks,
            verified: Verified::new(),
        }
    }

    /// The issuer; `None` for any.
    pub(super) fn issuer(&self) -> Option<&str> {
        self.checks.issuer.as_deref()
    }

    /// The identity of a token.
    ///
    /// # Errors
    /// [`AuthenticationError::Token`], or [`AuthenticationError::Unavailable`] while the keys can't be fetched.
    pub(super) async fn identity(
        &self,
        token: &str,
        now: OffsetDateTime,
    ) -> Result<Identity, AuthenticationError> {
        let digest = Verified::digest(token);
        if let Some(version) = self.keys.version()
            && let Some(identity) = self.verified.get(&digest, version, now)
        {
            return Ok(identity);
        }
        let token = Compact::parse(token)?;
        let version = match self.verify(&token).await {
            Ok(version) => version,
            // A key without an id may have been replaced.
            Err(fault) if self.keys.may_have_changed(&fault).await => self.verify(&token).await?,
            Err(fault) => return Err(fault),
        };
        let identity = self.checks.identity(&token.payload()?, now)?;
        self.verified.put(digest, version, identity);
        Ok(identity)
    }
    /// Verifies the signature. Returns the version of the keys.
    async fn verify(&self, token: &Compact<'_>) -> Result<u64, AuthenticationError> {
        let (keys, version) = self.keys.with(token.kid.as_deref()).await?;
        let key = keys.select(token.kid.as_deref());
        key.ok_or(TokenFault::UnknownKey)?.verify(token)?;
        Ok(version)
    }
}
