//! Keys that sign tokens, as an identity provider has them.

use axum::http::{Request, header, request::Parts};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chat_http::{AuthenticationError, Authenticator, Identity, TokenFault};
use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
        RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents,
    },
};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

pub(crate) const RSA_PEM: &str = include_str!("fixtures/rsa-2048.pem");
const RSA: &[u8] = include_bytes!("fixtures/rsa-2048.pk8");

/// A key pair.
pub(crate) enum Signer {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Signer {
    pub(crate) fn ed25519() -> Self {
        let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed25519(Ed25519KeyPair::from_pkcs8(key.as_ref()).unwrap())
    }

    pub(crate) fn p256() -> Self {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self::P256(EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).unwrap())
    }

    pub(crate) fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::from_pkcs8(RSA).unwrap())
    }

    pub(crate) const fn alg(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
            Self::Rsa(_) => "RS256",
        }
    }

    /// The public key as a JWK.
    pub(crate) fn jwk(&self, kid: &str) -> Value {
        match self {
            Self::Ed25519(key) => {
                let x = encode(key.public_key().as_ref());
                json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig" })
            }
            Self::P256(key) => {
                let (x, y) = key.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y), "kid": kid })
            }
            Self::Rsa(key) => {
                let RsaPublicKeyComponents { n, e } =
                    RsaPublicKeyComponents::<Vec<u8>>::from(key.public());
                json!({ "kty": "RSA", "n": encode(&n), "e": encode(&e), "kid": kid, "alg": "RS256" })
            }
        }
    }

    pub(crate) fn sign(&self, signed: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ed25519(key) => key.sign(signed).as_ref().to_vec(),
            Self::P256(key) => key.sign(&random, signed).unwrap().as_ref().to_vec(),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, signed, &mut signature)
                    .unwrap();
                signature
            }
        }
    }

    /// A token with these claims, for the key of this id.
    pub(crate) fn token(&self, kid: &str, claims: &Value) -> String {
        let header = json!({ "alg": self.alg(), "kid": kid, "typ": "JWT" });
        self.token_with(&header.to_string(), &claims.to_string())
    }

    /// A token with any header and payload.
    pub(crate) fn token_with(&self, header: &str, payload: &str) -> String {
        let signed = format!(
            "{}.{}",
            encode(header.as_bytes()),
            encode(payload.as_bytes())
        );
        let signature = self.sign(signed.as_bytes());
        format!("{signed}.{}", encode(&signature))
    }
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

pub(crate) fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

/// Claims that are accepted.
pub(crate) fn claims() -> Value {
    json!({
        "sub": Uuid::from_u128(7), "clinic": Uuid::from_u128(1), "aud": "visit-chat",
        "iat": now(), "exp": now() + 600,
    })
}

/// The head of a request with a token.
pub(crate) fn request(token: &str) -> Parts {
    let request = Request::get("/").header(header::AUTHORIZATION, format!("Bearer {token}"));
    request.body(()).unwrap().into_parts().0
}

/// The caller, or what is wrong with the token.
pub(crate) async fn caller(
    authenticator: &impl Authenticator,
    token: &str,
) -> Result<Identity, TokenFault> {
    match authenticator.authenticate(&request(token)).await {
        Ok(identity) => Ok(identity),
        Err(AuthenticationError::Token(fault)) => Err(fault),
        Err(other) => panic!("{other}"),
    }
}

/// The code of the fault; `ok` if the token is accepted.
pub(crate) async fn fault(authenticator: &impl Authenticator, token: &str) -> &'static str {
    let caller = caller(authenticator, token).await;
    caller.err().map_or("ok", |fault| fault.code())
}
