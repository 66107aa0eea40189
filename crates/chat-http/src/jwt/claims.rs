//! The claims of a token (RFC 7519, section 4).

use crate::token_fault::TokenFault;
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::Value;
use std::{collections::BTreeMap, fmt, str::FromStr};
use time::{Duration, OffsetDateTime};

/// The claims of a token whose signature is valid, for a [`ClaimMapping`](super::ClaimMapping). Names are unique; `Debug` prints
/// no values.
pub struct TokenClaims(BTreeMap<String, Value>);

impl TokenClaims {
    /// The claims in a payload.
    ///
    /// # Errors
    /// [`TokenFault::Malformed`], also for a name that occurs twice.
    pub(super) fn read(payload: &[u8]) -> Result<Self, TokenFault> {
        serde_json::from_slice(payload).map_err(|_| TokenFault::Malformed)
    }

    /// Whether the claim is there.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A claim that is a text.
    ///
    /// # Errors
    /// [`TokenFault::MissingClaim`], or [`TokenFault::InvalidClaim`] for another type, such as `null`.
    pub fn text(&self, name: &str) -> Result<&str, TokenFault> {
        let text = self.value(name)?.as_str();
        text.ok_or_else(|| TokenFault::InvalidClaim(name.to_owned()))
    }

    /// A claim that is a text, or an array of them, such as `aud`, or roles.
    ///
    /// # Errors
    /// [`TokenFault::MissingClaim`], or [`TokenFault::InvalidClaim`] for another type.
    pub fn texts(&self, name: &str) -> Result<Vec<&str>, TokenFault> {
        let value = self.value(name)?;
        let texts = match value {
            Value::String(text) => Some(vec![text.as_str()]),
            Value::Array(texts) => texts.iter().map(Value::as_str).collect(),
            _ => None,
        };
        texts.ok_or_else(|| TokenFault::InvalidClaim(name.to_owned()))
    }

    /// A claim that is an id, in its one spelling: a lowercase UUID with hyphens.
    ///
    /// # Errors
    /// [`TokenFault::MissingClaim`], or [`TokenFault::InvalidClaim`] for any other text.
    pub fn id<T: FromStr>(&self, name: &str) -> Result<T, TokenFault> {
        let id = self.text(name)?.parse();
        id.map_err(|_| TokenFault::InvalidClaim(name.to_owned()))
    }

    /// A claim that is `true` or `false`; absent, it is `false`.
    ///
    /// # Errors
    /// [`TokenFault::InvalidClaim`] for another type.
    pub fn flag(&self, name: &str) -> Result<bool, TokenFault> {
        let Some(value) = self.0.get(name) else {
            return Ok(false);
        };
        let flag = value.as_bool();
        flag.ok_or_else(|| TokenFault::InvalidClaim(name.to_owned()))
    }

    /// Seconds since 1970, with or without a fraction (NumericDate, section 2); `None` if the claim is absent.
    pub(super) fn date(&self, name: &str) -> Result<Option<OffsetDateTime>, TokenFault> {
        let Some(value) = self.0.get(name) else {
            return Ok(None);
        };
        let seconds = value.as_f64().and_then(Duration::checked_seconds_f64);
        let date = seconds.and_then(|seconds| OffsetDateTime::UNIX_EPOCH.checked_add(seconds));
        let date = date.ok_or_else(|| TokenFault::InvalidClaim(name.to_owned()))?;
        Ok(Some(date))
    }

    fn value(&self, name: &str) -> Result<&Value, TokenFault> {
        let value = self.0.get(name);
        value.ok_or_else(|| TokenFault::MissingClaim(name.to_owned()))
    }
}

impl<'de> Deserialize<'de> for TokenClaims {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Unique)
    }
}

/// Reads an object whose names are unique (section 4): which of two values counts must not depend on the parser.
struct Unique;

impl<'de> Visitor<'de> for Unique {
    type Value = TokenClaims;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<TokenClaims, A::Error> {
        let mut claims = BTreeMap::new();
        while let Some((name, value)) = from.next_entry::<String, Value>()? {
            if claims.insert(name, value).is_some() {
                return Err(A::Error::custom("a claim occurs twice"));
            }
        }
        Ok(TokenClaims(claims))
    }
}

/// Names only.
impl fmt::Debug for TokenClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
