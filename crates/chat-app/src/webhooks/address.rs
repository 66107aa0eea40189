//! Which addresses webhooks may be sent to.

use ipnet::IpNet;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};
use thiserror::Error;

/// Addresses that webhooks may be sent to: public ones, and the networks that the operator permits.
///
/// A host chooses where events go, so without this it could make the service send requests to the operator's own machines
/// (server-side request forgery).
///
/// ```
/// use chat_app::PermittedAddresses;
///
/// let permitted = PermittedAddresses::and(["10.1.0.0/16".parse()?, "10.2.0.1:8443".parse()?]);
/// assert!(permitted.permit("1.1.1.1".parse()?, 443));
/// assert!(permitted.permit("10.1.2.3".parse()?, 443));
/// assert!(permitted.permit("10.2.0.1".parse()?, 8443));
/// assert!(!permitted.permit("10.2.0.1".parse()?, 443));
/// assert!(!permitted.permit("::ffff:127.0.0.1".parse()?, 443));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PermittedAddresses {
    networks: Vec<PermittedNetwork>,
}

/// A network that the operator permits, or one port of its hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermittedNetwork {
    network: IpNet,
    /// `None` for all ports.
    port: Option<u16>,
}

/// A text that is no permitted network.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is not a network, such as 10.1.0.0/16 or 10.1.0.0/16:8443, or an IP address")]
pub struct NotANetwork(String);

impl PermittedNetwork {
    fn has(&self, address: IpAddr, port: u16) -> bool {
        self.network.contains(&address) && self.port.is_none_or(|only| only == port)
    }
}

impl From<IpNet> for PermittedNetwork {
    fn from(network: IpNet) -> Self {
        Self {
            network,
            port: None,
        }
    }
}

/// A network or an address, with or without a port. IPv6 with a port is in brackets: `[fd00::/8]:8443`.
impl FromStr for PermittedNetwork {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let network = |text: &str| {
            let single = |_| text.parse::<IpAddr>().map(IpNet::from);
            text.parse::<IpNet>().or_else(single).ok()
        };
        if let Some(network) = network(text) {
            return Ok(network.into());
        }
        let split = || {
            let (before, port) = text.rsplit_once(':')?;
            let inner = before.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
            let found = network(inner.unwrap_or(before))?;
            let is_six = matches!(found, IpNet::V6(_));
            let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
            let port = port.parse().ok().filter(|port| is_number && *port != 0)?;
            (is_six == inner.is_some()).then_some(Self {
                network: found,
                port: Some(port),
            })
        };
        split().ok_or_else(|| NotANetwork(text.to_owned()))
    }
}

/// Networks of IPv4 that are not public (the registry of special-purpose addresses, RFC 6890), in the size of their prefix.
const SPECIAL: &[([u8; 4], u8)] = &[
    ([0, 0, 0, 0], 8),       // this network
    ([10, 0, 0, 0], 8),      // private
    ([100, 64, 0, 0], 10),   // carrier NAT
    ([127, 0, 0, 0], 8),     // loopback
    ([169, 254, 0, 0], 16),  // link-local, with the metadata services of clouds
    ([172, 16, 0, 0], 12),   // private
    ([192, 0, 0, 0], 24),    // protocol assignments
    ([192, 0, 2, 0], 24),    // documentation
    ([192, 88, 99, 0], 24),  // relays of 6to4
    ([192, 168, 0, 0], 16),  // private
    ([198, 18, 0, 0], 15),   // benchmarks
    ([198, 51, 100, 0], 24), // documentation
    ([203, 0, 113, 0], 24),  // documentation
    ([224, 0, 0, 0], 4),     // multicast
    ([240, 0, 0, 0], 4),     // reserved, broadcast
];

