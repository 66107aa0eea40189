//! The caller's credentials.

use crate::error::Error;
use async_trait::async_trait;
use chat_domain::PersonId;
use chat_wire::Me;
use std::{
    error::Error as StdError,
    fmt,
    sync::{Arc, OnceLock},
};
use thiserror::Error as ThisError;
use tokio::sync::Mutex;

/// The host's login: where tokens come from.
///
/// Asked before the first request, and again when the server has rejected a token, such as an expired one. One
/// client asks once at a time. All tokens must be the same person's.
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

/// Asks the server whose a token is.
pub(crate) trait Whose {
    /// `None` if the server rejects the token.
    fn whose(&self, token: &Token) -> impl Future<Output = Result<Option<Me>, Error>> + Send;
}

/// The token in use.
pub(crate) struct Tokens {
    source: Box<dyn TokenSource>,
    /// Locked while the source is asked, so that concurrent requests share its answer.
    current: Mutex<Option<Current>>,
    /// Whose token the first one was: all others must be theirs, too.
    owner: OnceLock<Me>,
}

struct Current {
    token: Token,
    /// Whether it is the owner's.
    is_checked: bool,
}

impl Tokens {
    pub(crate) fn new(source: impl TokenSource) -> Self {
        Self {
            source: Box::new(source),
            current: Mutex::new(None),
            owner: OnceLock::new(),
        }
    }

    pub(crate) fn person(&self) -> Option<PersonId> {
        self.owner.get()?.person
    }

    /// The current token.
    pub(crate) async fn current(&self, caller: &impl Whose) -> Result<Token, Error> {
        let mut current = self.current.lock().await;
        self.checked(&mut current, caller).await
    }

    /// A token in place of one that the server rejected.
    pub(crate) async fn replace(
        &self,
        rejected: &Token,
        caller: &impl Whose,
    ) -> Result<Token, Error> {
        let mut current = self.current.lock().await;
        current.take_if(|current| current.token == *rejected);
        self.checked(&mut current, caller).await
    }

    /// The token has expired. The source may return it again, and the server may still accept it.
    pub(crate) async fn expire(&self, token: &Token) {
        let mut current = self.current.lock().await;
        current.take_if(|current| current.token == *token);
    }

    /// The current token, after it was found to be the owner's.
    async fn checked(
        &self,
        place: &mut Option<Current>,
        caller: &impl Whose,
    ) -> Result<Token, Error> {
        loop {
            let (current, is_new) = match &mut *place {
                Some(current) => (current, false),
                None => {
                    let token = self.ask().await?;
                    let is_checked = false;
                    (place.insert(Current { token, is_checked }), true)
                }
            };
            let token = current.token.clone();
            if current.is_checked {
                return Ok(token);
            }
            let Some(me) = caller.whose(&token).await? else {
                *place = None;
                if is_new {
                    return Err(Error::SignedOut);
                }
                continue;
            };
            let owner = self.owner.get_or_init(|| me.clone());
            if (owner.clinic, owner.person, owner.host) != (me.clinic, me.person, me.host) {
                *place = None;
                return Err(Error::OtherPerson);
            }
            current.is_checked = true;
            return Ok(token);
        }
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
