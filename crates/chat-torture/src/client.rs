//! Requests and the meaning of their answers.

use crate::outcome::Outcome;
use reqwest::{Client as Http, Method, RequestBuilder, Response, StatusCode, header};
use serde_json::Value;
use std::time::Duration;
use tokio::{sync::watch, time::sleep};

/// Timeout for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long to wait when a rate limit does not say.
const BUSY: Duration = Duration::from_secs(1);

/// Maximum wait accepted from a rate limit.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// Maximum number of tries of an idempotent request.
const ATTEMPTS: u32 = 20;

/// The meaning of an answer to a client.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The request succeeded.
    Done(Value),
    /// The request failed for good.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The problem's code.
        code: String,
    },
    /// The request was not processed; retry later.
    Busy(Duration),
    /// The outcome is unknown: there was no answer, or one that says so.
    Unknown(String),
}

/// A client of a server that may restart on a different address.
#[derive(Clone)]
pub(crate) struct Client {
    http: Http,
    url: watch::Receiver<String>,
}

impl Client {
    /// A client that follows the server's current address.
    ///
    /// # Errors
    /// If the HTTP client can't be built.
    pub(crate) fn new(url: watch::Receiver<String>) -> Outcome<Self> {
        let http = Http::builder().timeout(PATIENCE).build();
        let http = http.map_err(|error| format!("no HTTP client: {error}"))?;
        Ok(Self { http, url })
    }

    /// The current base URL.
    pub(crate) fn url(&self) -> String {
        self.url.borrow().clone()
    }

    /// Builds a request under `/chat/v1`.
    pub(crate) fn request(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        let address = format!("{}/chat/v1{path}", self.url());
        self.http.request(method, address).bearer_auth(token)
    }

    /// Posts JSON.
    pub(crate) async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        answer(self.request(token, Method::POST, path).json(body)).await
    }

    /// Gets a resource, retrying until there is an answer.
    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        let ask = || answer(self.request(token, Method::GET, path));
        insist(ask).await
    }

    /// Posts an idempotent request, retrying until there is an answer.
    pub(crate) async fn repeat(&self, token: &str, path: &str, body: &Value) -> Answer {
        insist(|| self.post(token, path, body)).await
    }

    /// The bytes of a file, or the status of the error; 0 if there was no answer.
    pub(crate) async fn bytes(&self, token: &str, path: &str) -> Result<Vec<u8>, u16> {
        let mut last = Err(0);
        for _ in 0..ATTEMPTS {
            last = self.bytes_once(token, path).await;
            match last {
                Err(0 | 429 | 500..) => sleep(BUSY).await,
                _ => break,
            }
        }
        last
    }

    async fn bytes_once(&self, token: &str, path: &str) -> Result<Vec<u8>, u16> {
        let sent = self.request(token, Method::GET, path).send().await;
        let answer = sent.map_err(|_| 0_u16)?;
        if answer.status() != StatusCode::OK {
            return Err(answer.status().as_u16());
        }
        Ok(answer.bytes().await.map_err(|_| 0_u16)?.to_vec())
    }
}

/// Sends a request and classifies the answer.
pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    let answer = match request.send().await {
        Ok(answer) => answer,
        Err(error) => return Answer::Unknown(error.to_string()),
    };
    let status = answer.status();
    let wait = retry_after(&answer);
    let body = match answer.bytes().await {
        Ok(body) => serde_json::from_slice(&body).unwrap_or(Value::Null),
        Err(error) => return Answer::Unknown(error.to_string()),
    };
    meaning(status.as_u16(), body, wait)
}

/// Classifies an answer. *Unavailable* means unknown.
pub(crate) fn meaning(status: u16, body: Value, wait: Duration) -> Answer {
    let code = body.get("code").and_then(Value::as_str).unwrap_or_default();
    match status {
        200..300 => Answer::Done(body),
        429 => Answer::Busy(wait),
        500.. => Answer::Unknown(format!("{status} {code}")),
        _ => Answer::Refused {
            status,
            code: code.to_owned(),
        },
    }
}

fn retry_after(answer: &Response) -> Duration {
    let seconds = answer.headers().get(header::RETRY_AFTER);
    let seconds = seconds.and_then(|value| value.to_str().ok()?.parse().ok());
    seconds.map_or(BUSY, Duration::from_secs).min(MAX_WAIT)
}

async fn insist<F: Future<Output = Answer>>(mut ask: impl FnMut() -> F) -> Answer {
    let mut last = Answer::Unknown("never sent".to_owned());
    for _ in 0..ATTEMPTS {
        last = ask().await;
        match last {
            Answer::Busy(wait) => sleep(wait).await,
            Answer::Unknown(_) => sleep(Duration::from_millis(250)).await,
            Answer::Done(_) | Answer::Refused { .. } => break,
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_refusal_means_nothing_was_stored() {
        let meaning = |status, code| meaning(status, json!({ "code": code }), BUSY);
        assert!(matches!(meaning(200, ""), Answer::Done(_)));
        assert!(matches!(meaning(204, ""), Answer::Done(_)));
        assert!(matches!(
            meaning(403, "removed"),
            Answer::Refused { status: 403, .. }
        ));
        assert!(matches!(meaning(429, ""), Answer::Busy(_)));
        assert!(matches!(meaning(500, "internal"), Answer::Unknown(_)));
        assert!(matches!(meaning(503, "unavailable"), Answer::Unknown(_)));
    }
}
