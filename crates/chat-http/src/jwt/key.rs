//! A key that verifies tokens. Its kind fixes the algorithm; a token's header can't choose one (RFC 8725, section 3.1).

#[cfg(feature = "public-keys")]
use super::public_key::PublicKey;
use super::{
    compact::Compact,
    hs256::{self, Secret},
};
use crate::token_fault::TokenFault;

/// A key, with the id by which tokens name it.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: Option<String>,
    pub(super) material: Material,
}

/// What verifies a signature.
#[derive(Clone)]
pub(super) enum Material {
    Secret(Secret),
    #[cfg(feature = "public-keys")]
    Public(PublicKey),
}

impl Key {
    /// Checks that the key has signed the token.
    ///
    /// # Errors
    /// [`TokenFault::WrongAlgorithm`] and [`TokenFault::BadSignature`].
    pub(super) fn verify(&self, token: &Compact<'_>) -> Result<(), TokenFault> {
        let (signed, signature) = (token.signed, token.signature.as_slice());
        let (fits, is_valid): (bool, &dyn Fn() -> bool) = match &self.material {
            Material::Secret(secret) => (token.alg == hs256::NAME, &|| {
                secret.verifies(signed, signature)
            }),
            #[cfg(feature = "public-keys")]
            Material::Public(key) => (key.is_named(&token.alg), &|| {
                key.verifies(signed.as_bytes(), signature)
            }),
        };
        match fits {
            false => Err(TokenFault::WrongAlgorithm),
            true => is_valid().then_some(()).ok_or(TokenFault::BadSignature),
        }
    }
}
