//! Who may use a running server: its authenticator, from the settings.

#[cfg(feature = "public-keys")]
mod providers;

use crate::{
    error::StartError,
    health::Dependency,
    settings::{Secret, Settings},
};
use chat_http::{Authenticator, JwtAuthenticator, TokenChecks, TokenKeys};
use std::{sync::Arc, time::Duration};

/// The largest clock skew, in seconds. With more, an expiry means little.
const MAX_SKEW: u16 = 600;

/// The authenticator, and what it depends on.
pub struct SignIn {
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) watched: Vec<Dependency>,
    /// How often live connections are checked again.
    pub(crate) recheck_every: Duration,
}

impl SignIn {
    /// By tokens that are signed with the secret (HS256).
    ///
    /// # Errors
    /// [`StartError::Token`] if the secret is too weak.
    pub fn with_secret(secret: &Secret) -> Result<Self, StartError> {
        let tokens = own(secret, TokenChecks::default())?;
        Ok(Self::of(tokens, Vec::new(), Duration::from_secs(60)))
    }

    /// As the settings say. Keys at an address and those of the identity provider may arrive later. Must be called within
    /// a tokio runtime.
    ///
    /// # Errors
    /// [`StartError::Settings`], naming the key, also if there is no way to sign in.
    pub fn open(settings: &Settings) -> Result<Self, StartError> {
        let skew = settings.tokens.clock_skew_seconds;
        if skew > MAX_SKEW {
            let why = format!("tokens.clock_skew_seconds: {skew} is more than {MAX_SKEW}");
            return Err(StartError::Settings(why));
        }
        let checks = TokenChecks::default().with_clock_skew(time::Duration::seconds(skew.into()));
        let (others, watched) = others(settings, &checks)?;
        let secret = settings.secret_if_set()?;
        let own = secrets(secret.as_ref(), settings.other_secret()?)?;
        let own = own.map(|keys| JwtAuthenticator::with_keys(keys, checks));
        let all = own.into_iter().chain(others);
        let all = all.reduce(JwtAuthenticator::and);
        let all = all.ok_or_else(Settings::no_secret)?;
        let every = settings.tokens.recheck_seconds.get();
        Ok(Self::of(all, watched, Duration::from_secs(every.into())))
    }

    fn of(tokens: JwtAuthenticator, watched: Vec<Dependency>, recheck_every: Duration) -> Self {
        Self {
            authenticator: Arc::new(tokens),
            watched,
            recheck_every,
        }
    }
}

/// The tokens of `chat-server token`.
fn own(secret: &Secret, checks: TokenChecks) -> Result<JwtAuthenticator, StartError> {
    let keys = TokenKeys::secret(secret.as_bytes())?;
    Ok(JwtAuthenticator::with_keys(keys, checks))
}

/// The secrets of the settings: tokens without `kid` are signed with the one, those of another `kid` with the other.
fn secrets(
    secret: Option<&Secret>,
    other: Option<(&str, Secret)>,
) -> Result<Option<TokenKeys>, StartError> {
    let named = |(id, secret): (&str, Secret)| TokenKeys::named_secret(id, secret.as_bytes());
    let other = other.map(named).transpose()?;
    let secret = secret.map(|secret| TokenKeys::secret(secret.as_bytes()));
    Ok(match (secret.transpose()?, other) {
        (Some(secret), Some(other)) => Some(secret.and(other)?),
        (secret, other) => secret.or(other),
    })
}

#[cfg(feature = "public-keys")]
use providers::others;

/// Tokens that others sign.
#[cfg(not(feature = "public-keys"))]
fn others(
    settings: &Settings,
    _: &TokenChecks,
) -> Result<(Vec<JwtAuthenticator>, Vec<Dependency>), StartError> {
    let tokens = &settings.tokens;
    let has_keys = tokens.keys.is_some() || tokens.keys_file.is_some() || tokens.keys_url.is_some();
    match (has_keys, &settings.oidc.issuer) {
        (true, _) => Err(StartError::NotBuilt("tokens.keys")),
        (false, Some(_)) => Err(StartError::NotBuilt("oidc.issuer")),
        (false, None) => Ok((Vec::new(), Vec::new())),
    }
}
