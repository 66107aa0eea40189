//! Small documents over HTTPS: key sets and discovery documents.

use super::error::JwtError;
use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
};
use bytes::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use std::{error::Error, path::PathBuf, time::Duration};
use url::{Host, Url};

/// Maximum bytes of a document.
const MAX_BYTES: usize = 256 * 1024;

/// How published keys are fetched.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FetchOptions {
    /// Certificates of authorities that sign the server's, besides the system's: a file in PEM.
    pub authorities: Option<PathBuf>,
    /// Timeout of a refresh. A request whose key is not known waits for it.
    pub timeout: Duration,
    /// Minimum time between refreshes, whatever `Cache-Control` says.
    pub min_age: Duration,
    /// Maximum time between refreshes, also without `Cache-Control`.
    pub max_age: Duration,
    /// Time until the next refresh after one that failed.
    pub retry_every: Duration,
    /// Minimum time between refreshes for tokens whose key is not known.
    pub unknown_key_every: Duration,
    /// How long keys are used while they can't be refreshed. Then callers get 503: a key that its issuer took back must not
    /// be valid permanently.
    pub max_stale: Duration,
}

/// Each option by its name.
impl FetchOptions {
    /// Sets [`authorities`](Self#structfield.authorities).
    #[must_use]
    pub fn with_authorities(mut self, authorities: impl Into<Option<PathBuf>>) -> Self {
        self.authorities = authorities.into();
        self
    }

    /// Sets [`timeout`](Self#structfield.timeout).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets [`min_age`](Self#structfield.min_age).
    #[must_use]
    pub fn with_min_age(mut self, min_age: Duration) -> Self {
        self.min_age = min_age;
        self
    }

    /// Sets [`max_age`](Self#structfield.max_age).
    #[must_use]
    pub fn with_max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age;
        self
    }

    /// Sets [`retry_every`](Self#structfield.retry_every).
    #[must_use]
    pub fn with_retry_every(mut self, retry_every: Duration) -> Self {
        self.retry_every = retry_every;
        self
    }

    /// Sets [`unknown_key_every`](Self#structfield.unknown_key_every).
    #[must_use]
    pub fn with_unknown_key_every(mut self, unknown_key_every: Duration) -> Self {
        self.unknown_key_every = unknown_key_every;
        self
    }

    /// Sets [`max_stale`](Self#structfield.max_stale).
    #[must_use]
    pub fn with_max_stale(mut self, max_stale: Duration) -> Self {
        self.max_stale = max_stale;
        self
    }
}

impl Default for FetchOptions {
    /// 5 s; 60 s to 15 minutes; 10 s; 60 s; 24 hours.
    fn default() -> Self {
        Self {
            authorities: None,
            timeout: Duration::from_secs(5),
            min_age: Duration::from_secs(60),
            max_age: Duration::from_secs(15 * 60),
            retry_every: Duration::from_secs(10),
            unknown_key_every: Duration::from_secs(60),
            max_stale: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// An address to fetch from: `https://`, or `http://` on this machine.
///
/// # Errors
/// [`JwtError::Address`].
pub(super) fn address(written: &str) -> Result<Url, JwtError> {
    let wrong = |why: &str| JwtError::Address(format!("{why}: use https://"));
    let url = Url::parse(written).map_err(|_| wrong("not an address"))?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(wrong("an address with a user, a password or a fragment"));
    }
    let is_near = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(wrong("an address without a host")),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_near => Ok(url),
        _ => Err(wrong("keys from another machine need TLS")),
    }
}

/// A document, or that it has not changed.
pub(super) enum Fetched {
    Unchanged {
        fresh_for: Option<Duration>,
    },
    New {
        content: Bytes,
        etag: Option<HeaderValue>,
        /// How long it need not be fetched again (RFC 9111, section 4.2); `None` if it does not say.
        fresh_for: Option<Duration>,
    },
}

/// Fetches documents. Follows no redirect.
pub(super) struct Fetcher(Client<HttpsConnector<HttpConnector>, Body>);

impl Fetcher {
    /// Reads the authorities from their files.
    ///
    /// # Errors
    /// [`JwtError::Authorities`].
    pub(super) fn new(options: &FetchOptions) -> Result<Self, JwtError> {
        let tls = chat_tls::client(options.authorities.as_deref());
        let tls = tls.map_err(|error| JwtError::Authorities(error.to_string()))?;
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(options.timeout));
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let mut client = Client::builder(TokioExecutor::new());
        client.pool_timer(TokioTimer::new());
        // A connection would be idle for minutes.
        client.pool_max_idle_per_host(0);
        Ok(Self(client.build(https)))
    }

