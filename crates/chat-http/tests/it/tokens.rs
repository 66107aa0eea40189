//! Authentication with tokens.

use crate::clinic::{ADA, Clinic, SECRET, id};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chat_domain::{ClinicId, PersonId};
use chat_http::{Claims, JwtAuthenticator, JwtError, TokenIssuer, WeakSecret};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};
use time::{Duration, OffsetDateTime};

/// A public key of Ed25519.
const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----\n\
    MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

/// Claims that are accepted.
fn claims(clinic: &Clinic) -> Value {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    json!({
        "sub": id(ADA), "clinic": clinic.clinic, "aud": "visit-chat", "iat": now, "exp": now + 600,
    })
}

/// A token with any payload, as any library would make it.
fn signed(payload: &str) -> String {
    token(r#"{"typ":"JWT","alg":"HS256"}"#, payload, |signed| {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET).unwrap();
        mac.update(signed);
        mac.finalize().into_bytes().to_vec()
    })
}

fn token(header: &str, payload: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!(
        "{}.{}",
        encode(header.as_bytes()),
        encode(payload.as_bytes())
    );
    let signature = sign(signed.as_bytes());
    format!("{signed}.{}", encode(&signature))
}

fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

/// Tokens that must be rejected, with the code of the fault.
pub(crate) fn bad_tokens(clinic: &Clinic) -> Vec<(&'static str, &'static str, String)> {
    let good = clinic.token(ADA);
    let mut parts = good.split('.');
    let (header, payload, signature) = (
        parts.next().unwrap(),
        parts.next().unwrap(),
        parts.next().unwrap(),
    );
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"; // {"alg":"none","typ":"JWT"}
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut claims = claims(clinic);
        change(&mut claims);
        signed(&claims.to_string())
    };
    let without = |name: &str| {
        changed(&|claims| {
            claims.as_object_mut().unwrap().remove(name);
        })
    };
    let elsewhere = clinic.token_in(clinic.clinic, 7);
    let other_payload = elsewhere.split('.').nth(1).unwrap();
    vec![
        ("garbage", "malformed", "garbage".to_owned()),
        ("empty parts", "malformed", "..".to_owned()),
        (
            "no algorithm",
            "wrong_algorithm",
            format!("{none}.{payload}."),
        ),
        (
            "no algorithm, signed",
            "wrong_algorithm",
            format!("{none}.{payload}.{signature}"),
        ),
        (
            "signature missing",
            "bad_signature",
            format!("{header}.{payload}."),
        ),
        (
            "another's claims",
            "bad_signature",
            format!("{header}.{other_payload}.{signature}"),
        ),
        (
            "another secret",
            "bad_signature",
            token(
                r#"{"alg":"HS256"}"#,
                &claims(clinic).to_string(),
                |signed| {
                    let other = b"another secret of thirty-two bytes, too";
                    let mut mac = Hmac::<Sha256>::new_from_slice(other).unwrap();
                    mac.update(signed);
                    mac.finalize().into_bytes().to_vec()
                },
            ),
        ),
        (
            "another algorithm",
            "wrong_algorithm",
            token(
                r#"{"alg":"HS512"}"#,
                &claims(clinic).to_string(),
                |signed| {
                    let mut mac = Hmac::<Sha512>::new_from_slice(SECRET).unwrap();
                    mac.update(signed);
                    mac.finalize().into_bytes().to_vec()
                },
            ),
        ),
        (
            "another audience",
            "wrong_audience",
            changed(&|c| c["aud"] = json!("billing")),
        ),
        ("no audience", "missing_claim", without("aud")),
        (
            "expired",
            "expired",
            changed(&|c| c["exp"] = json!(now() - 61)),
        ),
        ("never expires", "missing_claim", without("exp")),
        (
            "not yet",
            "not_yet_valid",
            changed(&|c| c["nbf"] = json!(OffsetDateTime::now_utc().unix_timestamp() + 600)),
        ),
        ("no clinic", "missing_claim", without("clinic")),
        ("no person", "missing_claim", without("sub")),
        (
            "person and host",
            "invalid_claim",
            changed(&|c| c["host"] = json!(true)),
        ),
        (
            "overseeing host",
            "invalid_claim",
            changed(&|c| {
                c.as_object_mut().unwrap().remove("sub");
                c["host"] = json!(true);
                c["oversight"] = json!(true);
            }),
        ),
        (
            "expires out of time",
            "invalid_claim",
            changed(&|c| c["exp"] = json!(i64::MAX)),
        ),
    ]
}

