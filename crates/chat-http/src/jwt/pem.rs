//! Public keys in PEM (RFC 7468, section 13; RFC 5280, section 4.1).

use super::public_key::PublicKey;
use spki::{
    ObjectIdentifier, SubjectPublicKeyInfoRef,
    der::{Decode as _, Reader as _, SliceReader, asn1::UintRef, pem},
};

const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The only key in the text.
///
/// # Errors
/// A sentence, if it is none, several, or not supported.
pub(super) fn read(text: &str) -> Result<PublicKey, String> {
    let begins = text.matches("-----BEGIN ").count();
    if begins != 1 {
        return Err(format!(
            "{begins} keys in PEM, where one is possible: they have no ids. Use a JWK set"
        ));
    }
    let decoded = pem::decode_vec(text.trim().as_bytes());
    let (label, der) = decoded.map_err(|error| format!("not valid PEM: {error}"))?;
    match label {
        "PUBLIC KEY" => spki(&der),
        label if label.ends_with("PRIVATE KEY") => {
            Err("a private key, which must stay with its owner: use the public one".to_owned())
        }
        other => Err(format!("{other:?} in PEM: use PUBLIC KEY")),
    }
}

fn spki(der: &[u8]) -> Result<PublicKey, String> {
    let info = SubjectPublicKeyInfoRef::from_der(der)
        .map_err(|error| format!("not a public key: {error}"))?;
    let key = info.subject_public_key.as_bytes();
    let key = key.ok_or("not a public key: it ends within a byte")?;
    let algorithm = info.algorithm;
    match algorithm.oid {
        ED25519 => PublicKey::ed25519(key),
        EC if algorithm.parameters_oid() == Ok(P256) => PublicKey::p256(key),
        EC => Err("a curve that is not supported: use P-256".to_owned()),
        RSA => rsa(key).map_err(|error| format!("not an RSA key: {error}"))?,
        other => Err(format!(
            "the algorithm {other} is not supported: use Ed25519, P-256 or RSA"
        )),
    }
}

/// `RSAPublicKey` (RFC 8017, appendix A.1.1).
fn rsa(der: &[u8]) -> Result<Result<PublicKey, String>, spki::der::Error> {
    let mut reader = SliceReader::new(der)?;
    let (n, e) = reader.sequence(|fields| {
        let n = UintRef::decode(fields)?;
        Ok::<_, spki::der::Error>((n, UintRef::decode(fields)?))
    })?;
    reader.finish()?;
    Ok(PublicKey::rsa(n.as_bytes(), e.as_bytes()))
}
