//! TLS, by `rustls` with `ring`.
//!
//! The connection string says how, with the parameters of `libpq`: `sslmode` and `sslrootcert`. Without `sslmode`, a server on
//! another machine must have a certificate for its name: less must be asked for.

mod parameters;
mod verifier;

use crate::error::OpenError;
use parameters::take;
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::{net::IpAddr, path::Path, sync::Arc};
use tokio_postgres::config::{Config, Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;
use verifier::ChainVerifier;

/// What a connection must be like. The names are those of `libpq`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Disable,
    /// TLS with any certificate if the server has TLS.
    Prefer,
    /// TLS with any certificate.
    Require,
    /// TLS with a certificate of a trusted authority, for any name.
    VerifyCa,
    /// TLS with a certificate of a trusted authority for the host's name.
    VerifyFull,
}

/// Reads a connection string, with the parameters for TLS.
pub(crate) fn read(connection: &str) -> Result<(Config, MakeRustlsConnect), OpenError> {
    let (rest, given) = take(connection);
    let mut config: Config = rest
        .parse()
        .map_err(|error: tokio_postgres::Error| OpenError::Config(error.into()))?;
    let authorities = given.authorities.as_deref();
    let mode = mode(given.mode.as_deref(), authorities, &config)?;
    config.ssl_mode(match mode {
        Mode::Disable => SslMode::Disable,
        Mode::Prefer => SslMode::Prefer,
        Mode::Require | Mode::VerifyCa | Mode::VerifyFull => SslMode::Require,
    });
    Ok((config, MakeRustlsConnect::new(client(mode, authorities)?)))
}

fn mode(
    given: Option<&str>,
    authorities: Option<&str>,
    config: &Config,
) -> Result<Mode, OpenError> {
    if config.get_hosts().iter().all(is_socket) && config.get_hostaddrs().is_empty() {
        // There is no TLS on a Unix socket.
        return Ok(Mode::Disable);
    }
    match given {
        Some("disable") => Ok(Mode::Disable),
        Some("prefer") => Ok(Mode::Prefer),
        // As in `libpq`.
        Some("require") if authorities.is_some() => Ok(Mode::VerifyCa),
        Some("require") => Ok(Mode::Require),
        Some("verify-ca") => Ok(Mode::VerifyCa),
        Some("verify-full") => Ok(Mode::VerifyFull),
        Some(_) => Err(invalid(
            "sslmode is disable, prefer, require, verify-ca or verify-full",
        )),
        None if authorities.is_none() && is_near(config) => Ok(Mode::Prefer),
        None => Ok(Mode::VerifyFull),
    }
}

/// Whether all hosts are this machine, by name and by address.
fn is_near(config: &Config) -> bool {
    let near = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(near) && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn is_socket(host: &Host) -> bool {
    !matches!(host, Host::Tcp(_))
}

fn client(mode: Mode, authorities: Option<&str>) -> Result<ClientConfig, OpenError> {
    let provider = Arc::new(ring::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| OpenError::Config(error.into()))?;
    let verifier = match mode {
        Mode::VerifyFull => {
            let builder = builder.with_root_certificates(roots(authorities)?);
            return Ok(builder.with_no_client_auth());
        }
        Mode::VerifyCa => ChainVerifier::new(Some(roots(authorities)?), algorithms),
        Mode::Disable | Mode::Prefer | Mode::Require => ChainVerifier::new(None, algorithms),
    };
    let builder = builder.dangerous();
    let builder = builder.with_custom_certificate_verifier(Arc::new(verifier));
    Ok(builder.with_no_client_auth())
}

/// The authorities in a file, or the system's.
fn roots(file: Option<&str>) -> Result<RootCertStore, OpenError> {
    let roots = match file {
        None | Some("system") => chat_tls::of_system(),
        Some(file) => {
            let roots = chat_tls::of_file(Path::new(file));
            roots.map_err(|error| invalid(&format!("sslrootcert: {error}")))?
        }
    };
    match roots.is_empty() {
        true => Err(invalid(
            "there are no authorities to trust: set sslrootcert",
        )),
        false => Ok(roots),
    }
}

fn invalid(problem: &str) -> OpenError {
    OpenError::Config(problem.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode_of(connection: &str) -> Mode {
        let (rest, given) = take(connection);
        let config: Config = rest.parse().unwrap();
        mode(given.mode.as_deref(), given.authorities.as_deref(), &config).unwrap()
    }

    #[test]
    fn server_on_another_machine_is_verified_unless_less_is_asked_for() {
        for far in [
            "host=db",
            "host=10.0.0.7",
            "host=localhost,db",
            "host=localhost hostaddr=10.0.0.7",
            "host=db hostaddr=::1",
            "host=/run,db",
            "postgres://db/chat",
            "host=localhost sslrootcert=/a.pem",
            "host=db sslrootcert=system",
        ] {
            assert_eq!(mode_of(far), Mode::VerifyFull, "{far}");
        }
        for near in [
            "host=localhost",
            "host=127.0.0.1",
            "host=localhost hostaddr=::1",
            "host=/run,::1",
        ] {
            assert_eq!(mode_of(near), Mode::Prefer, "{near}");
        }
        assert_eq!(mode_of("host=/run sslmode=verify-full"), Mode::Disable);
        for (asked, expected) in [
            ("disable", Mode::Disable),
            ("prefer", Mode::Prefer),
            ("require", Mode::Require),
            ("require sslrootcert=/a.pem", Mode::VerifyCa),
            ("verify-ca", Mode::VerifyCa),
            ("verify-full", Mode::VerifyFull),
        ] {
            assert_eq!(mode_of(&format!("host=db sslmode={asked}")), expected);
        }
    }

    #[test]
    fn unusable_parameters_are_refused_without_the_password() {
        for wrong in [
            "host=db password=confidential sslmode=allow",
            "host=db password=confidential sslmode=''",
            "host=db password=confidential sslrootcert=/missing.pem",
            "host=db password=confidential sslrootcert=/dev/null",
            "postgres://chat:confidential@db/chat?sslmode=VERIFY-FULL",
        ] {
            let Err(error) = read(wrong) else {
                panic!("{wrong} was accepted");
            };
            assert!(matches!(error, OpenError::Config(_)));
            assert!(!format!("{error} {error:?}").contains("confidential"));
        }
    }
}
