//! Addresses of endpoints.

use super::address::PermittedAddresses;
use std::net::{IpAddr, Ipv4Addr};
use thiserror::Error;
use url::{Host, Url};

/// Maximum bytes of an address.
pub const MAX_WEBHOOK_URL: usize = 2_000;

/// Why an address is not valid for an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WebhookUrlProblem {
    /// It can't be read.
    #[error("it is not an address")]
    Unreadable,
    /// It is longer than an address may be.
    #[error("it has more than {MAX_WEBHOOK_URL} bytes")]
    TooLong,
    /// It has a user, a password or a fragment.
    #[error("it has a user, a password or a fragment; use the path or the query instead")]
    Parts,
    /// Not HTTPS, and not on a loopback address that the operator permits.
    #[error("it must begin with https://")]
    NotHttps,
    /// The operator does not permit this IP address.
    #[error("requests to this IP address are not permitted")]
    AddressRefused,
}

/// Checks an endpoint's address: `https://`, or `http://` to a loopback address or `localhost` if the operator permits loopback.
/// What a name resolves to is checked when a connection is made.
///
/// # Errors
/// [`WebhookUrlProblem`].
pub fn check_webhook_url(
    written: &str,
    permitted: &PermittedAddresses,
) -> Result<Url, WebhookUrlProblem> {
    if written.len() > MAX_WEBHOOK_URL {
        return Err(WebhookUrlProblem::TooLong);
    }
    let url = Url::parse(written).map_err(|_| WebhookUrlProblem::Unreadable)?;
    let has_user = !url.username().is_empty() || url.password().is_some();
    if has_user || url.fragment().is_some() {
        return Err(WebhookUrlProblem::Parts);
    }
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        // The sender connects to loopback addresses only.
        Some(Host::Domain("localhost")) => Some(Ipv4Addr::LOCALHOST.into()),
        Some(Host::Domain(_)) => None,
        None => return Err(WebhookUrlProblem::Unreadable),
    };
    match url.scheme() {
        "https" => {}
        "http" if literal.is_some_and(|address| address.to_canonical().is_loopback()) => {}
        _ => return Err(WebhookUrlProblem::NotHttps),
    }
    let port = url.port_or_known_default().unwrap_or_default();
    match literal {
        Some(address) if !permitted.permit(address, port) => Err(WebhookUrlProblem::AddressRefused),
        _ => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(written: &str, networks: &[&str]) -> Option<WebhookUrlProblem> {
        let networks = networks.iter().map(|net| net.parse().unwrap());
        check_webhook_url(written, &PermittedAddresses::and(networks)).err()
    }

    #[test]
    fn https_to_public_addresses_is_permitted() {
        for good in [
            "https://host.example/events?key=7",
            "https://host.example:8443",
            "https://1.1.1.1/",
            "https://[2606:4700::1111]/",
        ] {
            assert_eq!(problem(good, &[]), None, "{good}");
        }
    }

    #[test]
    fn http_is_permitted_to_permitted_loopback_addresses_only() {
        let loopback = &["127.0.0.0/8", "::1/128"];
        for near in ["127.0.0.1:80", "[::1]", "localhost:8080"] {
            let written = format!("http://{near}/");
            assert_eq!(problem(&written, loopback), None, "{near}");
            let refused = Some(WebhookUrlProblem::AddressRefused);
            assert_eq!(problem(&written, &[]), refused, "{near}");
            assert_eq!(problem(&format!("https://{near}/"), &[]), refused);
        }
        for far in [
            "http://host.example/",
            "http://10.0.0.1/",
            "http://localhost.example",
        ] {
            let found = problem(far, &["127.0.0.0/8", "10.0.0.0/8"]);
            assert_eq!(found, Some(WebhookUrlProblem::NotHttps), "{far}");
        }
    }

    #[test]
    fn port_of_a_permitted_address_counts() {
        let port = &["127.0.0.1:8443", "127.0.0.1:80"];
        for good in [
            "https://127.0.0.1:8443/",
            "http://127.0.0.1/",
            "http://localhost/",
        ] {
            assert_eq!(problem(good, port), None, "{good}");
        }
        for bad in ["https://127.0.0.1/", "http://127.0.0.1:8080/"] {
            let refused = Some(WebhookUrlProblem::AddressRefused);
            assert_eq!(problem(bad, port), refused, "{bad}");
        }
    }

    /// All spellings of an IP address are that address.
    #[test]
    fn spellings_of_refused_addresses_are_refused() {
        for host in [
            "10.0.0.1",
            "0x7f.1",
            "2130706433",
            "0177.0.0.1",
            "127.1",
            "169.254.169.254",
            "[::ffff:127.0.0.1]",
            "[::ffff:a9fe:a9fe]",
            "%31%32%37.0.0.1",
            "１２７.0.0.1",
            "LOCALHOST",
        ] {
            let found = problem(&format!("https://{host}/"), &[]);
            assert_eq!(found, Some(WebhookUrlProblem::AddressRefused), "{host}");
        }
    }

    #[test]
    fn other_texts_are_no_addresses() {
        use WebhookUrlProblem as P;
        for (bad, why) in [
            ("", P::Unreadable),
            ("host.example", P::Unreadable),
            ("https://", P::Unreadable),
            ("ftp://host.example/", P::NotHttps),
            ("https://user@host.example/", P::Parts),
            ("https://:word@host.example/", P::Parts),
            ("https://host.example/#part", P::Parts),
        ] {
            assert_eq!(problem(bad, &[]), Some(why), "{bad}");
        }
        let long = format!("https://host.example/{}", "a".repeat(MAX_WEBHOOK_URL));
        assert_eq!(problem(&long, &[]), Some(P::TooLong));
    }
}
