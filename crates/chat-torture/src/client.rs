//! Requests, and what their answers mean.

use crate::Outcome;
use reqwest::{Client as Http, Method, RequestBuilder, Response, StatusCode, header};
use serde_json::Value;
use std::time::Duration;
use tokio::{sync::watch, time::sleep};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long to wait when a rate limit doesn't say.
const BUSY: Duration = Duration::from_secs(1);

/// The longest that a rate limit is believed.
const LONGEST: Duration = Duration::from_secs(5);

/// How often a question that changes nothing is asked again.
const TRIES: u32 = 20;

/// What an answer means to a client.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It was done.
    Done(Value),
    /// It was not done, and won't be.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The problem's code.
        code: String,
    },
    /// It was not done; ask again later.
    Busy(Duration),
    /// It may or may not have been done: no answer came, or one that says so.
    Unknown(String),
}

/// A client of a server that may be started again elsewhere.
#[derive(Clone)]
pub(crate) struct Client {
    http: Http,
    url: watch::Receiver<String>,
}

impl Client {
    /// A client of the server whose address is told here.
    ///
    /// # Errors
    /// If there can be no HTTP client.
    pub(crate) fn new(url: watch::Receiver<String>) -> Outcome<Self> {
        let http = Http::builder().timeout(PATIENCE).build();
        let http = http.map_err(|error| format!("no HTTP client: {error}"))?;
        Ok(Self { http, url })
    }

    /// The address now.
    pub(crate) fn url(&self) -> String {
        self.url.borrow().clone()
    }

    /// A request under `/chat/v1`.
    pub(crate) fn request(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        let address = format!("{}/chat/v1{path}", self.url());
        self.http.request(method, address).bearer_auth(token)
    }

    /// Posts JSON.
    pub(crate) async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        answer(self.request(token, Method::POST, path).json(body)).await
    }

    /// Asks for something until there is an answer.
    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        let ask = || answer(self.request(token, Method::GET, path));
        insist(ask).await
    }

    /// Posts what changes nothing when it was done before, until there is an answer.
    pub(crate) async fn repeat(&self, token: &str, path: &str, body: &Value) -> Answer {
        insist(|| self.post(token, path, body)).await
    }

    /// The bytes of a file, or the status that is answered instead; 0 if none is.
    pub(crate) async fn bytes(&self, token: &str, path: &str) -> Result<Vec<u8>, u16> {
        let mut last = Err(0);
        for _ in 0..TRIES {
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

/// Sends a request and reads the answer.
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

/// What an answer with this status means. *Unavailable* means unknown.
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
    seconds.map_or(BUSY, Duration::from_secs).min(LONGEST)
}

async fn insist<F: Future<Output = Answer>>(mut ask: impl FnMut() -> F) -> Answer {
    let mut last = Answer::Unknown("never asked".to_owned());
    for _ in 0..TRIES {
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
    fn only_a_refusal_says_for_certain_that_nothing_was_stored() {
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
