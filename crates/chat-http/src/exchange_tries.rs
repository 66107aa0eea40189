//! Limits the exchanges of invitation links of each network.

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Number of networks that are counted. Further ones are not limited until one's count is empty, so that no one is kept out
/// by others.
const MAX_NETWORKS: usize = 100_000;

/// Counts the exchanges of each network: `burst` at a time, and one more per `every`. Clones share the counts.
///
/// Guessing a secret is hopeless without it; it bounds the work of those who try.
#[derive(Clone)]
pub struct ExchangeTries {
    /// The exchanges that a network has at first.
    pub burst: u32,
    /// The time until it has one more.
    pub every: Duration,
    /// When each network will have all of them again.
    full_at: Arc<Mutex<HashMap<IpAddr, Instant>>>,
}

impl ExchangeTries {
    /// `burst` exchanges of each network at a time, and one more per `every`.
    #[must_use]
    pub fn new(burst: u32, every: Duration) -> Self {
        Self {
            burst,
            every,
            full_at: Arc::default(),
        }
    }

    /// Counts an exchange. Without an address, as behind a proxy that names no client, nothing is counted.
    ///
    /// # Errors
    /// How long to wait.
    pub(crate) fn admit(&self, network: Option<IpAddr>) -> Result<(), Duration> {
        let Some(network) = network else {
            return Ok(());
        };
        let now = Instant::now();
        let mut all = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MAX_NETWORKS {
            all.retain(|_, full_at| *full_at > now);
            if all.len() >= MAX_NETWORKS && !all.contains_key(&network) {
                return Ok(());
            }
        }
        let full_at = all.entry(network).or_insert(now);
        let then = (*full_at).max(now) + self.every;
        let allowed = self.every.saturating_mul(self.burst);
        match then.duration_since(now).checked_sub(allowed) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                *full_at = then;
                Ok(())
            }
        }
    }
}

impl Default for ExchangeTries {
    fn default() -> Self {
        Self::new(20, Duration::from_secs(3))
    }
}

/// Omits the addresses.
impl fmt::Debug for ExchangeTries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ExchangeTries");
        let shown = shown
            .field("burst", &self.burst)
            .field("every", &self.every);
        shown.finish_non_exhaustive()
    }
}
