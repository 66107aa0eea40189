//! TLS of connections to other servers, by `rustls` with `ring`: which authorities are trusted.

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{
        CertificateDer,
        pem::{Error as PemError, PemObject as _},
    },
};
use std::{
    error::Error as StdError,
    path::{Path, PathBuf},
    sync::Arc,
};
use thiserror::Error;

/// An error of the libraries below, for the operator.
type BoxError = Box<dyn StdError + Send + Sync>;

/// Why authorities can't be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AuthoritiesError {
    /// The file can't be read, or is not PEM.
    #[error("{} can't be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: BoxError,
    },
    /// A certificate in the file is not that of an authority.
    #[error("{} has a certificate that is not valid: {source}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: BoxError,
    },
    /// The file has no certificate.
    #[error("{} has no certificate", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The protocol versions don't fit the provider of cryptography.
    #[error("TLS can't be set up: {0}")]
    Protocol(#[source] BoxError),
}

/// The system's authorities. Empty if the system has none.
#[must_use]
pub fn of_system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// The authorities in a PEM file.
///
/// # Errors
/// [`AuthoritiesError`] unless the file has at least one, and all are valid.
pub fn of_file(path: &Path) -> Result<RootCertStore, AuthoritiesError> {
    let unreadable = |source: PemError| AuthoritiesError::Unreadable {
        path: path.to_owned(),
        source: source.into(),
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(unreadable)? {
        let added = roots.add(certificate.map_err(unreadable)?);
        added.map_err(|source| AuthoritiesError::Invalid {
            path: path.to_owned(),
            source: source.into(),
        })?;
    }
    match roots.is_empty() {
        true => Err(AuthoritiesError::Empty {
            path: path.to_owned(),
        }),
        false => Ok(roots),
    }
}

/// A client that trusts the system's authorities and those in a PEM file.
///
/// # Errors
/// [`AuthoritiesError`].
///
/// # Examples
/// ```
/// let config = chat_tls::client(None)?;
/// assert!(config.enable_sni);
/// # Ok::<(), chat_tls::AuthoritiesError>(())
/// ```
pub fn client(also: Option<&Path>) -> Result<ClientConfig, AuthoritiesError> {
    let mut roots = of_system();
    if let Some(file) = also {
        roots.extend(of_file(file)?.roots);
    }
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider);
    let builder = builder.with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| AuthoritiesError::Protocol(error.into()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn authorities_of_a_file_are_trusted_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("authorities.pem");
        let own = rcgen::generate_simple_self_signed(["clinic.example".to_owned()]).unwrap();
        fs::write(&path, own.cert.pem()).unwrap();
        assert_eq!(of_file(&path).unwrap().len(), 1);
        assert!(client(Some(&path)).is_ok());
    }

    #[test]
    fn unusable_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, content: &str| {
            let path = folder.path().join(name);
            fs::write(&path, content).unwrap();
            path
        };
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for path in [
            folder.path().join("missing.pem"),
            file("empty.pem", ""),
            file("text.pem", "not a certificate"),
            file("broken.pem", broken),
        ] {
            let refused = client(Some(&path)).unwrap_err().to_string();
            assert!(
                refused.starts_with(&path.display().to_string()),
                "{refused}"
            );
        }
    }
}
