//! Trusted proxies and their clients' addresses.

use hyper::HeaderMap;
use ipnet::{IpNet, Ipv4Net};
use serde::Deserialize;
use std::{
    fmt,
    net::{AddrParseError, IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

/// The header in which proxies name the client: each appends the address it was called from.
const FORWARDED: &str = "x-forwarded-for";

/// A proxy in front, or a network of them, trusted to name the client's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct TrustedProxy(IpNet);

impl TrustedProxy {
    /// This machine's own addresses: the TLS proxy usually runs beside the server.
    #[must_use]
    pub fn loopback() -> [Self; 2] {
        let v4 = Ipv4Net::new_assert(Ipv4Addr::LOCALHOST, 8).trunc();
        [v4.into(), IpAddr::from(Ipv6Addr::LOCALHOST).into()].map(Self)
    }

    /// Whether an address belongs to this proxy.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for TrustedProxy {
    type Err = AddrParseError;

    /// Parses an address or a network.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(network) = text.parse::<IpNet>() {
            return Ok(Self(network.trunc()));
        }
        text.parse::<IpAddr>()
            .map(|address| Self(address.to_canonical().into()))
    }
}

impl TryFrom<String> for TrustedProxy {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
            .map_err(|_| format!("`{text}` is neither an address nor a network"))
    }
}

impl fmt::Display for TrustedProxy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

pub(crate) fn is_trusted(proxies: &[TrustedProxy], address: IpAddr) -> bool {
    proxies.iter().any(|proxy| proxy.contains(address))
}

/// The client behind a trusted proxy: the last address in the chain that is not a trusted proxy.
/// Earlier ones are claims of the client. `None` if the proxy names no client.
pub(crate) fn client(headers: &HeaderMap, proxies: &[TrustedProxy]) -> Option<IpAddr> {
    let mut client = None;
    let lines = headers.get_all(FORWARDED).into_iter().rev();
    for hop in lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b',')) {
        let Some(address) = std::str::from_utf8(hop).ok().and_then(address) else {
            break;
        };
        client = Some(address);
        if !is_trusted(proxies, address) {
            break;
        }
    }
    client
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = text.parse().ok();
    address.or_else(|| text.parse().ok().map(|socket: SocketAddr| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(lines: &[&str]) -> String {
        let proxies = ["10.0.0.0/8", "2001:db8::1"].map(|proxy| proxy.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, line.parse().unwrap());
        }
        client(&headers, &proxies).map_or(String::new(), |client| client.to_string())
    }

    #[test]
    fn last_address_that_is_not_a_proxy_is_the_client() {
        for (lines, expected) in [
            (&[][..], ""),
            (&["192.0.2.7"], "192.0.2.7"),
            (&["1.1.1.1, 192.0.2.7"], "192.0.2.7"),
            (&["1.1.1.1,192.0.2.7 , 10.9.9.9"], "192.0.2.7"),
            (&["1.1.1.1", "192.0.2.7", "10.9.9.9"], "192.0.2.7"),
            (&["192.0.2.7:1234"], "192.0.2.7"),
            (&["[2001:db8::2]:1234, 2001:db8::1"], "2001:db8::2"),
            (&["192.0.2.7, unknown"], ""),
            (&["10.1.1.1, 10.2.2.2"], "10.1.1.1"),
        ] {
            assert_eq!(client_of(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn proxy_is_an_address_or_a_network() {
        let network: TrustedProxy = "10.1.2.3/8".parse().unwrap();
        assert_eq!(network.to_string(), "10.0.0.0/8");
        assert!(network.contains("::ffff:10.9.9.9".parse().unwrap()));
        assert!(!network.contains("11.0.0.1".parse().unwrap()));
        let [v4, v6] = TrustedProxy::loopback();
        assert!(v4.contains("127.0.0.2".parse().unwrap()));
        assert!(v6.contains("::1".parse().unwrap()));
        assert!("10.0.0.0/33".parse::<TrustedProxy>().is_err());
        assert!("proxy".parse::<TrustedProxy>().is_err());
    }
}
