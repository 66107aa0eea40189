//! The address of clamd.

use std::{fmt, path::PathBuf, str::FromStr};
use thiserror::Error;

/// The address that clamd listens on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClamdAddress {
    /// A host and a port.
    Tcp(String),
    /// The path of a Unix socket.
    Unix(PathBuf),
}

/// The text is not a valid address of clamd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("clamd's address must be `host:port` or the absolute path of a Unix socket")]
pub struct NotAnAddress;

impl FromStr for ClamdAddress {
    type Err = NotAnAddress;

    /// Parses `127.0.0.1:3310`, `[::1]:3310`, `scanner.internal:3310` or `/run/clamav/clamd.ctl`.
    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        if text.starts_with('/') {
            return Ok(Self::Unix(text.into()));
        }
        let (host, port) = text.rsplit_once(':').ok_or(NotAnAddress)?;
        let port: u16 = port.parse().map_err(|_| NotAnAddress)?;
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        let is_host = match bare {
            Some(v6) => v6.contains(':'),
            None => !host.is_empty() && !host.contains([':', '/', '[', ']', ' ']),
        };
        if is_host && port != 0 {
            Ok(Self::Tcp(text.to_owned()))
        } else {
            Err(NotAnAddress)
        }
    }
}

impl fmt::Display for ClamdAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => path.display().fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_paths_are_distinguished() {
        for tcp in ["127.0.0.1:3310", "[::1]:3310", "scanner.internal:1"] {
            let address: ClamdAddress = tcp.parse().unwrap();
            assert_eq!(address, ClamdAddress::Tcp(tcp.to_owned()));
            assert_eq!(address.to_string(), tcp);
        }
        let path = "/run/clamav/clamd.ctl";
        let address: ClamdAddress = path.parse().unwrap();
        assert_eq!(address, ClamdAddress::Unix(path.into()));
        assert_eq!(address.to_string(), path);
        for neither in [
            "",
            "clamd",
            "clamd.ctl",
            "run/clamd",
            ":3310",
            "host:",
            "host:0",
            "host:65536",
            "host:-1",
            "::1:3310",
            "[]:3310",
            "[host]:1",
            "a b:1",
            "tcp://host:3310",
        ] {
            assert_eq!(
                neither.parse::<ClamdAddress>(),
                Err(NotAnAddress),
                "{neither}"
            );
        }
    }
}