/// Networks of IPv6 within `2000::/3` that are not public or carry other addresses.
const SPECIAL_6: &[(u128, u8)] = &[
    (0x2001_0000 << 96, 23), // protocol assignments, Teredo
    (0x2001_0db8 << 96, 32), // documentation
    (0x2002_0000 << 96, 16), // 6to4
    (0x3fff_0000 << 96, 20), // documentation
];

impl PermittedAddresses {
    /// Public addresses, and those of these networks.
    #[must_use]
    pub fn and(networks: impl IntoIterator<Item = PermittedNetwork>) -> Self {
        Self {
            networks: networks.into_iter().collect(),
        }
    }

    /// Whether requests to a port of an address are permitted. An IPv4 address in IPv6 form counts as itself.
    #[must_use]
    pub fn permit(&self, address: IpAddr, port: u16) -> bool {
        let address = address.to_canonical();
        let is_chosen = self.networks.iter().any(|it| it.has(address, port));
        is_chosen || is_public(address)
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    let within = |(network, prefix): &([u8; 4], u8)| {
        let mask = u32::MAX << (32 - u32::from(*prefix));
        bits & mask == u32::from_be_bytes(*network)
    };
    !SPECIAL.iter().any(within)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = address.to_bits();
    // NAT64 (RFC 6052): the IPv4 address is in the last 32 bits.
    if bits >> 32 == 0x0064_ff9b << 64 {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    let within = |(network, prefix): &(u128, u8)| {
        let mask = u128::MAX << (128 - u32::from(*prefix));
        bits & mask == *network
    };
    // All that is assigned for the public is in `2000::/3`.
    bits >> 125 == 1 && !SPECIAL_6.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(networks: &[&str], address: &str) -> bool {
        let networks = networks.iter().map(|net| net.parse().unwrap());
        PermittedAddresses::and(networks).permit(address.parse().unwrap(), 443)
    }

    #[test]
    fn public_addresses_are_permitted() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00::1",
            "2001:200::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
        ] {
            assert!(permits(&[], address), "{address}");
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::1.1.1.1",
            "100::1",
            "2001::1",
            "2001:0:53aa:64c::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:a00:1::1",
            "3fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!permits(&[], address), "{address}");
        }
    }

    #[test]
    fn operator_permits_one_port() {
        for near in ["10.1.2.3:443", "10.1.0.0/16:443"] {
            assert!(permits(&[near], "10.1.2.3"), "{near}");
        }
        assert!(permits(&["[fd00::/8]:443"], "fd12::1"));
        assert!(permits(&["10.1.0.0/16:444", "10.1.2.3:443"], "10.1.2.3"));
        for other in ["10.1.2.3:444", "10.1.0.0/16:444", "[fd00::/8]:443"] {
            assert!(!permits(&[other], "10.1.2.3"), "{other}");
        }
        assert!(permits(&["10.1.2.3:444"], "1.1.1.1"), "public ones stay so");
    }

    #[test]
    fn other_texts_are_no_networks() {
        for wrong in [
            "",
            "10.1.0.0/33",
            "10.1.0.0:",
            "10.1.0.0:0",
            "10.1.0.0:+1",
            "10.1.0.0:65536",
            "[10.1.0.0]:1",
            "fd00::/8:8443",
            "host.example:443",
        ] {
            let parsed = wrong.parse::<PermittedNetwork>();
            assert_eq!(parsed, Err(NotANetwork(wrong.to_owned())));
        }
    }

    #[test]
    fn operator_permits_networks() {
        assert!(permits(&["127.0.0.0/8"], "127.0.0.1"));
        assert!(permits(&["127.0.0.0/8"], "::ffff:127.0.0.1"));
        assert!(permits(&["::1/128", "fd00::/8"], "fd12::1"));
        assert!(permits(&["10.1.0.0/16"], "10.1.255.255"));
        assert!(!permits(&["10.1.0.0/16"], "10.2.0.0"));
        assert!(!permits(&["10.1.0.0/16"], "::1"));
        assert!(permits(&["10.1.0.0/16"], "1.1.1.1"), "public ones stay so");
    }
}
