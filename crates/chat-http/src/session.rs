//! Sessions of invitation links: tokens that the service itself issued, beside the host's login.

mod cookie;
mod scope;

pub use cookie::SessionCookie;
pub(crate) use scope::admit;

use crate::authenticate::{AuthenticationError, Authenticator, Identity, Subject, bearer};
use async_trait::async_trait;
use axum::http::request::Parts;
use chat_app::{ChatService, TOKEN_PREFIX};
use std::sync::Arc;

/// Identifies the holders of sessions, and leaves all other callers to the host's login.
///
/// A bearer token that begins like those of sessions is one. The session's cookie counts only for requests in which the host's login
/// finds no credentials, so a person who signs in after they opened a link is the one who signed in.
pub struct SessionAuthenticator {
    service: ChatService,
    cookie: SessionCookie,
    login: Arc<dyn Authenticator>,
}

impl SessionAuthenticator {
    /// Sessions of this service, beside the host's login. `cookie` must be that of [`HttpOptions`](crate::HttpOptions).
    #[must_use]
    pub fn new(service: ChatService, cookie: SessionCookie, login: Arc<dyn Authenticator>) -> Self {
        Self {
            service,
            cookie,
            login,
        }
    }

    /// The holder of a session; `None` if it has ended or never was.
    async fn holder(&self, token: &str) -> Result<Option<Identity>, AuthenticationError> {
        let found = self.service.session(token).await;
        let found = found.map_err(|error| AuthenticationError::Unavailable(error.into()))?;
        Ok(found.map(|holder| Identity {
            clinic: holder.visit.clinic,
            subject: Subject::Invited {
                person: holder.person,
                visit: holder.visit.visit,
                session: holder.session,
            },
            expires_at: Some(holder.expires),
        }))
    }
}

#[async_trait]
impl Authenticator for SessionAuthenticator {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        match token(request, self.cookie) {
            Some(Presented::Bearer(token)) => {
                let holder = self.holder(token).await?;
                holder.ok_or(AuthenticationError::Invalid)
            }
            Some(Presented::Cookie(token)) => match self.login.authenticate(request).await {
                Err(AuthenticationError::Missing) => {
                    let holder = self.holder(token).await?;
                    holder.ok_or(AuthenticationError::Invalid)
                }
                answer => answer,
            },
            None => self.login.authenticate(request).await,
        }
    }
}

/// A session's token, and where it was.
pub(crate) enum Presented<'a> {
    Bearer(&'a str),
    Cookie(&'a str),
}

/// The token of a session, if the request has one.
pub(crate) fn token(request: &Parts, cookie: SessionCookie) -> Option<Presented<'_>> {
    match bearer(request) {
        Some(token) => token
            .starts_with(TOKEN_PREFIX)
            .then_some(Presented::Bearer(token)),
        None => cookie.token(&request.headers).map(Presented::Cookie),
    }
}
