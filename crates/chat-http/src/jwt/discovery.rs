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
/// A sentence, if the document is not of this issuer (Discovery, section 4.3), or has TLS where its keys have none.
pub(super) fn discovered(document: &[u8], from: &Url, issuer: &str) -> Result<Url, String> {
    let document: Document = from_object(document)
        .map_err(|error| format!("the discovery document is not valid: {error}"))?;
    if document.issuer != issuer {
        return Err(format!(
            "the discovery document is of another issuer than {issuer:?}"
        ));
    }
    let keys = address(&document.jwks_uri).map_err(|error| format!("jwks_uri: {error}"))?;
    match (from.scheme(), keys.scheme()) {
        ("https", "http") => {
            Err("jwks_uri: a provider with TLS has its keys elsewhere without".to_owned())
        }
        _ => Ok(keys),
    }
}