#[tokio::test]
async fn token_identifies_the_caller() {
    let clinic = Clinic::new().await;
    let me = clinic
        .get("/v1/me", &clinic.token(ADA))
        .await
        .expect(200)
        .json();
    assert_eq!(
        me,
        json!({ "clinic": clinic.clinic, "person": id(ADA), "host": false, "may_oversee": false })
    );
    let host = clinic
        .get("/v1/me", &clinic.host())
        .await
        .expect(200)
        .json();
    assert_eq!(
        host,
        json!({ "clinic": clinic.clinic, "person": null, "host": true, "may_oversee": false })
    );
    let eve = clinic
        .get("/v1/me", &clinic.overseer())
        .await
        .expect(200)
        .json();
    assert_eq!(eve["may_oversee"], true);
    // A token from another library with the same secret is accepted.
    let token = signed(&claims(&clinic).to_string());
    clinic.get("/v1/me", &token).await.expect(200);
}

#[tokio::test]
async fn invalid_and_missing_tokens_are_challenged() {
    let clinic = Clinic::new().await;
    for (what, fault, token) in bad_tokens(&clinic) {
        let answer = clinic.get("/v1/me", &token).await;
        assert_eq!(answer.status, 401, "{what}");
        answer.refuses(401, "invalid_token");
        let problem = answer.json();
        assert_eq!(problem["token_fault"], fault, "{what}");
        let detail = problem["detail"].as_str().unwrap();
        assert_eq!(
            answer.header("www-authenticate"),
            format!("Bearer error=\"invalid_token\", error_description=\"{fault}: {detail}\""),
            "{what}"
        );
    }
    let answer = clinic.get("/v1/me", "").await;
    answer.refuses(401, "unauthenticated");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn token_in_the_address_is_ignored() {
    let clinic = Clinic::new().await;
    let token = clinic.token(ADA);
    for query in ["token", "access_token", "bearer"] {
        let answer = clinic.get(&format!("/v1/me?{query}={token}"), "").await;
        answer.refuses(401, "unauthenticated");
    }
}

#[tokio::test]
async fn claims_follow_rfc_7519() {
    let clinic = Clinic::new().await;
    let status = async |change: &dyn Fn(&mut Value)| {
        let mut claims = claims(&clinic);
        change(&mut claims);
        let answer = clinic.get("/v1/me", &signed(&claims.to_string())).await;
        answer.status.as_u16()
    };
    for (name, good) in [
        ("aud", json!(["billing", "visit-chat"])),
        ("aud", json!(["visit-chat"])),
        ("exp", json!(now() as f64 + 60.25)),
        ("exp", json!(now() - 55)),
        ("nbf", json!(now() as f64 - 0.5)),
        ("nbf", json!(-1)),
        ("iat", json!(now() as f64 + 0.5)),
        ("iat", json!(now() + 55)),
        ("nbf", json!(now() + 55)),
        ("jti", json!(null)),
        ("iss", json!(["anything"])),
    ] {
        assert_eq!(
            status(&|c| c[name] = good.clone()).await,
            200,
            "{name}: {good}"
        );
    }
    // An audience is required: absent and `null` are rejected in the same way.
    let payload = claims(&clinic).to_string();
    let null = payload.replace("\"visit-chat\"", "null");
    let absent = payload.replace("\"aud\":\"visit-chat\",", "");
    assert!(null != payload && absent != payload && !absent.contains("aud"));
    let [null, absent] = [null, absent].map(|payload| signed(&payload));
    let (null, absent) = (
        clinic.get("/v1/me", &null).await,
        clinic.get("/v1/me", &absent).await,
    );
    assert_eq!((null.status.as_u16(), absent.status.as_u16()), (401, 401));
    let without_iat = |c: &mut Value| drop(c.as_object_mut().unwrap().remove("iat"));
    assert_eq!(status(&without_iat).await, 200);
    let text = now() + 60;
    for (name, bad) in [
        ("aud", json!(null)),
        ("aud", json!([])),
        ("aud", json!([null])),
        ("aud", json!(["billing"])),
        ("aud", json!([["visit-chat"]])),
        ("aud", json!({ "visit-chat": true })),
        ("aud", json!("visit-chat ")),
        ("aud", json!("Visit-Chat")),
        ("exp", json!(text.to_string())),
        ("exp", json!(null)),
        ("exp", json!(-1)),
        ("exp", json!(u64::MAX)),
        ("exp", json!(1e300)),
        ("exp", json!([text])),
        ("nbf", json!("0")),
        ("nbf", json!(null)),
        ("nbf", json!(now() as f64 + 65.5)),
        ("iat", json!(now() + 3_600)),
        ("iat", json!("now")),
        ("iat", json!(null)),
        ("sub", json!(null)),
        ("sub", json!(id(ADA).to_string().to_uppercase())),
        ("sub", json!(id(ADA).simple().to_string())),
        ("clinic", json!(clinic.clinic.braced().to_string())),
        ("host", json!(null)),
        ("host", json!("true")),
        ("oversight", json!(1)),
    ] {
        assert_eq!(
            status(&|c| c[name] = bad.clone()).await,
            401,
            "{name}: {bad}"
        );
    }
}

#[tokio::test]
async fn payload_must_be_an_object_of_claims() {
    let clinic = Clinic::new().await;
    let good = claims(&clinic).to_string();
    let nested = signed(&good);
    let values: Vec<Value> = claims(&clinic)
        .as_object()
        .unwrap()
        .values()
        .cloned()
        .collect();
    let twice = |name: &str, value: &str| good.replacen('{', &format!("{{\"{name}\":{value},"), 1);
    for payload in [
        nested.clone(),
        json!(nested).to_string(),
        json!(values).to_string(),
        json!([claims(&clinic)]).to_string(),
        twice("aud", "\"visit-chat\""),
        twice("exp", "9999999999"),
        twice("jti", "1").replacen('{', "{\"jti\":1,", 1),
        twice("sub", &json!(id(ADA)).to_string()),
        good.replacen("\"exp\":", "\"exp\":1e999, \"x\":", 1),
        format!("{good}{good}"),
        String::new(),
    ] {
        let answer = clinic.get("/v1/me", &signed(&payload)).await;
        assert_eq!(answer.status, 401, "{payload}");
    }
    for token in [
        format!("{nested}."),
        format!(".{nested}"),
        format!("{nested}.{nested}"),
    ] {
        clinic
            .get("/v1/me", &token)
            .await
            .refuses(401, "invalid_token");
    }
}

#[tokio::test]
async fn cached_token_is_refused_after_expiry() {
    let clinic = Clinic::new().await;
    let mut claims = claims(&clinic);
    // Accepted for five more seconds, within the minute of allowed skew.
    claims["exp"] = json!(now() - 55);
    let token = signed(&claims.to_string());
    for _ in 0..2 {
        clinic.get("/v1/me", &token).await.expect(200);
    }
    tokio::time::sleep(std::time::Duration::from_millis(5_100)).await;
    for _ in 0..2 {
        clinic
            .get("/v1/me", &token)
            .await
            .refuses(401, "invalid_token");
    }
}

#[test]
fn weak_secret_is_rejected_with_the_reason() {
    for (weak, why) in [
        (&b""[..], WeakSecret::TooShort(0)),
        (&SECRET[..31], WeakSecret::TooShort(31)),
        (&[b'a'; 32], WeakSecret::TooUniform(1)),
        (&[b' '; 99], WeakSecret::TooUniform(1)),
        (&[0; 64], WeakSecret::TooUniform(1)),
        (&*b"abcdefg".repeat(9), WeakSecret::TooUniform(7)),
        (&*b"password-".repeat(4), WeakSecret::Repeating(9)),
        (PUBLIC_KEY.as_bytes(), WeakSecret::PublicKey),
    ] {
        let error = JwtAuthenticator::new(weak).unwrap_err();
        assert!(
            matches!(error, JwtError::WeakSecret(found) if found == why),
            "{error}"
        );
        assert!(TokenIssuer::new(weak).is_err());
    }
    assert!(JwtAuthenticator::new(&SECRET[..32]).is_ok());
}

#[test]
fn debug_prints_no_secret() {
    let issuer = TokenIssuer::new(SECRET).unwrap();
    let (clinic, person) = (ClinicId::new(id(1)), PersonId::new(id(2)));
    let token = issuer
        .issue(&Claims::person(clinic, person, Duration::hours(1)))
        .unwrap();
    assert_eq!(token.split('.').count(), 3);
    assert_eq!(format!("{issuer:?}"), "TokenIssuer(…)");
    let authenticator = JwtAuthenticator::new(SECRET).unwrap();
    assert_eq!(format!("{authenticator:?}"), "JwtAuthenticator(…)");
}
