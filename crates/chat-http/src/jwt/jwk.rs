//! JSON Web Keys (RFC 7517, RFC 7518, section 6, RFC 8037, section 2).

use super::{compact::decode, key::Key, key::Material, public_key::PublicKey};
use serde::Deserialize;

/// A JWK as written. Unknown members are ignored (section 4).
#[derive(Deserialize)]
pub(super) struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
    /// The private part.
    d: Option<serde::de::IgnoredAny>,
}

impl Jwk {
    /// The key.
    ///
    /// # Errors
    /// A sentence that says why it can't verify tokens.
    pub(super) fn read(self) -> Result<Key, String> {
        if self.d.is_some() {
            return Err(
                "a private key, which must stay with its owner: use the public one".to_owned(),
            );
        }
        if self.purpose.as_deref().is_some_and(|it| it != "sig") {
            return Err("its use is not sig".to_owned());
        }
        let verifies = |operations: &Vec<String>| operations.iter().any(|it| it == "verify");
        if !self.key_ops.as_ref().is_none_or(verifies) {
            return Err("its key_ops do not include verify".to_owned());
        }
        let key = self.public_key()?;
        if let Some(alg) = self.alg.filter(|alg| !key.is_named(alg)) {
            return Err(format!(
                "the algorithm {alg:?} is not supported for this kind of key: use EdDSA, ES256 or RS256"
            ));
        }
        Ok(Key {
            id: self.kid,
            material: Material::Public(key),
        })
    }

    fn public_key(&self) -> Result<PublicKey, String> {
        match (&*self.kty, self.crv.as_deref()) {
            ("OKP", Some("Ed25519")) => PublicKey::ed25519(&bytes("x", self.x.as_deref())?),
            ("EC", Some("P-256")) => {
                let x = bytes("x", self.x.as_deref())?;
                PublicKey::p256_coordinates(&x, &bytes("y", self.y.as_deref())?)
            }
            ("RSA", _) => {
                let n = bytes("n", self.n.as_deref())?;
                PublicKey::rsa(&n, &bytes("e", self.e.as_deref())?)
            }
            ("oct", _) => Err("a secret, not a public key".to_owned()),
            (kty, crv) => Err(format!(
                "the kind {kty:?} with the curve {crv:?} is not supported: use Ed25519, P-256 or RSA"
            )),
        }
    }
}

fn bytes(name: &str, value: Option<&str>) -> Result<Vec<u8>, String> {
    let value = value.ok_or_else(|| format!("{name} is missing"))?;
    decode(value).ok_or_else(|| format!("{name} is not base64url without padding"))
}
