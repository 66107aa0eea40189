//! Discovery documents (OpenID Connect Discovery 1.0).

use super::fetch::address;
use crate::extract::from_object;
use serde::Deserialize;
use url::Url;

/// What is needed of a discovery document (Discovery, section 3).
#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

/// The address of the keys, by the provider's discovery document.
///
/// # Errors
/// A sentence, if the document is not of this issuer (Discovery, section 4.3), or its keys are at an address without TLS.
pub(super) fn discovered(document: &[u8], issuer: &str) -> Result<Url, String> {
    let document: Document = from_object(document)
        .map_err(|error| format!("the discovery document is not valid: {error}"))?;
    if document.issuer != issuer {
        return Err(format!(
            "the discovery document is of the issuer {:?}, not {issuer:?}",
            document.issuer
        ));
    }
    address(&document.jwks_uri).map_err(|error| format!("jwks_uri: {error}"))
}
