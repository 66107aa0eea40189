//! Keys that an issuer publishes: fetched in the background, and kept while they can't be fetched.

use super::{
    discovery::discovered,
    error::JwtError,
    fetch::{FetchOptions, Fetched, Fetcher, address},
    keys::TokenKeys,
    written,
};
use axum::http::HeaderValue;
use futures::FutureExt as _;
use sha2::{Digest as _, Sha256};
use std::{
    fmt,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};
use tokio::{
    runtime::Handle,
    sync::{Notify, watch},
    time::{Instant, sleep_until, timeout},
};
use tokio_util::task::AbortOnDropHandle;
use url::Url;

/// The keys of an issuer at an address. Clones share them.
///
/// They are refreshed in the background, as `Cache-Control` says within the bounds of [`FetchOptions`], and when a token
/// has another `kid`. While they can't be fetched, the previous ones stay in use, and without any, callers get 503.
#[derive(Clone)]
pub struct PublishedKeys {
    shared: Published,
}

/// What the parts of this module see of published keys.
#[derive(Clone)]
pub(super) struct Published {
    inner: Arc<Inner>,
    refreshing: Arc<OnceLock<AbortOnDropHandle<()>>>,
}

/// Where the key set is.
pub(super) enum Place {
    KeySet(Url),
    /// The discovery document that names it, and the issuer that the document must be of.
    Discovery {
        document: Url,
        issuer: String,
    },
}

struct Inner {
    place: Place,
    options: FetchOptions,
    fetcher: Fetcher,
    state: Mutex<State>,
    /// Wakes the task for a refresh that a request asks for.
    wanted: Notify,
    /// Changes after each refresh.
    finished: watch::Sender<()>,
}

#[derive(Default)]
struct State {
    keys: Option<TokenKeys>,
    /// Counts the changes of the keys.
    version: u64,
    /// The `ETag` of the set, and its address.
    etag: Option<(Url, HeaderValue)>,
    /// The digest of the set.
    digest: Option<[u8; 32]>,
    /// When the newest refresh began.
    begun: Option<Instant>,
    /// When the newest refresh that succeeded ended.
    refreshed: Option<Instant>,
    /// Whether no refresh is in progress or asked for.
    is_idle: bool,
    /// Why the newest refresh failed.
    failure: Option<String>,
}

impl PublishedKeys {
    /// The JWK set at an address (RFC 7517, section 5): `https://`, or `http://` on this machine. The first fetch begins
    /// now, within a tokio runtime, and otherwise with the first token.
    ///
    /// # Errors
    /// [`JwtError::Address`] and [`JwtError::Authorities`]; never because the address does not answer.
    pub fn at(url: &str, options: FetchOptions) -> Result<Self, JwtError> {
        Self::of(Place::KeySet(address(url)?), options)
    }

    pub(super) fn of(place: Place, options: FetchOptions) -> Result<Self, JwtError> {
        let shared = Published {
            inner: Arc::new(Inner {
                place,
                fetcher: Fetcher::new(&options)?,
                options,
                state: Mutex::default(),
                wanted: Notify::new(),
                finished: watch::Sender::default(),
            }),
            refreshing: Arc::default(),
        };
        shared.start();
        Ok(Self { shared })
    }

    /// Whether there are keys, current or not.
    #[must_use]
    pub fn have_arrived(&self) -> bool {
        self.shared.inner.state().keys.is_some()
    }

    /// Whether the newest refresh succeeded.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn check(&self) -> Result<(), String> {
        let state = self.shared.inner.state();
        match (&state.failure, &state.keys) {
            (Some(failure), _) => Err(failure.clone()),
            (None, None) => Err(NOT_YET.to_owned()),
            (None, Some(_)) => Ok(()),
        }
    }

    pub(super) fn shared(&self) -> Published {
        self.shared.clone()
    }
}

/// The longest time between refreshes.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Before the first refresh has ended.
const NOT_YET: &str = "the keys are not there yet";

impl Published {
    /// The version of the keys; `None` while they must not be used.
    pub(super) fn version(&self) -> Option<u64> {
        let state = self.inner.state();
        self.inner.are_usable(&state).then_some(state.version)
    }

    /// The keys and their version; fetched again if none has this `kid`, at most as often as the options say.
    ///
    /// # Errors
    /// A sentence for the operator, if there are no keys, or none with this `kid` and the refresh failed.
    pub(super) async fn with(&self, kid: Option<&str>) -> Result<(TokenKeys, u64), String> {
        self.start();
        let inner = &*self.inner;
        let mut finished = inner.finished.subscribe();
        if let Some(found) = inner.with(kid) {
            return Ok(found);
        }
        if inner.refresh_begins() {
            // Without an answer in time, what is there counts.
            let _ = timeout(inner.options.timeout, finished.changed()).await;
        }
        if let Some(found) = inner.with(kid) {
            return Ok(found);
        }
        let state = inner.state();
        match (&state.keys, &state.failure) {
            (Some(keys), None) if inner.are_usable(&state) => Ok((keys.clone(), state.version)),
            (_, Some(failure)) => Err(failure.clone()),
            _ => Err(NOT_YET.to_owned()),
        }
    }

