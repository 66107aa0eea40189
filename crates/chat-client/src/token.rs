//! The caller's credentials.

use crate::error::Error;
use async_trait::async_trait;
use std::{error::Error as StdError, fmt, sync::Arc};
use thiserror::Error as ThisError;
use tokio::sync::Mutex;

/// The host's login: where tokens come from.
///
/// Asked before the first request, and again when the server has rejected a token, such as an expired one. One
/// client asks once at a time.
///
/// ```
/// use chat_client::{Token, TokenError, TokenSource};
///
/// struct Session;
///
/// #[async_trait::async_trait]
/// impl TokenSource for Session {
///     async fn token(&self) -> Result<Token, TokenError> {
///         // Ask the host's login for a token that is valid now.
///         Ok(Token::new("…"))
///     }
/// }
/// ```
#[async_trait]
pub trait TokenSource: Send + Sync + 'static {
    /// A token that is valid now.
    ///
    /// # Errors
    /// [`TokenError::Unavailable`] to be asked again later, [`TokenError::SignedOut`] to end.
    async fn token(&self) -> Result<Token, TokenError>;
}

/// Why there is no token.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum TokenError {
    /// The login can't be reached. Ask again later.
    #[error("the login is unavailable: {0}")]
    Unavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// The session has ended.
    #[error("the session has ended")]
    SignedOut,
}

/// A bearer token. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Arc<str>);

impl Token {
    /// A token, as the server's authenticator expects it.
    pub fn new(token: impl Into<Arc<str>>) -> Self {
        Self(token.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A token that is never replaced: the session ends when the server rejects it.
#[async_trait]
impl TokenSource for Token {
    async fn token(&self) -> Result<Token, TokenError> {
        Ok(self.clone())
    }
}

/// The token in use.
pub(crate) struct Tokens {
    source: Box<dyn TokenSource>,
    /// Locked while the source is asked, so that concurrent requests share its answer.
    current: Mutex<Option<Token>>,
}

impl Tokens {
    pub(crate) fn new(source: impl TokenSource) -> Self {
        Self {
            source: Box::new(source),
            current: Mutex::new(None),
        }
    }

    /// The current token.
    pub(crate) async fn current(&self) -> Result<Token, Error> {
        let mut current = self.current.lock().await;
        match &*current {
            Some(token) => Ok(token.clone()),
            None => Ok(current.insert(self.ask().await?).clone()),
        }
    }

    /// A token in place of one that the server rejected.
    pub(crate) async fn replace(&self, rejected: &Token) -> Result<Token, Error> {
        let mut current = self.current.lock().await;
        if let Some(token) = current.as_ref().filter(|token| *token != rejected) {
            return Ok(token.clone()); // another request has replaced it
        }
        *current = None;
        let token = self.ask().await?;
        if token == *rejected {
            return Err(Error::SignedOut);
        }
        Ok(current.insert(token).clone())
    }

    async fn ask(&self) -> Result<Token, Error> {
        self.source.token().await.map_err(|error| match error {
            TokenError::Unavailable(why) => Error::Later {
                why: format!("the login is unavailable: {why}"),
                after: None,
                problem: None,
            },
            TokenError::SignedOut => Error::SignedOut,
        })
    }
}
