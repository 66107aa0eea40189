//! A client of one server, for one person.

use crate::{
    call::{Call, Caller},
    error::Error,
    live::{self, Events, Live},
    options::Options,
    token::{TokenSource, Tokens},
    visit::Visit,
};
use chat_domain::VisitId;
use chat_wire::Me;
use reqwest::{Url, redirect::Policy};
use std::fmt;

/// A client of one server, for one person. Clones share connections and the token.
///
/// # Cancel safety
/// A request whose future is dropped may have been done. Repeat it with the same id.
#[derive(Clone)]
pub struct Client {
    caller: Caller,
}

impl Client {
    /// A client of the router at `base`, such as `https://clinic.example/chat`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Invalid`] if `base` is not an address.
    pub fn new(base: &str, tokens: impl TokenSource) -> Result<Self, Error> {
        Self::with_options(base, tokens, Options::default())
    }

    /// [`Client::new`] with options.
    ///
    /// # Errors
    /// [`Error::Invalid`] if `base` is not an address.
    pub fn with_options(
        base: &str,
        tokens: impl TokenSource,
        options: Options,
    ) -> Result<Self, Error> {
        // A WebSocket is opened over HTTP/1.1.
        let http = reqwest::Client::builder().redirect(Policy::none());
        let http = http.http1_only().build();
        let http = http.map_err(|error| Error::Invalid(error.to_string()))?;
        Self::with_http(base, tokens, options, http)
    }

    /// A client that uses a configured HTTP client: with a proxy, or with certificates. It must not use HTTP/2.
    ///
    /// # Errors
    /// [`Error::Invalid`] if `base` is not an address.
    pub fn with_http(
        base: &str,
        tokens: impl TokenSource,
        options: Options,
        http: reqwest::Client,
    ) -> Result<Self, Error> {
        let base = Url::parse(base).map_err(|error| Error::Invalid(error.to_string()))?;
        let caller = Caller::new(base, http, Tokens::new(tokens), options);
        Ok(Self { caller })
    }

    /// Who the caller is, according to the token.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn me(&self) -> Result<Me, Error> {
        self.caller.ask(&Call::get("/me")).await
    }

    /// A visit. Nothing is sent yet.
    #[must_use]
    pub fn visit(&self, visit: VisitId) -> Visit {
        Visit::new(self.caller.clone(), visit)
    }

    /// Opens a live connection, on a task of the current runtime. It ends when either value is dropped.
    ///
    /// # Panics
    /// Outside a Tokio runtime.
    #[must_use]
    pub fn live(&self) -> (Live, Events) {
        live::open(self.caller.clone())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}