    /// Whether the keys are others than before, after a refresh, for a token that none of them signed: a key without an id
    /// may have been replaced. They are fetched at most as often as the options say.
    pub(super) async fn have_changed(&self) -> bool {
        let before = {
            let state = self.inner.state();
            let keys = state.keys.as_ref();
            if !keys.is_some_and(TokenKeys::has_key_without_id) {
                return false;
            }
            state.version
        };
        let mut finished = self.inner.finished.subscribe();
        if self.inner.refresh_begins() {
            let _ = timeout(self.inner.options.timeout, finished.changed()).await;
        }
        self.inner.state().version != before
    }

    /// Starts the task, once, if there is a runtime.
    fn start(&self) {
        if let (None, Ok(runtime)) = (self.refreshing.get(), Handle::try_current()) {
            self.refreshing.get_or_init(|| {
                let inner = Arc::clone(&self.inner);
                AbortOnDropHandle::new(runtime.spawn(async move { inner.run().await }))
            });
        }
    }
}

impl Inner {
    /// The keys, if one has this `kid`, and their version.
    fn with(&self, kid: Option<&str>) -> Option<(TokenKeys, u64)> {
        let state = self.state();
        let keys = state.keys.as_ref().filter(|_| self.are_usable(&state))?;
        keys.select(kid).map(|_| (keys.clone(), state.version))
    }

    /// Whether the keys are recent enough.
    fn are_usable(&self, state: &State) -> bool {
        let refreshed = state.refreshed;
        refreshed.is_some_and(|at| at.elapsed() < self.options.max_stale)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a refresh, unless one began too recently. Returns whether one is in progress or begins.
    fn refresh_begins(&self) -> bool {
        let mut state = self.state();
        let every = self.options.unknown_key_every;
        if state.is_idle && state.begun.is_none_or(|begun| begun.elapsed() >= every) {
            state.is_idle = false;
            self.wanted.notify_one();
        }
        !state.is_idle
    }

    async fn run(&self) {
        loop {
            // A panic must not end the refreshes unnoticed.
            let refreshed = AssertUnwindSafe(self.refresh()).catch_unwind().await;
            let wait = refreshed.unwrap_or_else(|_| {
                tracing::error!("refreshing the keys of tokens panicked");
                self.state().is_idle = true;
                self.options.retry_every
            });
            let next = Instant::now() + wait.min(LONGEST_WAIT);
            loop {
                tokio::select! {
                    () = sleep_until(next) => break,
                    // An old permit is no reason: the refresh that it asked for has ended.
                    () = self.wanted.notified() => if !self.state().is_idle { break },
                }
            }
        }
    }

    /// Fetches the keys. Returns the time until the next refresh.
    async fn refresh(&self) -> Duration {
        let etag = {
            let mut state = self.state();
            state.begun = Some(Instant::now());
            state.is_idle = false;
            state.etag.clone()
        };
        let fetched = timeout(self.options.timeout, self.fetch(etag)).await;
        let fetched = fetched.unwrap_or_else(|_| Err("no answer in time".to_owned()));
        let mut state = self.state();
        let wait = match fetched {
            Ok((url, fetched)) => self.take(&mut state, url, fetched),
            Err(failure) => Err(failure),
        };
        let wait = wait.unwrap_or_else(|failure| {
            tracing::warn!(failure, "the keys of tokens can't be refreshed");
            state.failure = Some(failure);
            self.options.retry_every
        });
        state.is_idle = true;
        drop(state);
        self.finished.send_replace(());
        wait
    }

    async fn fetch(&self, etag: Option<(Url, HeaderValue)>) -> Result<(Url, Fetched), String> {
        let url = match &self.place {
            Place::KeySet(url) => url.clone(),
            Place::Discovery { document, issuer } => {
                match self.fetcher.get(document, None).await? {
                    Fetched::New { content, .. } => discovered(&content, document, issuer)?,
                    Fetched::Unchanged { .. } => return Err("no discovery document".to_owned()),
                }
            }
        };
        let etag = etag.filter(|(of, _)| *of == url).map(|(_, etag)| etag);
        let fetched = self.fetcher.get(&url, etag.as_ref()).await?;
        Ok((url, fetched))
    }

    /// Takes what was fetched. Returns the time until the next refresh.
    fn take(&self, state: &mut State, url: Url, fetched: Fetched) -> Result<Duration, String> {
        let FetchOptions {
            min_age, max_age, ..
        } = self.options;
        let fresh_for = match fetched {
            Fetched::Unchanged { fresh_for } => fresh_for,
            Fetched::New {
                content,
                etag,
                fresh_for,
            } => {
                let digest: [u8; 32] = Sha256::digest(&content).into();
                if state.digest != Some(digest) {
                    let keys = written::lenient(&content)?;
                    state.keys = Some(
                        keys.try_into()
                            .map_err(|error: JwtError| error.to_string())?,
                    );
                    state.version += 1;
                    state.digest = Some(digest);
                    tracing::info!(version = state.version, "the keys of tokens are refreshed");
                }
                state.etag = etag.map(|etag| (url, etag));
                fresh_for
            }
        };
        state.failure = None;
        state.refreshed = Some(Instant::now());
        Ok(fresh_for.unwrap_or(max_age).min(max_age).max(min_age))
    }
}

impl fmt::Debug for PublishedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublishedKeys(…)")
    }
}
