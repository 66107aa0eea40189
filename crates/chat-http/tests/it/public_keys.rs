//! Public keys in the settings.

use crate::signer::{RSA_PEM, Signer, caller, claims, encode, fault, set};
use chat_domain::{ClinicId, PersonId};
use chat_http::{
    ClaimNames, ClinicFrom, JwtAuthenticator, JwtError, Subject, TokenChecks, TokenClaims,
    TokenFault, TokenKeys,
};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

const SECRET: &[u8] = b"f3a91c5d7e0b48261d5c9e7a3f806b42";

fn accepting(keys: &str) -> JwtAuthenticator {
    let keys = TokenKeys::public(keys).unwrap();
    JwtAuthenticator::with_keys(keys, TokenChecks::default())
}

fn refused(keys: &str) -> String {
    match TokenKeys::public(keys).unwrap_err() {
        JwtError::Key(why) => why,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn each_kind_of_key_verifies_its_own_tokens_only() {
    let signers = [Signer::ed25519(), Signer::p256(), Signer::rsa()];
    let jwks: Vec<_> = signers.iter().map(|it| it.jwk(it.alg())).collect();
    let all = accepting(&set(&jwks));
    for signer in &signers {
        let token = signer.token(signer.alg(), &claims());
        assert_eq!(fault(&all, &token).await, "ok", "{}", signer.alg());
        for (other, jwk) in signers.iter().zip(&jwks) {
            let expected = match other.alg() == signer.alg() {
                true => "ok",
                false => "unknown_key",
            };
            assert_eq!(fault(&accepting(&jwk.to_string()), &token).await, expected);
            if expected != "ok" {
                let token = signer.token(other.alg(), &claims());
                assert_eq!(fault(&all, &token).await, "wrong_algorithm");
            }
        }
    }
    // RFC 9864 names the curve.
    let [ed25519, ..] = &signers;
    let named = ed25519.token_with(r#"{"alg":"Ed25519","kid":"EdDSA"}"#, &claims().to_string());
    assert_eq!(fault(&all, &named).await, "ok");
}

/// RFC 8037, appendix A.4; RFC 7515, appendices A.2 and A.3: the signatures are those of others.
#[tokio::test]
async fn examples_of_the_standards_have_valid_signatures() {
    let ed25519 = json!({
        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    // The payload is a text: the signature is valid, and there are no claims.
    assert_eq!(
        fault(&accepting(&ed25519.to_string()), token).await,
        "malformed"
    );
    let other = token.replace("hgyY", "hgyZ");
    assert_eq!(
        fault(&accepting(&ed25519.to_string()), &other).await,
        "bad_signature"
    );
    let p256 = json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let found = caller(&accepting(&p256.to_string()), token).await;
    assert_eq!(found, Err(TokenFault::MissingClaim("aud".to_owned())));
}

#[tokio::test]
async fn keys_are_read_from_pem() {
    let token = Signer::rsa().token("any", &claims());
    assert_eq!(fault(&accepting(RSA_PEM), &token).await, "ok");
    // The prefixes of RFC 8410, section 4, and RFC 5480, section 2.
    let ed25519 = hex("302a300506032b6570032100");
    let p256 = hex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    for (signer, prefix) in [(Signer::ed25519(), ed25519), (Signer::p256(), p256)] {
        let jwk = signer.jwk("");
        let part = |name: &str| jwk[name].as_str().map(decode).unwrap_or_default();
        let point = match jwk["kty"].as_str() {
            Some("EC") => [vec![4], part("x"), part("y")].concat(),
            _ => part("x"),
        };
        let pem = pem("PUBLIC KEY", &[prefix, point].concat());
        let token = signer.token("any", &claims());
        assert_eq!(fault(&accepting(&pem), &token).await, "ok", "{pem}");
    }
}

#[test]
fn unfit_keys_are_refused_with_the_reason() {
    let [ed25519, p256, rsa] = [Signer::ed25519(), Signer::p256(), Signer::rsa()];
    let with = |signer: &Signer, name: &str, value: Value| {
        let mut jwk = signer.jwk("1");
        jwk[name] = value;
        jwk.to_string()
    };
    let p384 = include_str!("fixtures/p384.pem");
    let small = include_str!("fixtures/rsa-1024.pem");
    for (keys, why) in [
        (
            small.to_owned(),
            "an RSA key must have 2048 to 8192 bits, not 1024",
        ),
        (p384.to_owned(), "a curve that is not supported: use P-256"),
        (
            pem("PRIVATE KEY", b"0"),
            "a private key, which must stay with its owner",
        ),
        (
            pem("CERTIFICATE", b"0"),
            "\"CERTIFICATE\" in PEM: use PUBLIC KEY",
        ),
        (pem("PUBLIC KEY", b"0"), "not a public key"),
        ("-----BEGIN PUBLIC KEY-----".to_owned(), "not valid PEM"),
        (format!("{RSA_PEM}{RSA_PEM}"), "2 keys in PEM"),
        (String::new(), "neither PEM nor a JWK"),
        ("{}".to_owned(), "key 1: not a JWK: missing field `kty`"),
        (set(&[]), "the set has no keys"),
        (set(&vec![rsa.jwk("1"); 65]), "65 keys; at most 64"),
        (
            set(&[rsa.jwk("1"), p256.jwk("1")]),
            "two keys have the id \"1\"",
        ),
        (
            set(&[rsa.jwk("1"), json!({ "kty": "oct", "k": "AA" })]),
            "key 2: a secret",
        ),
        (with(&rsa, "d", json!("AA")), "key 1: a private key"),
        (
            with(&rsa, "n", json!(encode(&[0xff; 128]))),
            "2048 to 8192 bits, not 1024",
        ),
        (
            with(&rsa, "n", json!(encode(&[0xfe; 256]))),
            "not the modulus",
        ),
        (with(&rsa, "n", json!(encode(&[0xff; 1_025]))), "not 8200"),
        (with(&rsa, "e", json!("AQ")), "not the modulus"),
        (with(&rsa, "e", json!("Ag")), "not the modulus"),
        (with(&rsa, "e", json!("")), "not the modulus"),
        (with(&rsa, "e", json!("AQAB=")), "e is not base64url"),
        (with(&rsa, "n", Value::Null), "n is missing"),
        (
            with(&rsa, "alg", json!("PS256")),
            "the algorithm \"PS256\" is not supported",
        ),
        (
            with(&rsa, "alg", json!("HS256")),
            "the algorithm \"HS256\" is not supported",
        ),
        (with(&rsa, "use", json!("enc")), "its use is not sig"),
        (
            with(&rsa, "key_ops", json!(["encrypt"])),
            "its key_ops do not include verify",
        ),
        (with(&p256, "crv", json!("P-384")), "is not supported"),
        (with(&p256, "crv", json!("secp256k1")), "is not supported"),
        (
            with(&p256, "y", json!(encode(&[7; 32]))),
            "not an uncompressed point of P-256",
        ),
        (with(&p256, "x", json!(encode(&[7; 31]))), "32 bytes each"),
        (with(&ed25519, "crv", json!("X25519")), "is not supported"),
        (
            with(&ed25519, "x", json!(encode(&[7; 33]))),
            "32 bytes, not 33",
        ),
    ] {
        let found = refused(&keys);
        assert!(found.contains(why), "{found}: expected {why}");
    }
    assert!(!format!("{:?}", TokenKeys::public(RSA_PEM)).contains("MII"));
}

#[tokio::test]
async fn secret_and_public_keys_stand_side_by_side() {
    let rsa = Signer::rsa();
    let keys = TokenKeys::secret(SECRET).unwrap();
    let keys = keys
        .and(TokenKeys::public(&set(&[rsa.jwk("1")])).unwrap())
        .unwrap();
    assert_eq!(keys.len(), 2);
    assert!(
        keys.clone()
            .and(TokenKeys::secret(SECRET).unwrap())
            .is_err()
    );
    let all = JwtAuthenticator::with_keys(keys, TokenChecks::default());
    let issuer = chat_http::TokenIssuer::new(SECRET).unwrap();
    let clinic = ClinicId::new(Uuid::from_u128(1));
    let host = chat_http::Claims::host(clinic, time::Duration::hours(1));
    let host = issuer.issue(&host).unwrap();
    assert_eq!(caller(&all, &host).await.unwrap().subject, Subject::Host);
    assert_eq!(fault(&all, &rsa.token("1", &claims())).await, "ok");
    assert_eq!(fault(&all, &rsa.token("2", &claims())).await, "unknown_key");
}

#[tokio::test]
async fn issuer_audience_and_skew_are_settings() {
    let signer = Signer::ed25519();
    let keys = TokenKeys::public(&signer.jwk("1").to_string()).unwrap();
    let strict = JwtAuthenticator::with_keys(
        keys,
        TokenChecks::default()
            .with_issuer(Some("https://login.example/".to_owned()))
            .with_audiences(vec!["chat".to_owned(), "other".to_owned()])
            .with_clock_skew(time::Duration::ZERO),
    );
    let with = async |changes: Value| {
        let mut claims = claims();
        claims["iss"] = json!("https://login.example/");
        claims["aud"] = json!(["account", "other"]);
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        fault(&strict, &signer.token("1", &claims)).await
    };
    assert_eq!(with(json!({})).await, "ok");
    assert_eq!(
        with(json!({ "iss": "https://login.example" })).await,
        "wrong_issuer"
    );
    assert_eq!(
        with(json!({ "iss": ["https://login.example/"] })).await,
        "invalid_claim"
    );
    assert_eq!(with(json!({ "iss": null })).await, "invalid_claim");
    assert_eq!(with(json!({ "aud": "visit-chat" })).await, "wrong_audience");
    assert_eq!(
        with(json!({ "exp": crate::signer::now() - 1 })).await,
        "expired"
    );
    assert_eq!(
        with(json!({ "nbf": crate::signer::now() + 5 })).await,
        "not_yet_valid"
    );
    assert_eq!(
        with(json!({ "iat": crate::signer::now() + 5 })).await,
        "not_yet_valid"
    );
    assert_eq!(
        fault(&strict, &signer.token("1", &claims())).await,
        "missing_claim"
    );
}

#[tokio::test]
async fn claims_have_the_names_of_the_host() {
    let (signer, clinic) = (Signer::p256(), ClinicId::new(Uuid::from_u128(9)));
    let keys = TokenKeys::public(&signer.jwk("1").to_string()).unwrap();
    let accepting = |mapping: ClaimNames| {
        let mapping = Arc::new(mapping);
        let checks = TokenChecks::default().with_mapping(mapping);
        JwtAuthenticator::with_keys(keys.clone(), checks)
    };
    let person = PersonId::new(Uuid::from_u128(8));
    let mut claims = claims();
    claims["employee"] = json!(person);
    claims["host"] = json!(true);
    claims["oversight"] = json!(true);
    let token = signer.token("1", &claims);
    let named = accepting(
        ClaimNames::of_people()
            .with_clinic(ClinicFrom::Always(clinic))
            .with_person("employee".to_owned()),
    );
    let found = caller(&named, &token).await.unwrap();
    // Without names for them, no claim makes a host or an overseer.
    let subject = Subject::Person {
        person,
        may_oversee: false,
    };
    assert_eq!((found.clinic, found.subject), (clinic, subject));
    let missing = accepting(ClaimNames::of_people().with_person("badge".to_owned()));
    let refused = caller(&missing, &token).await;
    assert_eq!(refused, Err(TokenFault::MissingClaim("badge".to_owned())));
    let closure = |claims: &TokenClaims| {
        assert!(!format!("{claims:?}").contains("visit-chat"));
        claims
            .texts("roles")
            .map(|_| (ClinicId::new(Uuid::nil()), Subject::Host))
    };
    let checks = TokenChecks::default().with_mapping(Arc::new(closure));
    let refused = caller(&JwtAuthenticator::with_keys(keys, checks), &token).await;
    assert_eq!(refused, Err(TokenFault::MissingClaim("roles".to_owned())));
}

fn pem(label: &str, der: &[u8]) -> String {
    use base64::prelude::BASE64_STANDARD;
    let text = base64::Engine::encode(&BASE64_STANDARD, der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let text = lines.join("\n");
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
}

fn hex(text: &str) -> Vec<u8> {
    let pairs = text
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).unwrap());
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

fn decode(text: &str) -> Vec<u8> {
    base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, text).unwrap()
}
