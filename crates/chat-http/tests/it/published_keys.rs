//! Keys at an address.

use crate::{
    identity_provider::{Answer, Provider},
    signer::{Signer, claims, fault, request, set},
};
use chat_http::{
    AuthenticationError, Authenticator as _, FetchOptions, JwtAuthenticator, JwtError,
    PublishedKeys, TokenChecks,
};
use serde_json::json;
use std::time::Duration;

const PATH: &str = "/keys";

/// Refreshed only when a test says so, and for unknown keys each time.
pub(crate) fn seldom() -> FetchOptions {
    let mut options = FetchOptions::default();
    options.min_age = Duration::from_secs(600);
    options.max_age = Duration::from_secs(600);
    options.unknown_key_every = Duration::ZERO;
    options.retry_every = Duration::from_millis(20);
    options.timeout = Duration::from_secs(30);
    options
}

fn often() -> FetchOptions {
    let mut options = seldom();
    options.min_age = Duration::from_millis(20);
    options.max_age = Duration::from_millis(20);
    options
}

fn accepting(provider: &Provider, options: FetchOptions) -> (JwtAuthenticator, PublishedKeys) {
    let keys = PublishedKeys::at(&provider.url(PATH), options).unwrap();
    let tokens = JwtAuthenticator::with_published(&keys, TokenChecks::default());
    (tokens, keys)
}

fn answering(keys: &str) -> impl Fn(&str) -> Answer + Send + Sync + 'static {
    let keys = keys.to_owned();
    move |_| Answer::ok(&*keys)
}

/// Waits until it holds; at most 10 s.
pub(crate) async fn until(mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..1_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it does not come to hold");
}

async fn is_unavailable(tokens: &JwtAuthenticator, token: &str) -> bool {
    let answer = tokens.authenticate(&request(token)).await;
    matches!(answer, Err(AuthenticationError::Unavailable(_)))
}

#[tokio::test]
async fn keys_are_fetched_once_and_unfit_ones_are_left_out() {
    let [ed, rsa] = [Signer::ed25519(), Signer::rsa()];
    let mut encrypting = rsa.jwk("enc");
    encrypting["use"] = json!("enc");
    let keys = set(&[
        json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "oct" }),
        json!({ "kty": "EC", "crv": "P-521", "kid": "big" }),
        json!(7),
        encrypting,
        ed.jwk("ed"),
        rsa.jwk("rsa"),
        rsa.jwk("ed"),
    ]);
    let provider = Provider::start(answering(&keys)).await;
    let (tokens, keys) = accepting(&provider, seldom());
    // The first request waits for the first fetch.
    for _ in 0..5 {
        assert_eq!(fault(&tokens, &ed.token("ed", &claims())).await, "ok");
        assert_eq!(fault(&tokens, &rsa.token("rsa", &claims())).await, "ok");
        assert_eq!(
            fault(&tokens, &rsa.token("ed", &claims())).await,
            "wrong_algorithm"
        );
    }
    assert_eq!(provider.asked(PATH).len(), 1);
    assert!(keys.have_arrived());
    assert_eq!(keys.check(), Ok(()));
}

#[tokio::test]
async fn new_key_is_fetched_when_a_token_names_it_and_an_old_one_ends() {
    let [old, new] = [Signer::ed25519(), Signer::p256()];
    let provider = Provider::start(answering(&set(&[old.jwk("old")]))).await;
    let (tokens, _keys) = accepting(&provider, seldom());
    let [of_old, of_new] = [old.token("old", &claims()), new.token("new", &claims())];
    assert_eq!(fault(&tokens, &of_old).await, "ok");
    assert_eq!(fault(&tokens, &of_new).await, "unknown_key");
    provider.now_answers(answering(&set(&[old.jwk("old"), new.jwk("new")])));
    assert_eq!(fault(&tokens, &of_new).await, "ok");
    provider.now_answers(answering(&set(&[new.jwk("new")])));
    assert_eq!(fault(&tokens, &of_old).await, "ok", "not refreshed yet");
    assert_eq!(
        fault(&tokens, &old.token("third", &claims())).await,
        "unknown_key"
    );
    // The refresh for the third key has taken the old one away, also from tokens that were verified before.
    assert_eq!(fault(&tokens, &of_old).await, "unknown_key");
    assert_eq!(fault(&tokens, &of_new).await, "ok");
}

