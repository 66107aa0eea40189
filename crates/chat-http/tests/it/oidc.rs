//! Tokens of an identity provider.

use crate::{
    identity_provider::{Answer, Provider},
    published_keys::{seldom, until},
    signer::{Signer, caller, claims, encode, fault, request, set},
};
use chat_domain::{ClinicId, PersonId};
use chat_http::{
    AuthenticationError, Authenticator as _, ClaimNames, Claims, ClinicFrom, JwtAuthenticator,
    JwtError, OidcAuthenticator, Subject, TokenChecks, TokenIssuer,
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use uuid::Uuid;

const SECRET: &[u8] = b"f3a91c5d7e0b48261d5c9e7a3f806b42";
const DISCOVERY: &str = "/realm/.well-known/openid-configuration";
const KEYS: &str = "/realm/certs";

/// A provider with one realm, whose discovery document and keys can be changed.
struct Realm {
    provider: Provider,
    issuer: String,
    document: Arc<Mutex<Value>>,
    keys: Arc<Mutex<Answer>>,
}

impl Realm {
    async fn new(keys: &[Value]) -> Self {
        let provider = Provider::start(|_| Answer::ok("")).await;
        let issuer = provider.url("/realm");
        let document = json!({ "issuer": issuer, "jwks_uri": provider.url(KEYS) });
        let document = Arc::new(Mutex::new(document));
        let keys = Arc::new(Mutex::new(Answer::ok(set(keys))));
        let (documents, sets) = (Arc::clone(&document), Arc::clone(&keys));
        provider.now_answers(move |path| match path {
            DISCOVERY => Answer::ok(documents.lock().unwrap().to_string()),
            KEYS => sets.lock().unwrap().clone(),
            other => panic!("{other} was asked for"),
        });
        Self {
            provider,
            issuer,
            document,
            keys,
        }
    }

    fn checks(&self) -> TokenChecks {
        TokenChecks::default()
            .with_issuer(Some(self.issuer.clone()))
            .with_audiences(vec!["chat-client".to_owned()])
            .with_mapping(Arc::new(
                ClaimNames::of_people()
                    .with_clinic(ClinicFrom::Always(ClinicId::new(Uuid::from_u128(5))))
                    .with_person("employee".to_owned()),
            ))
    }

    fn authenticator(&self) -> OidcAuthenticator {
        OidcAuthenticator::new(self.checks(), seldom()).unwrap()
    }

    /// Claims of an ID token.
    fn claims(&self) -> Value {
        let mut claims = claims();
        claims["iss"] = json!(self.issuer);
        claims["aud"] = json!(["chat-client", "account"]);
        claims["sub"] = json!("auth0|5f7c8ec7c33c6c004bbafe82");
        claims["employee"] = json!(Uuid::from_u128(7));
        claims.as_object_mut().unwrap().remove("clinic");
        claims
    }
}

#[tokio::test]
async fn token_of_the_provider_identifies_a_person_of_the_clinic() {
    let signer = Signer::rsa();
    let realm = Realm::new(&[signer.jwk("2026")]).await;
    let oidc = realm.authenticator();
    let found = caller(&oidc, &signer.token("2026", &realm.claims()))
        .await
        .unwrap();
    let person = PersonId::new(Uuid::from_u128(7));
    let subject = Subject::Person {
        person,
        may_oversee: false,
    };
    assert_eq!(found.clinic, ClinicId::new(Uuid::from_u128(5)));
    assert_eq!(found.subject, subject);
    assert!(oidc.keys().check().is_ok() && oidc.keys().have_arrived());
    let with = async |name: &str, value: Value| {
        let mut claims = realm.claims();
        claims[name] = value;
        fault(&oidc, &signer.token("2026", &claims)).await
    };
    assert_eq!(
        with("iss", json!(format!("{}/", realm.issuer))).await,
        "wrong_issuer"
    );
    assert_eq!(
        with("iss", json!("https://evil.example")).await,
        "wrong_issuer"
    );
    assert_eq!(with("aud", json!("account")).await, "wrong_audience");
    assert_eq!(with("employee", json!("ada")).await, "invalid_claim");
    // A provider's claims make no host and no overseer.
    assert_eq!(with("host", json!(true)).await, "ok");
    let header = r#"{"alg":"none","kid":"2026"}"#;
    let payload = realm.claims().to_string();
    let none = format!(
        "{}.{}.",
        encode(header.as_bytes()),
        encode(payload.as_bytes())
    );
    assert_eq!(fault(&oidc, &none).await, "wrong_algorithm");
    let stranger = Signer::ed25519().token("2026", &realm.claims());
    assert_eq!(fault(&oidc, &stranger).await, "wrong_algorithm");
}

#[tokio::test]
async fn rotated_keys_and_a_moved_key_set_are_found() {
    let [old, new] = [Signer::p256(), Signer::p256()];
    let realm = Realm::new(&[old.jwk("old")]).await;
    let oidc = realm.authenticator();
    assert_eq!(fault(&oidc, &old.token("old", &realm.claims())).await, "ok");
    *realm.keys.lock().unwrap() = Answer::ok(set(&[old.jwk("old"), new.jwk("new")]));
    assert_eq!(fault(&oidc, &new.token("new", &realm.claims())).await, "ok");
    assert_eq!(fault(&oidc, &old.token("old", &realm.claims())).await, "ok");
    // The set has moved to another server.
    let third = Signer::ed25519();
    let keys = set(&[third.jwk("third")]);
    let elsewhere = Provider::start(move |_| Answer::ok(&*keys)).await;
    realm.document.lock().unwrap()["jwks_uri"] = json!(elsewhere.url("/"));
    assert_eq!(
        fault(&oidc, &third.token("third", &realm.claims())).await,
        "ok"
    );
    assert_eq!(
        fault(&oidc, &old.token("old", &realm.claims())).await,
        "unknown_key"
    );
}

#[tokio::test]
async fn provider_that_is_down_or_slow_delays_and_then_is_unavailable() {
    let signer = Signer::ed25519();
    let realm = Realm::new(&[signer.jwk("1")]).await;
    let token = signer.token("1", &realm.claims());
    realm.provider.stop();
    let oidc = realm.authenticator();
    let answer = oidc.authenticate(&request(&token)).await;
    assert!(matches!(answer, Err(AuthenticationError::Unavailable(_))));
    realm.provider.restart().await;
    until(async || oidc.keys().have_arrived()).await;
    assert_eq!(fault(&oidc, &token).await, "ok");
    // Slow: within the timeout the first caller waits, beyond it the call fails.
    realm.keys.lock().unwrap().delay = Duration::from_millis(300);
    assert_eq!(fault(&realm.authenticator(), &token).await, "ok");
    realm.keys.lock().unwrap().delay = Duration::from_secs(60);
    let mut options = seldom();
    options.timeout = Duration::from_millis(200);
    let slow = OidcAuthenticator::new(realm.checks(), options).unwrap();
    let answer = slow.authenticate(&request(&token)).await;
    assert!(matches!(answer, Err(AuthenticationError::Unavailable(_))));
}

#[tokio::test]
async fn wrong_discovery_documents_are_refused() {
    let signer = Signer::ed25519();
    let realm = Realm::new(&[signer.jwk("1")]).await;
    let good = realm.document.lock().unwrap().clone();
    for (document, why) in [
        (json!("garbage"), "not valid"),
        (json!({}), "missing field `issuer`"),
        (
            json!({ "issuer": realm.issuer }),
            "missing field `jwks_uri`",
        ),
        (
            json!({ "issuer": "https://evil.example", "jwks_uri": good["jwks_uri"] }),
            "of another issuer",
        ),
        (
            json!({ "issuer": format!("{}/", realm.issuer), "jwks_uri": good["jwks_uri"] }),
            "of another issuer",
        ),
        (
            json!({ "issuer": realm.issuer, "jwks_uri": "http://evil.example/keys" }),
            "need TLS",
        ),
        (
            json!({ "issuer": realm.issuer, "jwks_uri": "file:///etc/passwd" }),
            "jwks_uri",
        ),
    ] {
        *realm.document.lock().unwrap() = document;
        let oidc = realm.authenticator();
        let failed = async || {
            oidc.keys()
                .check()
                .is_err_and(|failure| failure.contains(why))
        };
        until(failed).await;
        assert!(!oidc.keys().have_arrived());
    }
}

#[tokio::test]
async fn own_tokens_and_those_of_a_provider_are_accepted_together() {
    let signer = Signer::rsa();
    let realm = Realm::new(&[signer.jwk("1")]).await;
    let oidc = realm.authenticator();
    let both = JwtAuthenticator::new(SECRET).unwrap().and(oidc.tokens());
    assert_eq!(
        fault(&both, &signer.token("1", &realm.claims())).await,
        "ok"
    );
    let issuer = TokenIssuer::new(SECRET).unwrap();
    let clinic = ClinicId::new(Uuid::from_u128(1));
    let host = issuer
        .issue(&Claims::host(clinic, time::Duration::hours(1)))
        .unwrap();
    assert_eq!(caller(&both, &host).await.unwrap().subject, Subject::Host);
    // The provider's key signs no tokens of ours, and ours none of the provider's.
    let mut ours = realm.claims();
    ours.as_object_mut().unwrap().remove("iss");
    assert_eq!(
        fault(&both, &signer.token("1", &ours)).await,
        "wrong_algorithm"
    );
    assert_eq!(fault(&oidc, &host).await, "wrong_algorithm");
    let only = oidc.tokens().and(oidc.tokens());
    assert_eq!(fault(&only, &host).await, "missing_claim");
}

#[test]
fn issuer_and_audience_are_required() {
    let checks = |issuer: Option<&str>, audiences: &[&str]| {
        TokenChecks::default()
            .with_issuer(issuer.map(str::to_owned))
            .with_audiences(audiences.iter().map(|it| (*it).to_owned()).collect())
    };
    for checks in [
        checks(None, &["a"]),
        checks(Some("https://login.example"), &[]),
        checks(Some("http://login.example"), &["a"]),
        checks(Some("login.example"), &["a"]),
    ] {
        let refused = OidcAuthenticator::new(checks, seldom());
        assert!(matches!(refused, Err(JwtError::Address(_))));
    }
}
