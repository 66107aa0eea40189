//! A set of keys, from which a token's `kid` selects.

#[cfg(feature = "public-keys")]
use super::written;
use super::{
    error::JwtError,
    hs256::Secret,
    key::{Key, Material},
};
use std::{fmt, sync::Arc};

/// Keys that verify tokens. Each is for one algorithm. Clones share the keys.
#[derive(Clone)]
pub struct TokenKeys(Arc<[Key]>);

impl TokenKeys {
    /// A shared secret, for HS256. It has no id.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`] if [`check_secret`](super::check_secret) rejects the secret.
    pub fn secret(secret: &[u8]) -> Result<Self, JwtError> {
        let material = Material::Secret(Secret::new(secret)?);
        Ok(Self(Arc::new([Key { id: None, material }])))
    }

    /// A shared secret, for HS256, for tokens with this `kid`. Together with another secret, hosts change from one to the other
    /// without a token that is refused.
    ///
    /// # Errors
    /// [`JwtError::WeakSecret`] if [`check_secret`](super::check_secret) rejects the secret.
    pub fn named_secret(id: impl Into<String>, secret: &[u8]) -> Result<Self, JwtError> {
        let material = Material::Secret(Secret::new(secret)?);
        let id = Some(id.into());
        Ok(Self(Arc::new([Key { id, material }])))
    }

    /// Public keys in text: a key in PEM (`PUBLIC KEY`, RFC 7468, section 13), or a JWK or JWK set (RFC 7517).
    /// Ed25519, P-256 and RSA keys are for EdDSA, ES256 and RS256. A key in PEM has no id.
    ///
    /// # Errors
    /// [`JwtError::Key`] says which key can't be used, and why.
    #[cfg(feature = "public-keys")]
    pub fn public(text: &str) -> Result<Self, JwtError> {
        written::strict(text)?.try_into()
    }

    /// These and others.
    ///
    /// # Errors
    /// [`JwtError::Key`] if two keys have the same id, or none.
    pub fn and(self, others: Self) -> Result<Self, JwtError> {
        let keys: Vec<Key> = self.0.iter().chain(&*others.0).cloned().collect();
        keys.try_into()
    }

    /// The key that a token with this `kid` names. A key without an id is for tokens without `kid`; the only key of a set is
    /// for these too, and without an id for all tokens.
    pub(super) fn select(&self, kid: Option<&str>) -> Option<&Key> {
        if let Some(named) = self.0.iter().find(|key| key.id.as_deref() == kid) {
            return Some(named);
        }
        match &*self.0 {
            [only] if kid.is_none() || only.id.is_none() => Some(only),
            _ => None,
        }
    }

    /// Whether a key has no id, so that a token can't show that it is for another one.
    #[cfg(feature = "public-keys")]
    pub(super) fn has_key_without_id(&self) -> bool {
        self.0.iter().any(|key| key.id.is_none())
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<Key>> for TokenKeys {
    type Error = JwtError;

    fn try_from(keys: Vec<Key>) -> Result<Self, JwtError> {
        let mut earlier = keys.iter().enumerate();
        let repeated = earlier.find(|(at, key)| {
            let before = keys.iter().take(*at);
            before.into_iter().any(|other| other.id == key.id)
        });
        match repeated {
            Some((_, Key { id: Some(id), .. })) => {
                Err(JwtError::Key(format!("two keys have the id {id:?}")))
            }
            Some(_) => Err(JwtError::Key(
                "two keys have no id (kid): tokens could not name them".to_owned(),
            )),
            None => Ok(Self(keys.into())),
        }
    }
}

/// Omits the keys.
impl fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKeys({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: Option<&str>) -> Key {
        let material = Material::Secret(Secret::new(b"f3a91c5d7e0b48261d5c9e7a3f806b42").unwrap());
        let id = id.map(str::to_owned);
        Key { id, material }
    }

    fn selected(ids: &[Option<&str>], kid: Option<&str>) -> Option<Option<String>> {
        let keys = ids.iter().map(|id| key(*id)).collect::<Vec<_>>();
        let keys = TokenKeys::try_from(keys).unwrap();
        keys.select(kid).map(|key| key.id.clone())
    }

    #[test]
    fn kid_selects_the_key() {
        let (a, b) = (Some("a"), Some("b"));
        let is = |id: Option<&str>| Some(id.map(str::to_owned));
        assert_eq!(selected(&[a, b], b), is(b));
        assert_eq!(selected(&[a, b], Some("c")), None);
        assert_eq!(selected(&[a, b], None), None);
        assert_eq!(selected(&[None, b], None), is(None));
        assert_eq!(selected(&[None, b], a), None);
        // The only key needs no name; with a name, it is for no other.
        assert_eq!(selected(&[a], None), is(a));
        assert_eq!(selected(&[a], b), None);
        assert_eq!(selected(&[None], b), is(None));
        assert_eq!(selected(&[], None), None);
    }

    /// Each secret verifies the tokens that name it, and no others.
    #[test]
    fn of_two_secrets_kid_selects_one() {
        use crate::{
            TokenFault,
            jwt::compact::{Compact, encode},
        };
        let secret = |n: u8| std::array::from_fn::<u8, 32, _>(|i| i as u8 ^ n);
        let (plain, named) = (secret(7), secret(64));
        let keys = TokenKeys::secret(&plain).unwrap();
        let keys = keys
            .and(TokenKeys::named_secret("new", &named).unwrap())
            .unwrap();
        let verdict = |kid: Option<&str>, secret: &[u8]| {
            let kid = kid.map_or_else(String::new, |kid| format!(r#","kid":"{kid}""#));
            let header = encode(format!(r#"{{"alg":"HS256"{kid}}}"#).as_bytes());
            let token = Secret::new(secret)
                .unwrap()
                .signed(&format!("{header}.{}", encode(b"{}")));
            let token = Compact::parse(&token).unwrap();
            let key = keys
                .select(token.kid.as_deref())
                .ok_or(TokenFault::UnknownKey)?;
            key.verify(&token)
        };
        assert_eq!(verdict(None, &plain), Ok(()));
        assert_eq!(verdict(Some("new"), &named), Ok(()));
        assert_eq!(verdict(Some("new"), &plain), Err(TokenFault::BadSignature));
        assert_eq!(verdict(None, &named), Err(TokenFault::BadSignature));
        assert_eq!(verdict(Some("old"), &plain), Err(TokenFault::UnknownKey));
    }

    #[test]
    fn ids_are_unique() {
        for ids in [[None, None], [Some("a"), Some("a")]] {
            let keys = ids.map(key).to_vec();
            assert!(matches!(TokenKeys::try_from(keys), Err(JwtError::Key(_))));
        }
    }
}