#[tokio::test]
async fn unknown_keys_cause_one_refresh_a_minute() {
    let signer = Signer::ed25519();
    let provider = Provider::start(answering(&set(&[signer.jwk("1")]))).await;
    let mut options = seldom();
    options.unknown_key_every = Duration::from_secs(60);
    let (tokens, _keys) = accepting(&provider, options);
    assert_eq!(fault(&tokens, &signer.token("1", &claims())).await, "ok");
    let unknown = (0..50).map(|n| signer.token(&format!("unknown {n}"), &claims()));
    for token in unknown {
        assert_eq!(fault(&tokens, &token).await, "unknown_key");
    }
    assert_eq!(
        provider.asked(PATH).len(),
        1,
        "the first fetch was within the minute"
    );
    let (tokens, _keys) = accepting(&provider, seldom());
    let together = (0..50).map(|_| fault(&tokens, "eyJhbGciOiJFZERTQSIsImtpZCI6IngifQ.e30.AA"));
    let found = futures::future::join_all(together).await;
    assert!(found.iter().all(|fault| *fault == "unknown_key"));
    let asked = provider.asked(PATH).len() - 1;
    assert!(
        (1..=2).contains(&asked),
        "requests share a refresh: {asked}"
    );
}

#[tokio::test]
async fn keys_are_refreshed_in_the_background_with_their_etag() {
    let [first, second] = [Signer::ed25519(), Signer::ed25519()];
    let old = set(&[first.jwk("1")]);
    let provider = Provider::start(move |_| Answer::ok(&*old).with("etag", "\"one\"")).await;
    let mut options = often();
    options.unknown_key_every = Duration::from_secs(600);
    let (tokens, _keys) = accepting(&provider, options);
    assert_eq!(fault(&tokens, &first.token("1", &claims())).await, "ok");
    until(async || provider.asked(PATH).len() > 3).await;
    let asked = provider.asked(PATH);
    let one = Some("\"one\"".to_owned());
    assert_eq!((&asked[0], &asked[1], &asked[2]), (&None, &one, &one));
    let token = second.token("1", &claims());
    assert_eq!(fault(&tokens, &token).await, "bad_signature");
    let new = set(&[second.jwk("1")]);
    provider.now_answers(move |_| Answer::ok(&*new).with("etag", "\"two\""));
    until(async || fault(&tokens, &token).await == "ok").await;
}

#[tokio::test]
async fn freshness_is_kept_within_bounds() {
    let signer = Signer::ed25519();
    let keys = set(&[signer.jwk("1")]);
    // An hour is less than the server says, and 20 ms more.
    for (control, min, max, again) in [
        ("max-age=31536000", 0, 20, true),
        ("no-store", 600_000, 600_000, false),
        ("max-age=600", 0, 600_000, false),
    ] {
        let keys = keys.clone();
        let provider =
            Provider::start(move |_| Answer::ok(&*keys).with("cache-control", control)).await;
        let mut options = seldom();
        options.min_age = Duration::from_millis(min);
        options.max_age = Duration::from_millis(max);
        let (tokens, _keys) = accepting(&provider, options);
        assert_eq!(fault(&tokens, &signer.token("1", &claims())).await, "ok");
        if again {
            until(async || provider.asked(PATH).len() > 2).await;
        } else {
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert_eq!(provider.asked(PATH).len(), 1, "{control}");
        }
    }
}

#[tokio::test]
async fn server_may_start_before_the_keys_and_outlive_them() {
    let signer = Signer::rsa();
    let token = signer.token("1", &claims());
    let provider = Provider::start(answering(&set(&[signer.jwk("1")]))).await;
    provider.stop();
    let (tokens, keys) = accepting(&provider, often());
    assert!(is_unavailable(&tokens, &token).await);
    assert!(!keys.have_arrived() && keys.check().is_err());
    provider.restart().await;
    until(async || keys.have_arrived()).await;
    assert_eq!(fault(&tokens, &token).await, "ok");
    provider.stop();
    until(async || keys.check().is_err()).await;
    // Its keys are kept. Whether another key is known can't be decided.
    assert_eq!(fault(&tokens, &signer.token("1", &claims())).await, "ok");
    assert!(is_unavailable(&tokens, &signer.token("2", &claims())).await);
    provider.restart().await;
    until(async || keys.check().is_ok()).await;
}

