//! Keys in text: PEM, a JWK or a JWK set.

use super::{
    error::JwtError,
    jwk::Jwk,
    key::{Key, Material},
    pem,
};
use crate::extract::from_object;
use serde::Deserialize;
use serde_json::Value;

/// Maximum number of keys of a set.
const MAX_KEYS: usize = 64;

/// A JWK set (RFC 7517, section 5).
#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// The keys that an operator wrote down: each must be usable.
///
/// # Errors
/// [`JwtError::Key`].
pub(super) fn strict(text: &str) -> Result<Vec<Key>, JwtError> {
    if text.trim_start().starts_with("-----BEGIN") {
        let key = pem::read(text).map_err(JwtError::Key)?;
        let (id, material) = (None, Material::Public(key));
        return Ok(vec![Key { id, material }]);
    }
    // Without the parser's error, which may quote a key.
    let malformed = || JwtError::Key("neither PEM nor a JWK nor a JWK set".to_owned());
    let json: Value = serde_json::from_str(text).map_err(|_| malformed())?;
    let written = match json.get("keys") {
        Some(_) => set(text.as_bytes()).map_err(JwtError::Key)?,
        None if json.is_object() => vec![json],
        None => return Err(malformed()),
    };
    if written.is_empty() {
        return Err(JwtError::Key("the set has no keys".to_owned()));
    }
    let keys = written.into_iter().enumerate().map(|(at, key)| {
        let key = read(key);
        key.map_err(|why| JwtError::Key(format!("key {}: {why}", at + 1)))
    });
    keys.collect()
}

/// The keys of a published set that can verify tokens; others are left out (section 5), and so is a key whose id an
/// earlier one has. There may be none: an issuer takes its last key back like that.
///
/// # Errors
/// A sentence, if it is not a JWK set.
pub(super) fn lenient(json: &[u8]) -> Result<Vec<Key>, String> {
    let mut usable: Vec<Key> = Vec::new();
    for key in set(json)? {
        match read(key) {
            Ok(key) if usable.iter().all(|other| other.id != key.id) => usable.push(key),
            Ok(_) => tracing::debug!("a published key has the id of another one"),
            Err(why) => tracing::debug!(why, "a published key is not used"),
        }
    }
    if usable.is_empty() {
        tracing::warn!("the published set has no key for EdDSA, ES256 or RS256");
    }
    Ok(usable)
}

fn set(json: &[u8]) -> Result<Vec<Value>, String> {
    let set: Set = from_object(json).map_err(|error| format!("not a JWK set: {error}"))?;
    match set.keys.len() {
        ..=MAX_KEYS => Ok(set.keys),
        more => Err(format!("{more} keys; at most {MAX_KEYS} are possible")),
    }
}

fn read(key: Value) -> Result<Key, String> {
    let jwk: Jwk = serde_json::from_value(key).map_err(|error| format!("not a JWK: {error}"))?;
    jwk.read()
}
