//! Tokens, made as a host in any language would make them.

use crate::Result;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::json;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The secret that servers under load are started with.
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
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    Ok(encode(&Header::default(), &claims, &key)?)
}
