//! How many resources each client may hold.

use crate::problem::Problem;
use chat_domain::{ClinicId, PersonId};
use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

/// Counts live connections by person and by network. Clones share the counts.
#[derive(Clone, Debug)]
pub struct LiveCounts {
    people: Shares<(ClinicId, PersonId)>,
    networks: Shares<IpAddr>,
    per_person: usize,
    per_network: usize,
}

/// The slot of one live connection, released on drop.
#[derive(Debug)]
pub struct LivePlace {
    _person: Share<(ClinicId, PersonId)>,
    _network: Option<Share<IpAddr>>,
}

impl LiveCounts {
    /// With these maximum numbers of connections of one person, and from one [`network`].
    #[must_use]
    pub fn new(per_person: usize, per_network: usize) -> Self {
        Self {
            people: Shares::default(),
            networks: Shares::default(),
            per_person,
            per_network,
        }
    }

    /// Maximum number of live connections of one person.
    #[must_use]
    pub const fn per_person(&self) -> usize {
        self.per_person
    }

    /// Maximum number of live connections from one network.
    #[must_use]
    pub const fn per_network(&self) -> usize {
        self.per_network
    }

    /// Admits one more live connection. Without an address, such as for a proxy that names no
    /// client, only the person's connections are counted.
    ///
    /// # Errors
    /// 429 `too_many_connections` if the person or the network has reached its maximum.
    pub fn admit(
        &self,
        clinic: ClinicId,
        person: PersonId,
        address: Option<IpAddr>,
    ) -> Result<LivePlace, Problem> {
        let full = Problem::too_many_connections;
        let person = self.people.take((clinic, person), 1, self.per_person);
        let person = person.ok_or_else(full)?;
        let network = match address {
            Some(address) => {
                let taken = self.networks.take(network(address), 1, self.per_network);
                Some(taken.ok_or_else(full)?)
            }
            None => None,
        };
        Ok(LivePlace {
            _person: person,
            _network: network,
        })
    }
}

impl Default for LiveCounts {
    /// 32 per person, 512 per network.
    fn default() -> Self {
        Self::new(32, 512)
    }
}

/// The unit counted as one client: an IPv4 address, or the /64 of an IPv6 address, since an IPv6
/// client can use all addresses of its /64.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

/// How much of something, such as connections or bytes, each holder has. Clones share the counts.
pub struct Shares<K>(Arc<Mutex<HashMap<K, usize>>>);

/// An amount taken from [`Shares`], released on drop.
pub struct Share<K: Eq + Hash> {
    shares: Shares<K>,
    key: K,
    amount: usize,
}

impl<K: Eq + Hash + Clone> Shares<K> {
    /// Takes `amount` for a holder; `None` if the holder would then have more than `max`.
    #[must_use]
    pub fn take(&self, key: K, amount: usize, max: usize) -> Option<Share<K>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = held.get(&key).copied().unwrap_or_default();
        let after = before.checked_add(amount).filter(|after| *after <= max)?;
        held.insert(key.clone(), after);
        drop(held);
        let shares = self.clone();
        Some(Share {
            shares,
            key,
            amount,
        })
    }

    /// The number of holders.
    #[must_use]
    pub fn holders(&self) -> usize {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.len()
    }
}

impl<K> Clone for Shares<K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K> Default for Shares<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// Omits the holders: people's ids and addresses stay out of logs.
impl<K> fmt::Debug for Shares<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Shares").finish_non_exhaustive()
    }
}

impl<K: Eq + Hash> fmt::Debug for Share<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Share").field(&self.amount).finish()
    }
}

impl<K: Eq + Hash> Drop for Share<K> {
    fn drop(&mut self) {
        let mut held = self.shares.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(amount) = held.get_mut(&self.key) else {
            return;
        };
        *amount = amount.saturating_sub(self.amount);
        if *amount == 0 {
            held.remove(&self.key);
            // Releases the memory that a burst has needed.
            if held.capacity() > 64 && held.len() < held.capacity() / 4 {
                held.shrink_to(64);
            }
        }
    }
}

#[cfg(test)]
mod tests;
