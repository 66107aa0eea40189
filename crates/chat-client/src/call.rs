//! One request: its attempts, and the meaning of its answer.

use crate::{
    backoff::Backoff,
    error::Error,
    options::Options,
    token::{Token, Tokens},
};
use bytes::Bytes;
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

/// A request that can be repeated: the server does it at most once.
#[derive(Clone)]
pub(crate) struct Call {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Option<Bytes>,
    /// Whether an attempt may take as long as its bytes need.
    is_long: bool,
}

impl Call {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            headers: HeaderMap::new(),
            body: None,
            is_long: false,
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
            base,
            http,
            tokens: Arc::new(tokens),
        }
    }

    /// Makes a call until its outcome is known, as long as the client is patient.
    pub(crate) async fn call(&self, call: &Call) -> Result<Bytes, Error> {
        let end = Instant::now() + self.options.patience;
        let mut backoff = Backoff::new(&self.options);
        let mut doubt = false;
        loop {
            let error = match self.attempt(call).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if !error.is_temporary() {
                return Err(after_doubt(error, doubt));
            }
            doubt |= error.is_unknown();
            let wait = backoff.wait(error.after());
            if Instant::now() + wait > end {
                return Err(after_doubt(error, doubt));
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
        let answer = answer.await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await;
        let body = body.map_err(|error| Error::of_transport(&error))?;
        if status.is_success() {
            return Ok(body);
        }
        Err(Error::of_answer(status, &headers, &body))
    }

    /// The first answer that accepts the token. `request` builds the request with a token.
    pub(crate) async fn respond(
        &self,
        request: impl Fn(&reqwest::Client, &Token) -> Result<RequestBuilder, Error>,
    ) -> Result<Response, Error> {
        let mut token = self.tokens.current().await?;
        for _ in 0..TOKENS {
            let sent = request(&self.http, &token)?.send().await;
            let answer = sent.map_err(|error| Error::of_transport(&error))?;
            if answer.status() != StatusCode::UNAUTHORIZED {
                return Ok(answer);
            }
            token = self.tokens.replace(&token).await?;
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

    /// Asks for a token in place of the current one, which the server has ended.
    pub(crate) async fn renew(&self) -> Result<(), Error> {
        let current = self.tokens.current().await?;
        self.tokens.replace(&current).await.map(drop)
    }
}

/// The last error of several attempts, of which an earlier one may have succeeded.
pub(crate) fn after_doubt(error: Error, doubt: bool) -> Error {
    match error {
        Error::Later { why, after, .. } if doubt => Error::Unknown { why, after },
        // A person who was removed is refused before the server checks whether the message is stored.
        Error::Refused(problem) if doubt && problem.code == REMOVED => {
            let why = problem.detail.into_owned();
            Error::Unknown { why, after: None }
        }
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
