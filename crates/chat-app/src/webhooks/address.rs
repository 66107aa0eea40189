//! Which addresses webhooks may be sent to.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses that webhooks may be sent to: public ones, and the networks that the operator permits.
///
/// A host chooses where events go, so without this it could make the service send requests to the operator's own machines
/// (server-side request forgery).
///
/// ```
/// use chat_app::PermittedAddresses;
///
/// let permitted = PermittedAddresses::and(["10.1.0.0/16".parse()?]);
/// assert!(permitted.permit("1.1.1.1".parse()?));
/// assert!(permitted.permit("10.1.2.3".parse()?));
/// assert!(!permitted.permit("10.2.0.1".parse()?));
/// assert!(!permitted.permit("::ffff:127.0.0.1".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PermittedAddresses {
    networks: Vec<IpNet>,
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
    pub fn and(networks: impl IntoIterator<Item = IpNet>) -> Self {
        Self {
            networks: networks.into_iter().collect(),
        }
    }

    /// Whether an address is permitted. An IPv4 address in IPv6 form counts as itself.
    #[must_use]
    pub fn permit(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let is_chosen = self.networks.iter().any(|net| net.contains(&address));
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
        PermittedAddresses::and(networks).permit(address.parse().unwrap())
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
