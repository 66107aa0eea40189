//! One request: its attempts, and the meaning of its answer.

use crate::{
    backoff::Backoff,
    error::Error,
    options::Options,
    token::{Token, Tokens, Whose},
};
use bytes::Bytes;
use chat_domain::PersonId;
use chat_wire::Me;
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url, header::HeaderMap};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;
use tokio::time::{Instant, sleep};

/// The most attempts at a request with different tokens.
const TOKENS: u32 = 2;

/// The code of the refusal of a person who was removed from the visit.
const REMOVED: &str = "removed";

/// What all requests of a client share.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) options: Arc<Options>,
    base: Url,
    http: reqwest::Client,
    tokens: Arc<Tokens>,
}

/// A request. The server does it at most once, unless it is single.
#[derive(Clone)]
pub(crate) struct Call {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Option<Bytes>,
    /// Whether an attempt may take as long as its bytes need.
    is_long: bool,
    /// Whether it has no id, so that it must not be repeated once it may have been done.
    is_single: bool,
}

impl Call {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            headers: HeaderMap::new(),
            body: None,
            is_long: false,
            is_single: false,
        }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        let json = serde_json::to_vec(body).map_err(|error| Error::Invalid(error.to_string()))?;
        self.body = Some(json.into());
        self.header("content-type", "application/json")
    }

    pub(crate) fn bytes(mut self, body: Bytes) -> Self {
        self.body = Some(body);
        self.long()
    }

    pub(crate) fn long(mut self) -> Self {
        self.is_long = true;
        self
    }

    pub(crate) fn single(mut self) -> Self {
        self.is_single = true;
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Result<Self, Error> {
        let value = value.parse();
        let value = value.map_err(|_| Error::Invalid(format!("the value of {name}")))?;
        self.headers.insert(name, value);
        Ok(self)
    }
}

impl Caller {
    pub(crate) fn new(base: Url, http: reqwest::Client, tokens: Tokens, options: Options) -> Self {
        Self {
            options: Arc::new(options),
            tokens: Arc::new(tokens),
            base,
            http,
        }
    }

    /// Makes a call until its outcome is known, as long as the client is patient.
    pub(crate) async fn call(&self, call: &Call) -> Result<Bytes, Error> {
        // No end if there is no such time.
        let end = Instant::now().checked_add(self.options.patience);
        let mut backoff = Backoff::new(&self.options);
        let mut maybe_done = false;
        loop {
            let error = match self.attempt(call).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if !error.is_temporary() || (call.is_single && error.is_unknown()) {
                return Err(after_unknown(error, maybe_done));
            }
            maybe_done |= error.is_unknown();
            let wait = backoff.wait(error.after());
            if end.is_some_and(|end| Instant::now() + wait > end) {
                return Err(after_unknown(error, maybe_done));
            }
            sleep(wait).await;
        }
    }

    /// [`Caller::call`], with an answer in JSON.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, call: &Call) -> Result<T, Error> {
        parse(&self.call(call).await?)
    }

    /// Makes one attempt at a call; more only to replace a token.
    pub(crate) async fn attempt(&self, call: &Call) -> Result<Bytes, Error> {
        let answer = self.respond(|http, token| self.request(http, token, call));
        let (answer, _) = answer.await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await;
        let body = body.map_err(|error| Error::of_transport(&error))?;
        if status.is_success() {
            return Ok(body);
        }
        Err(Error::of_answer(status, &headers, &body))
    }

    /// The first answer that accepts the token, and that token. `request` builds the request with a token.
    pub(crate) async fn respond(
        &self,
        request: impl Fn(&reqwest::Client, &Token) -> Result<RequestBuilder, Error>,
    ) -> Result<(Response, Token), Error> {
        let mut token = self.tokens.current(self).await?;
        for _ in 0..TOKENS {
            let sent = request(&self.http, &token)?.send().await;
            let answer = sent.map_err(|error| Error::of_transport(&error))?;
            if answer.status() != StatusCode::UNAUTHORIZED {
                return Ok((answer, token));
            }
            token = self.tokens.replace(&token, self).await?;
        }
        Err(Error::SignedOut)
    }

    fn request(
        &self,
        http: &reqwest::Client,
        token: &Token,
        call: &Call,
    ) -> Result<RequestBuilder, Error> {
        let request = http
            .request(call.method.clone(), self.url(&call.path)?)
            .headers(call.headers.clone())
            .bearer_auth(token.as_str());
        let request = match &call.body {
            Some(body) => request.body(body.clone()),
            None => request,
        };
        if call.is_long {
            return Ok(request);
        }
        Ok(request.timeout(self.options.timeout))
    }

    /// An address under `/v1`.
    pub(crate) fn url(&self, path: &str) -> Result<Url, Error> {
        let base = self.base.as_str().trim_end_matches('/');
        let url = format!("{base}/v1{path}");
        Url::parse(&url).map_err(|error| Error::Invalid(error.to_string()))
    }

    /// The next request asks for a token, if this one, which the server has ended, is still in use.
    pub(crate) async fn expire(&self, token: &Token) {
        self.tokens.expire(token).await;
    }

    /// The client's person, once the server has been asked.
    pub(crate) fn person(&self) -> Option<PersonId> {
        self.tokens.person()
    }

    /// Asks the server who the person is, if it is not known.
    pub(crate) async fn know_person(&self) -> Result<(), Error> {
        self.tokens.current(self).await.map(drop)
    }
}

/// The last error of several attempts, of which an earlier one may have succeeded.
pub(crate) fn after_unknown(error: Error, maybe_done: bool) -> Error {
    match error {
        Error::Later { why, after, .. } if maybe_done => Error::Unknown { why, after },
        // A person who was removed is refused before the server checks whether the message is stored.
        Error::Refused(problem) if maybe_done && problem.code == REMOVED => {
            let why = problem.detail.into_owned();
            Error::Unknown { why, after: None }
        }
        // The last attempt was not made, which says nothing about the earlier one.
        Error::SignedOut | Error::OtherPerson if maybe_done => Error::Unknown {
            why: error.to_string(),
            after: None,
        },
        error => error,
    }
}

/// Parses an answer.
pub(crate) fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(json).map_err(|error| {
        // Without the value, which may be health data.
        Error::Unexpected(format!("line {}, column {}", error.line(), error.column()))
    })
}

impl Whose for Caller {
    async fn whose(&self, token: &Token) -> Result<Option<Me>, Error> {
        let nothing_done = |error: Error| match error {
            Error::Unknown { why, after } => Error::Later {
                why,
                after,
                problem: None,
            },
            error => error,
        };
        let sent = self.request(&self.http, token, &Call::get("/me"))?.send();
        let answer = sent
            .await
            .map_err(|error| nothing_done(Error::of_transport(&error)))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        if status == StatusCode::UNAUTHORIZED {
            return Ok(None);
        }
        let body = answer.bytes().await;
        let body = body.map_err(|error| nothing_done(Error::of_transport(&error)))?;
        if !status.is_success() {
            return Err(nothing_done(Error::of_answer(status, &headers, &body)));
        }
        parse(&body).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_failure_leaves_an_unknown_outcome_unknown() {
        for error in [Error::SignedOut, Error::OtherPerson] {
            assert!(!after_unknown(error.clone(), false).is_unknown());
            assert!(after_unknown(error, true).is_unknown());
        }
    }
}
