//! Who may come in at all.

use crate::clinic::{ADA, Clinic, SECRET, id};
use chat_domain::{ClinicId, PersonId};
use chat_http::{Claims, JwtAuthenticator, JwtError, TokenIssuer};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// Claims that would be taken.
fn claims(clinic: &Clinic) -> Value {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    json!({
        "sub": id(ADA), "clinic": clinic.clinic, "aud": "visit-chat", "iat": now, "exp": now + 600,
    })
}

fn signed(claims: &Value, algorithm: Algorithm, secret: &[u8]) -> String {
    encode(
        &Header::new(algorithm),
        claims,
        &EncodingKey::from_secret(secret),
    )
    .unwrap()
}

/// Tokens that nobody may come in with.
pub(crate) fn bad_tokens(clinic: &Clinic) -> Vec<(&'static str, String)> {
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
        signed(&claims, Algorithm::HS256, SECRET)
    };
    let without = |name: &str| {
        changed(&|claims| {
            claims.as_object_mut().unwrap().remove(name);
        })
    };
    let elsewhere = clinic.token_in(clinic.clinic, 7);
    let other_payload = elsewhere.split('.').nth(1).unwrap();
    vec![
        ("garbage", "garbage".to_owned()),
        ("empty parts", "..".to_owned()),
        ("no algorithm", format!("{none}.{payload}.")),
        (
            "no algorithm, signed",
            format!("{none}.{payload}.{signature}"),
        ),
        ("signature cut off", format!("{header}.{payload}.")),
        (
            "another's claims",
            format!("{header}.{other_payload}.{signature}"),
        ),
        (
            "another secret",
            signed(
                &claims(clinic),
                Algorithm::HS256,
                b"another secret of thirty-two bytes, too",
            ),
        ),
        (
            "another algorithm",
            signed(&claims(clinic), Algorithm::HS512, SECRET),
        ),
        (
            "another audience",
            changed(&|c| c["aud"] = json!("billing")),
        ),
        ("no audience", without("aud")),
        (
            "expired",
            changed(&|c| c["exp"] = json!(OffsetDateTime::now_utc().unix_timestamp() - 60)),
        ),
        ("never expires", without("exp")),
        (
            "not yet",
            changed(&|c| c["nbf"] = json!(OffsetDateTime::now_utc().unix_timestamp() + 600)),
        ),
        ("no clinic", without("clinic")),
        ("nobody", without("sub")),
        ("person and host", changed(&|c| c["host"] = json!(true))),
        (
            "overseeing host",
            changed(&|c| {
                c.as_object_mut().unwrap().remove("sub");
                c["host"] = json!(true);
                c["oversight"] = json!(true);
            }),
        ),
        (
            "expires out of time",
            changed(&|c| c["exp"] = json!(i64::MAX)),
        ),
    ]
}

#[tokio::test]
async fn the_token_says_who_asks() {
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
    // One from another library with the same secret is as good.
    let token = signed(&claims(&clinic), Algorithm::HS256, SECRET);
    clinic.get("/v1/me", &token).await.expect(200);
}

#[tokio::test]
async fn a_bad_token_is_refused_and_a_missing_one_asked_for() {
    let clinic = Clinic::new().await;
    for (what, token) in bad_tokens(&clinic) {
        let answer = clinic.get("/v1/me", &token).await;
        assert_eq!(answer.status, 401, "{what}");
        answer.refuses(401, "token_invalid");
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer error=\"invalid_token\"",
            "{what}"
        );
    }
    let answer = clinic.get("/v1/me", "").await;
    answer.refuses(401, "unauthenticated");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn the_token_never_stands_in_the_address() {
    let clinic = Clinic::new().await;
    let token = clinic.token(ADA);
    for query in ["token", "access_token", "bearer"] {
        let answer = clinic.get(&format!("/v1/me?{query}={token}"), "").await;
        answer.refuses(401, "unauthenticated");
    }
}

#[test]
fn a_weak_secret_is_an_error_that_says_so() {
    for weak in [&b""[..], &[7; 31]] {
        let error = JwtAuthenticator::new(weak).unwrap_err();
        assert!(matches!(error, JwtError::WeakSecret(n) if n == weak.len()));
        assert!(error.to_string().contains("at least 32"));
        assert!(TokenIssuer::new(weak).is_err());
    }
    assert!(JwtAuthenticator::new(&[7; 32]).is_ok());
}

/// The cryptography behind the tokens is chosen by features and found missing only at run time.
#[test]
fn signing_works_in_this_build_and_debug_prints_no_secret() {
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