    /// The document at an address, unless it still has this `ETag`. The caller sets the timeout.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub(super) async fn get(
        &self,
        url: &Url,
        etag: Option<&HeaderValue>,
    ) -> Result<Fetched, String> {
        let mut request = Request::get(url.as_str()).header(header::ACCEPT, "application/json");
        if let Some(etag) = etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        let request = request
            .body(Body::empty())
            .map_err(|error| error.to_string())?;
        let response = self.0.request(request).await;
        let response = response.map_err(|error| in_full(&error))?;
        let fresh_for = fresh_for(response.headers());
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED if etag.is_some() => {
                return Ok(Fetched::Unchanged { fresh_for });
            }
            other => return Err(format!("the answer is {other}")),
        }
        let etag = response.headers().get(header::ETAG).cloned();
        let content = to_bytes(Body::new(response.into_body()), MAX_BYTES).await;
        let content = content.map_err(|error| {
            format!("the answer is incomplete or has more than {MAX_BYTES} bytes: {error}")
        })?;
        Ok(Fetched::New {
            content,
            etag,
            fresh_for,
        })
    }
}

/// `max-age` less `Age`; zero for `no-store` and `no-cache`.
fn fresh_for(headers: &HeaderMap) -> Option<Duration> {
    let values = headers.get_all(header::CACHE_CONTROL).iter();
    let values = values.filter_map(|value| value.to_str().ok());
    let mut max_age = None;
    for directive in values.flat_map(|value| value.split(',')) {
        let directive = directive.trim().to_ascii_lowercase();
        if directive == "no-store" || directive.starts_with("no-cache") {
            return Some(Duration::ZERO);
        }
        if let Some(seconds) = directive.strip_prefix("max-age=") {
            max_age = seconds.trim_matches('"').parse::<u64>().ok().or(max_age);
        }
    }
    let age = headers.get(header::AGE).and_then(|age| age.to_str().ok());
    let age = age.and_then(|age| age.parse().ok()).unwrap_or(0);
    max_age.map(|seconds| Duration::from_secs(seconds.saturating_sub(age)))
}

/// The error with its causes.
fn in_full(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_needs_tls_except_on_this_machine() {
        for good in [
            "https://login.example/keys?tenant=7",
            "http://localhost:8080/keys",
            "http://127.0.0.1/keys",
            "http://[::1]:80/",
        ] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "keys.json",
            "http://login.example/keys",
            "http://localhost.example/keys",
            "http://10.0.0.7/keys",
            "file:///etc/keys.json",
            "https://user:secret@login.example/",
            "https://login.example/#keys",
        ] {
            let refused = address(bad).unwrap_err().to_string();
            assert!(!refused.contains("secret"), "{refused}");
        }
    }

    #[test]
    fn freshness_follows_cache_control() {
        let fresh = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(*name, HeaderValue::from_static(value));
            }
            fresh_for(&headers).map(|it| it.as_secs())
        };
        assert_eq!(fresh(&[]), None);
        assert_eq!(fresh(&[("cache-control", "public")]), None);
        assert_eq!(
            fresh(&[("cache-control", "public, Max-Age=300")]),
            Some(300)
        );
        assert_eq!(
            fresh(&[("cache-control", "max-age=300"), ("age", "100")]),
            Some(200)
        );
        assert_eq!(
            fresh(&[("cache-control", "max-age=300"), ("age", "999")]),
            Some(0)
        );
        assert_eq!(
            fresh(&[("cache-control", "max-age=300, no-store")]),
            Some(0)
        );
        assert_eq!(fresh(&[("cache-control", "no-cache")]), Some(0));
        assert_eq!(fresh(&[("cache-control", "max-age=-1")]), None);
        let huge = "max-age=99999999999999999999999";
        assert_eq!(fresh(&[("cache-control", huge)]), None);
    }
}
