//! The host's login sessions, which the chat uses to identify people.

use async_trait::async_trait;
use axum::http::{header::COOKIE, request::Parts};
use chat_domain::PersonId;
use chat_http::{AuthenticationError, Authenticator, Identity, Subject};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use uuid::Uuid;
use visit_chat_examples::cast::CLINIC;

/// Logged-in people by session cookie.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<String, PersonId>>);

impl Sessions {
    /// Starts a session. The cookie consists of two random UUIDs, so it can't be guessed.
    pub(crate) fn begin(&self, person: PersonId) -> String {
        let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(token.clone(), person);
        token
    }

    /// The person who sends this request.
    pub(crate) fn person(&self, request: &Parts) -> Option<PersonId> {
        let cookies = request.headers.get(COOKIE)?.to_str().ok()?;
        let token = cookies
            .split(';')
            .find_map(|cookie| cookie.trim().strip_prefix("session="))?;
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(token).copied()
    }
}

#[async_trait]
impl Authenticator for Sessions {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        let person = self.person(request).ok_or(AuthenticationError::Missing)?;
        Ok(Identity {
            clinic: CLINIC,
            subject: Subject::Person {
                person,
                may_oversee: false,
            },
            expires_at: None,
        })
    }
}
