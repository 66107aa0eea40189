//! Tokens made to be accepted wrongly, in the style of Wycheproof: each line is an attack or a malformation, and the fault.

use crate::signer::{RSA_PEM, Signer, claims, encode, fault, now, set};
use chat_http::{JwtAuthenticator, TokenChecks, TokenKeys};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;

pub(crate) struct Cast {
    pub(crate) ed25519: Signer,
    pub(crate) p256: Signer,
    pub(crate) rsa: Signer,
    all: JwtAuthenticator,
}

impl Cast {
    pub(crate) fn new() -> Self {
        let [ed25519, p256, rsa] = [Signer::ed25519(), Signer::p256(), Signer::rsa()];
        let keys = set(&[ed25519.jwk("ed"), p256.jwk("ec"), rsa.jwk("rsa")]);
        let keys = TokenKeys::public(&keys).unwrap();
        let all = JwtAuthenticator::with_keys(keys, TokenChecks::default());
        Self {
            ed25519,
            p256,
            rsa,
            all,
        }
    }

    pub(crate) async fn check(&self, cases: &[(&str, &str, String)]) {
        for (what, expected, token) in cases {
            assert_eq!(fault(&self.all, token).await, *expected, "{what}: {token}");
        }
    }
}

fn hs256(secret: &[u8], header: &str) -> String {
    let payload = claims().to_string();
    let signed = format!(
        "{}.{}",
        encode(header.as_bytes()),
        encode(payload.as_bytes())
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", encode(&mac.finalize().into_bytes()))
}

#[tokio::test]
async fn algorithm_is_that_of_the_key() {
    let cast = Cast::new();
    let Cast {
        rsa, p256, ed25519, ..
    } = &cast;
    let payload = claims().to_string();
    let header = |alg: &str, kid: &str| json!({ "alg": alg, "kid": kid }).to_string();
    let der = base64_lines(RSA_PEM);
    let modulus = rsa.jwk("")["n"].as_str().unwrap().to_owned();
    let jwk = rsa.jwk("rsa").to_string();
    let mut cases = vec![
        ("control", "ok", rsa.token("rsa", &claims())),
        ("control", "ok", p256.token("ec", &claims())),
        ("control", "ok", ed25519.token("ed", &claims())),
        ("PEM as secret", "wrong_algorithm", hs256(RSA_PEM.as_bytes(), &header("HS256", "rsa"))),
        ("trimmed PEM as secret", "wrong_algorithm", hs256(RSA_PEM.trim().as_bytes(), &header("HS256", "rsa"))),
        ("DER as secret", "wrong_algorithm", hs256(&der, &header("HS256", "rsa"))),
        ("modulus as secret", "wrong_algorithm", hs256(modulus.as_bytes(), &header("HS256", "rsa"))),
        ("JWK as secret", "wrong_algorithm", hs256(jwk.as_bytes(), &header("HS256", "rsa"))),
        ("empty secret, no kid", "unknown_key", hs256(b"", r#"{"alg":"HS256"}"#)),
        ("empty secret, empty kid", "unknown_key", hs256(b"", &header("HS256", ""))),
        ("kid as path", "unknown_key", hs256(b"", &header("HS256", "../../../../dev/null"))),
        ("kid as query", "unknown_key", hs256(b"a", &header("HS256", "x' UNION SELECT 'a"))),
        ("RSA as EC", "wrong_algorithm", rsa.token_with(&header("ES256", "rsa"), &payload)),
        ("PS256", "wrong_algorithm", rsa.token_with(&header("PS256", "rsa"), &payload)),
        ("RS512", "wrong_algorithm", rsa.token_with(&header("RS512", "rsa"), &payload)),
        ("RS256 with the key of EC", "wrong_algorithm", rsa.token_with(&header("RS256", "ec"), &payload)),
        ("another's key", "bad_signature", Signer::p256().token("ec", &claims())),
        ("another's key", "bad_signature", Signer::ed25519().token("ed", &claims())),
        ("its own key", "unknown_key", Signer::p256().token_with(
            &json!({ "alg": "ES256", "jwk": Signer::p256().jwk("mine") }).to_string(), &payload)),
        ("its own key, known kid", "bad_signature", Signer::p256().token_with(
            &json!({ "alg": "ES256", "kid": "ec", "jwk": Signer::p256().jwk("ec") }).to_string(), &payload)),
        ("its own address", "unknown_key", Signer::p256().token_with(
            r#"{"alg":"ES256","jku":"https://evil.example/keys","x5u":"https://evil.example/"}"#, &payload)),
    ];
    for none in [
        "none",
        "None",
        "NONE",
        "nOnE",
        "",
        " RS256",
        "rs256",
        "RS256\u{0}",
    ] {
        let named = header(none, "rsa");
        let unsigned = format!(
            "{}.{}.",
            encode(named.as_bytes()),
            encode(payload.as_bytes())
        );
        cases.push(("unsigned", "wrong_algorithm", unsigned));
        cases.push((
            "signed",
            "wrong_algorithm",
            rsa.token_with(&named, &payload),
        ));
    }
    cast.check(&cases).await;
}

#[tokio::test]
async fn tokens_have_one_spelling() {
    let cast = Cast::new();
    // 86 characters for 64 bytes: the last one has four spare bits.
    let good = cast.ed25519.token("ed", &claims());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    let bad = "malformed";
    let spare = |add: u8| {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let (first, last) = signature.split_at(signature.len() - 1);
        let at = alphabet
            .iter()
            .position(|it| *it == last.as_bytes()[0])
            .unwrap();
        format!(
            "{signed}.{first}{}",
            alphabet[at + usize::from(add)] as char
        )
    };
    let standard = |text: &str| text.replace('-', "+").replace('_', "/");
    let mut cases = vec![
        ("control", "ok", good.clone()),
        ("padding", bad, format!("{good}==")),
        (
            "padded header",
            bad,
            format!("{header}=.{payload}.{signature}"),
        ),
        ("spare bits", bad, spare(1)),
        ("spare bits", bad, spare(15)),
        ("line break", bad, format!("{signed}.\n{signature}")),
        (
            "blank inside",
            bad,
            format!("{header} .{payload}.{signature}"),
        ),
        ("percent", bad, good.replacen('.', "%2E", 1)),
        ("four parts", bad, format!("{good}.{signature}")),
        ("five parts", bad, format!("{good}.{signature}.{signature}")),
        ("two parts", bad, signed.to_owned()),
        (
            "JSON form",
            bad,
            json!({ "protected": header, "payload": payload, "signature": signature }).to_string(),
        ),
        ("NUL", bad, format!("{good}\u{0}")),
        ("not ASCII", bad, good.replacen('e', "é", 1)),
    ];
    // The standard alphabet, where the two differ.
    if standard(signature) != signature {
        cases.push((
            "standard alphabet",
            bad,
            format!("{signed}.{}", standard(signature)),
        ));
    }
    for (what, expected, token) in cases {
        // HTTP removes white space at the ends, and refuses control characters, before a token is looked at.
        let found = match axum::http::HeaderValue::from_str(&format!("Bearer {token}")) {
            Ok(_) if token.is_ascii() => fault(&cast.all, &token).await,
            _ => bad,
        };
        assert_eq!(found, expected, "{what}: {token}");
    }
}

#[tokio::test]
async fn header_and_claims_are_strict() {
    let cast = Cast::new();
    let payload = claims().to_string();
    let header = |members: &str| {
        let header = format!(r#"{{"alg":"EdDSA","kid":"ed"{members}}}"#);
        cast.ed25519.token_with(&header, &payload)
    };
    let with = |members: &str| {
        let payload = payload.replacen('{', &format!("{{{members},"), 1);
        cast.ed25519
            .token_with(r#"{"alg":"EdDSA","kid":"ed"}"#, &payload)
    };
    let instead = |name: &str, value: &str| {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        let rest = claims
            .to_string()
            .replacen('{', &format!("{{\"{name}\":{value},"), 1);
        cast.ed25519
            .token_with(r#"{"alg":"EdDSA","kid":"ed"}"#, &rest)
    };
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bad = "malformed";
    let cases = [
        ("control", "ok", header("")),
        ("control", "ok", with(r#""x":1"#)),
        ("crit", "unsupported_header", header(r#","crit":["exp"]"#)),
        (
            "unknown crit",
            "unsupported_header",
            header(r#","crit":["http://evil.example"],"http://evil.example":1"#),
        ),
        ("empty crit", "unsupported_header", header(r#","crit":[]"#)),
        (
            "unencoded payload",
            "unsupported_header",
            header(r#","b64":false"#),
        ),
        ("encrypted", "unsupported_header", header(r#","typ":"JWE""#)),
        (
            "logout token",
            "unsupported_header",
            header(r#","typ":"logout+jwt""#),
        ),
        ("two algorithms", bad, header(r#","alg":"none""#)),
        ("two kids", bad, header(r#","kid":"rsa""#)),
        (
            "kid as number",
            bad,
            cast.ed25519
                .token_with(r#"{"alg":"EdDSA","kid":1}"#, &payload),
        ),
        // Skipped without recursion.
        (
            "deep header, not looked at",
            "ok",
            header(&format!(r#","x":{deep}"#)),
        ),
        (
            "two persons",
            bad,
            with(&format!(r#""sub":"{}""#, uuid::Uuid::from_u128(8))),
        ),
        (
            "two persons, one escaped",
            bad,
            with(&format!(r#""s\u0075b":"{}""#, uuid::Uuid::from_u128(8))),
        ),
        (
            "two clinics",
            bad,
            with(&format!(r#""clinic":"{}""#, uuid::Uuid::from_u128(2))),
        ),
        ("two expiries", bad, with(r#""exp":99999999999"#)),
        ("two of another claim", bad, with(r#""jti":"1","jti":"2""#)),
        ("deep claim", bad, with(&format!(r#""x":{deep}"#))),
        ("huge number", bad, with(r#""x":1e999"#)),
        ("huge expiry", bad, instead("exp", "1e999")),
        (
            "expiry out of time",
            "invalid_claim",
            instead("exp", "1e300"),
        ),
        (
            "expiry of 64 bits",
            "invalid_claim",
            instead("exp", "18446744073709551615"),
        ),
        (
            "expiry of 200 digits",
            "invalid_claim",
            instead("exp", &"9".repeat(200)),
        ),
        ("negative expiry", "expired", instead("exp", "-1")),
        (
            "expiry as text",
            "invalid_claim",
            instead("exp", &format!("\"{}\"", now() + 60)),
        ),
        ("expiry as flag", "invalid_claim", instead("exp", "true")),
        ("not a number", bad, instead("exp", "NaN")),
        (
            "expired",
            "expired",
            instead("exp", &(now() - 61).to_string()),
        ),
        (
            "not yet",
            "not_yet_valid",
            instead("nbf", &(now() + 65).to_string()),
        ),
        (
            "issued in the future",
            "not_yet_valid",
            instead("iat", &(now() + 65).to_string()),
        ),
        (
            "another audience",
            "wrong_audience",
            instead("aud", r#""visit-chat2""#),
        ),
        (
            "audience as prefix",
            "wrong_audience",
            instead("aud", r#""visit""#),
        ),
        (
            "nested audience",
            "invalid_claim",
            instead("aud", r#"[["visit-chat"]]"#),
        ),
        ("no audience", "wrong_audience", instead("aud", "[]")),
        (
            "host in capitals",
            "invalid_claim",
            instead("host", r#""TRUE""#),
        ),
        ("host and person", "invalid_claim", instead("host", "true")),
        (
            "oversight as number",
            "invalid_claim",
            instead("oversight", "1"),
        ),
        (
            "person in capitals",
            "invalid_claim",
            instead("sub", "\"0000000A-0000-0000-0000-000000000000\""),
        ),
        ("person as number", "invalid_claim", instead("sub", "7")),
        (
            "NUL after the person",
            "invalid_claim",
            instead("sub", &format!("\"{}\\u0000\"", uuid::Uuid::from_u128(7))),
        ),
    ];
    cast.check(&cases).await;
}

fn base64_lines(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    base64::Engine::decode(&base64::prelude::BASE64_STANDARD, body).unwrap()
}
