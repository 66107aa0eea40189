//! Admission of connections.

use super::{descriptors, proxies::is_trusted};
use crate::limits::Limits;
use chat_http::{Problem, Share, Shares, network};
use std::net::IpAddr;

/// Counts the connections.
pub(crate) struct Admission {
    /// Maximum number of descriptors in use.
    ceiling: usize,
    most: usize,
    most_per_network: usize,
    all: Shares<()>,
    networks: Shares<IpAddr>,
}

/// The slot of one connection.
pub(crate) struct Slot {
    _all: Share<()>,
    _network: Option<Share<IpAddr>>,
}

impl Admission {
    pub(crate) fn new(limits: &Limits) -> Self {
        let ceiling = descriptors::ceiling();
        let most = limits.connections.unwrap_or(ceiling).min(ceiling);
        Self {
            ceiling,
            most,
            // Half is reserved for other clients, since each connection may open a file.
            most_per_network: limits.connections_per_address.min(most.div_ceil(2)),
            all: Shares::default(),
            networks: Shares::default(),
        }
    }

    /// Admits a connection, or says why not. A new connection gets the lowest free descriptor: all
    /// below it are in use.
    pub(crate) fn admit(
        &self,
        descriptor: usize,
        address: IpAddr,
        limits: &Limits,
    ) -> Result<Slot, Problem> {
        if descriptor >= self.ceiling {
            return Err(Problem::unavailable());
        }
        let network = if is_trusted(&limits.trusted_proxies, address) {
            None
        } else {
            let taken = self
                .networks
                .take(network(address), 1, self.most_per_network);
            Some(taken.ok_or_else(Problem::too_many_connections)?)
        };
        let all = self.all.take((), 1, self.most);
        Ok(Slot {
            _all: all.ok_or_else(Problem::unavailable)?,
            _network: network,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits {
            connections: Some(6),
            connections_per_address: 2,
            trusted_proxies: vec!["192.0.2.9".parse().unwrap()],
            ..Limits::default()
        }
    }

    fn status(of: Result<Slot, Problem>) -> u16 {
        of.map_or_else(|problem| problem.status().as_u16(), |_| 200)
    }

    #[test]
    fn one_address_leaves_room_for_others_and_a_proxy_is_exempt() {
        let limits = limits();
        let admission = Admission::new(&limits);
        let admit = |from: &str| admission.admit(10, from.parse().unwrap(), &limits);
        let _two = [admit("192.0.2.1").unwrap(), admit("192.0.2.1").unwrap()];
        assert_eq!(status(admit("192.0.2.1")), 429);
        let proxied = [(); 3].map(|()| admit("192.0.2.9").unwrap());
        let _last = admit("192.0.2.2").unwrap();
        assert_eq!(status(admit("192.0.2.3")), 503);
        drop(proxied);
        assert_eq!(status(admit("192.0.2.3")), 200);
    }

    #[test]
    fn descriptors_are_kept_for_files() {
        let limits = limits();
        let admission = Admission::new(&limits);
        let admit = |descriptor| admission.admit(descriptor, [192, 0, 2, 1].into(), &limits);
        assert_eq!(status(admit(descriptors::ceiling())), 503);
        assert_eq!(status(admit(descriptors::ceiling() - 1)), 200);
    }
}