#[tokio::test]
async fn bad_answers_are_refused_and_change_nothing() {
    let signer = Signer::ed25519();
    let good = set(&[signer.jwk("1")]);
    let token = signer.token("1", &claims());
    let provider = Provider::start(answering(&good)).await;
    let (tokens, keys) = accepting(&provider, often());
    assert_eq!(fault(&tokens, &token).await, "ok");
    let slow = Answer {
        delay: Duration::from_secs(60),
        ..Answer::ok(&*good)
    };
    let failing = |status| Answer {
        status,
        ..Answer::ok(&*good)
    };
    let huge = format!("{}{}", " ".repeat(256 * 1024), good);
    for (answer, why) in [
        (Answer::ok("<html>"), "not a JWK set"),
        (Answer::ok("[]"), "not a JWK set"),
        (Answer::ok("{}"), "missing field `keys`"),
        (Answer::ok(set(&vec![signer.jwk("1"); 65])), "65 keys"),
        (Answer::ok(huge), "more than 262144 bytes"),
        (failing(500), "500"),
        (failing(404), "404"),
        (failing(304), "304"),
        (failing(302).with("location", "/keys"), "302"),
        (slow, "no answer in time"),
    ] {
        let mut options = often();
        if answer.delay > Duration::ZERO {
            options.timeout = Duration::from_millis(500);
        }
        let (fresh, without) = accepting(&provider, options);
        until(async || without.have_arrived()).await;
        provider.now_answers(move |_| answer.clone());
        until(async || without.check().is_err()).await;
        let failure = without.check().unwrap_err();
        assert!(failure.contains(why), "{failure}: expected {why}");
        assert_eq!(fault(&fresh, &token).await, "ok", "the keys are kept");
        assert_eq!(fault(&tokens, &token).await, "ok");
        provider.now_answers(answering(&good));
        until(async || without.check().is_ok()).await;
    }
    drop(keys);
}

#[tokio::test]
async fn refreshing_ends_with_the_authenticator() {
    let provider = Provider::start(answering(&set(&[Signer::ed25519().jwk("1")]))).await;
    let (tokens, keys) = accepting(&provider, often());
    until(async || provider.asked(PATH).len() > 2).await;
    drop((tokens, keys));
    let asked = provider.asked(PATH).len();
    tokio::time::sleep(Duration::from_millis(300)).await;
    // One may have been in progress.
    assert!(provider.asked(PATH).len() <= asked + 1);
}

#[test]
fn address_must_be_safe() {
    for bad in [
        "http://login.example/keys",
        "login.example",
        "https://a:b@login.example/",
    ] {
        let refused = PublishedKeys::at(bad, FetchOptions::default());
        assert!(matches!(refused, Err(JwtError::Address(_))), "{bad}");
    }
    let mut options = FetchOptions::default();
    options.authorities = Some("/missing.pem".into());
    let refused = PublishedKeys::at("https://login.example/keys", options);
    assert!(matches!(refused, Err(JwtError::Authorities(_))));
}

#[tokio::test]
async fn issuer_takes_its_last_key_back() {
    let signer = Signer::ed25519();
    let token = signer.token("1", &claims());
    for none in [set(&[]), set(&[json!({ "kty": "oct", "k": "AA" })])] {
        let provider = Provider::start(answering(&set(&[signer.jwk("1")]))).await;
        let (tokens, keys) = accepting(&provider, often());
        assert_eq!(fault(&tokens, &token).await, "ok");
        provider.now_answers(answering(&none));
        until(async || fault(&tokens, &token).await == "unknown_key").await;
        assert_eq!(keys.check(), Ok(()));
    }
}

#[tokio::test]
async fn keys_that_were_not_refreshed_for_too_long_are_not_used() {
    let signer = Signer::ed25519();
    let token = signer.token("1", &claims());
    let provider = Provider::start(answering(&set(&[signer.jwk("1")]))).await;
    let mut options = often();
    options.max_stale = Duration::from_millis(500);
    let (tokens, _keys) = accepting(&provider, options);
    assert_eq!(fault(&tokens, &token).await, "ok");
    provider.now_answers(|_| Answer::ok("<html>"));
    until(async || is_unavailable(&tokens, &token).await).await;
    provider.now_answers(answering(&set(&[signer.jwk("1")])));
    until(async || !is_unavailable(&tokens, &token).await).await;
    assert_eq!(fault(&tokens, &token).await, "ok");
}

#[tokio::test]
async fn key_without_an_id_is_replaced_by_another() {
    let without_id = |signer: &Signer| {
        let mut jwk = signer.jwk("");
        jwk.as_object_mut().unwrap().remove("kid");
        set(&[jwk])
    };
    for [old, new] in [
        [Signer::ed25519(), Signer::ed25519()],
        [Signer::rsa(), Signer::p256()],
    ] {
        let provider = Provider::start(answering(&without_id(&old))).await;
        let (tokens, _keys) = accepting(&provider, seldom());
        assert_eq!(fault(&tokens, &old.token("1", &claims())).await, "ok");
        provider.now_answers(answering(&without_id(&new)));
        assert_eq!(fault(&tokens, &new.token("2", &claims())).await, "ok");
        assert_ne!(fault(&tokens, &old.token("1", &claims())).await, "ok");
    }
}
