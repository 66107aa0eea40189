//! Tokens, made without the server's code, like by a host in any language.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The secret of the servers in these tests.
pub const SECRET: &str = "a secret for tests, and for nothing else";

/// A token's claims.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// The clinic.
    pub clinic: Uuid,
    /// The person; `None` for the host.
    pub person: Option<Uuid>,
    /// Whether the person may break the glass.
    pub oversight: bool,
    /// Its validity from now on.
    pub lifetime: Duration,
}

impl Token {
    /// For the embedding service.
    #[must_use]
    pub const fn host(clinic: Uuid) -> Self {
        Self {
            clinic,
            person: None,
            oversight: false,
            lifetime: Duration::HOUR,
        }
    }

    /// For a person.
    #[must_use]
    pub const fn person(clinic: Uuid, person: Uuid) -> Self {
        Self {
            clinic,
            person: Some(person),
            oversight: false,
            lifetime: Duration::HOUR,
        }
    }

    /// The token signed with [`SECRET`].
    #[must_use]
    pub fn sign(&self) -> String {
        let now = OffsetDateTime::now_utc();
        let mut claims = json!({
            "clinic": self.clinic,
            "aud": "visit-chat",
            "iat": now.unix_timestamp(),
            "exp": (now + self.lifetime).unix_timestamp(),
        });
        match self.person {
            Some(person) => claims["sub"] = json!(person),
            None => claims["host"] = Value::Bool(true),
        }
        if self.oversight {
            claims["oversight"] = Value::Bool(true);
        }
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let header = json!({ "alg": "HS256", "typ": "JWT" });
        let [header, claims] = [header, claims].map(|part| encode(part.to_string().as_bytes()));
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("{header}.{claims}").as_bytes());
        format!("{header}.{claims}.{}", encode(&mac.finalize().into_bytes()))
    }
}
