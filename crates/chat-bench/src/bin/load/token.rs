//! Tokens, made like by a host in any language.

use crate::Result;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The secret of the servers under load.
pub(crate) const SECRET: &str = "a secret for load, 0123456789, and for nothing else";

/// The embedding service's token.
pub(crate) fn host(clinic: Uuid) -> Result<String> {
    sign(json!({ "clinic": clinic, "host": true }))
}

/// A person's token.
pub(crate) fn person(clinic: Uuid, person: Uuid) -> Result<String> {
    sign(json!({ "clinic": clinic, "sub": person }))
}

fn sign(mut claims: serde_json::Value) -> Result<String> {
    let now = OffsetDateTime::now_utc();
    if let Some(claims) = claims.as_object_mut() {
        claims.insert("aud".to_owned(), json!("visit-chat"));
        claims.insert("iat".to_owned(), json!(now.unix_timestamp()));
        let end = now + Duration::HOUR;
        claims.insert("exp".to_owned(), json!(end.unix_timestamp()));
    }
    let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let signed = format!("{}.{}", part(json!({ "alg": "HS256" })), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
    mac.update(signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    Ok(format!("{signed}.{signature}"))
}
