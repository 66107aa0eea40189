//! Tokens that others sign: public keys in the settings or at an address, and the identity provider.

use crate::{
    error::StartError,
    health::Dependency,
    settings::{OidcSettings, Settings, TokenSettings},
};
use chat_domain::ClinicId;
use chat_http::{
    ClaimNames, ClinicFrom, FetchOptions, JwtAuthenticator, JwtError, OidcAuthenticator,
    PublishedKeys, TokenChecks, TokenKeys,
};
use std::{fs, sync::Arc, time::Duration};

/// The authenticators of tokens that others sign, and what they depend on.
///
/// # Errors
/// [`StartError::Settings`], naming the key.
pub(super) fn others(
    settings: &Settings,
    checks: &TokenChecks,
) -> Result<(Vec<JwtAuthenticator>, Vec<Dependency>), StartError> {
    let mut options = FetchOptions::default();
    options.authorities.clone_from(&settings.tokens.authorities);
    let (mut all, mut watched) = (Vec::new(), Vec::new());
    match keys(&settings.tokens)? {
        Some(Keys::Given(key, text)) => {
            let keys = TokenKeys::public(&text).map_err(setting(key))?;
            let checks = of_issuer(&settings.tokens, checks)?;
            all.push(JwtAuthenticator::with_keys(keys, checks));
        }
        Some(Keys::At(url)) => {
            let checks = of_issuer(&settings.tokens, checks)?;
            let keys = PublishedKeys::at(url, options.clone());
            let keys = keys.map_err(setting("tokens.keys_url"))?;
            watched.extend(watch(&keys, ["token keys", "token keys refresh"]));
            all.push(JwtAuthenticator::with_published(&keys, checks));
        }
        None => {}
    }
    if let Some(issuer) = &settings.oidc.issuer {
        if settings.tokens.issuer.as_ref() == Some(issuer) {
            let why = "oidc.issuer: the same as tokens.issuer; set only one of them";
            return Err(StartError::Settings(why.to_owned()));
        }
        let checks = of_provider(&settings.oidc, issuer, checks)?;
        let provider = OidcAuthenticator::new(checks, options).map_err(setting("oidc.issuer"))?;
        let names = ["identity provider keys", "identity provider refresh"];
        watched.extend(watch(provider.keys(), names));
        all.push(provider.tokens());
    }
    Ok((all, watched))
}

/// Where the keys are.
enum Keys<'a> {
    /// In the setting of this name.
    Given(&'static str, String),
    At(&'a str),
}

fn keys(tokens: &TokenSettings) -> Result<Option<Keys<'_>>, StartError> {
    match (&tokens.keys, &tokens.keys_file, &tokens.keys_url) {
        (None, None, None) => Ok(None),
        (Some(keys), None, None) => Ok(Some(Keys::Given("tokens.keys", keys.clone()))),
        (None, Some(path), None) => {
            let text = fs::read_to_string(path).map_err(|error| {
                let path = path.display();
                StartError::Settings(format!("tokens.keys_file: {path}: {error}"))
            })?;
            Ok(Some(Keys::Given("tokens.keys_file", text)))
        }
        (None, None, Some(url)) => Ok(Some(Keys::At(url))),
        _ => Err(StartError::Settings(
            "tokens.keys, tokens.keys_file, tokens.keys_url: set only one of them".to_owned(),
        )),
    }
}

/// Tokens of several issuers are told apart by `iss`, so those of others have one.
fn of_issuer(tokens: &TokenSettings, checks: &TokenChecks) -> Result<TokenChecks, StartError> {
    let issuer = tokens.issuer.clone().ok_or_else(|| {
        StartError::Settings("tokens.issuer: missing; keys need the issuer of their tokens".into())
    })?;
    Ok(checks
        .clone()
        .with_issuer(Some(issuer))
        .with_audiences(vec![tokens.audience.clone()]))
}

fn of_provider(
    oidc: &OidcSettings,
    issuer: &str,
    checks: &TokenChecks,
) -> Result<TokenChecks, StartError> {
    let audience = oidc.audience.clone().ok_or_else(|| {
        StartError::Settings("oidc.audience: missing; set it to the client's id".to_owned())
    })?;
    let mapping = ClaimNames::default()
        .with_clinic(match oidc.clinic {
            Some(clinic) => ClinicFrom::Always(ClinicId::new(clinic)),
            None => ClinicFrom::Claim(oidc.clinic_claim.clone()),
        })
        .with_person(oidc.person_claim.clone())
        .with_host(None)
        .with_host_read(None)
        .with_oversight(oidc.oversight_claim.clone());
    Ok(checks
        .clone()
        .with_issuer(Some(issuer.to_owned()))
        .with_audiences(vec![audience])
        .with_mapping(Arc::new(mapping)))
}

/// Published keys, for `/readyz`: without any, no one can sign in with them; while they can't be refreshed, the previous
/// ones stay in use.
fn watch(keys: &PublishedKeys, [any, refresh]: [&'static str; 2]) -> [Dependency; 2] {
    let (arrived, refreshed) = (keys.clone(), keys.clone());
    [
        Dependency::vital(any, Duration::ZERO, move || {
            let has = arrived.have_arrived();
            async move {
                has.then_some(())
                    .ok_or("the keys have not been fetched yet")
            }
        }),
        Dependency::minor(refresh, Duration::ZERO, move || {
            let checked = refreshed.check();
            async move { checked }
        }),
    ]
}

fn setting(key: &'static str) -> impl Fn(JwtError) -> StartError {
    move |error| match error {
        JwtError::Authorities(_) => StartError::Settings(format!("tokens.authorities: {error}")),
        _ => StartError::Settings(format!("{key}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::SignIn;
    use crate::{error::StartError, health, settings::Settings};
    use axum::{
        body::{Body, to_bytes},
        http::{Request, StatusCode},
    };
    use tower::ServiceExt as _;

    /// RFC 8410, section 10.1.
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----";

    fn open(toml: &str) -> Result<SignIn, StartError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), toml).unwrap();
        SignIn::open(&Settings::of_file(file.path()).unwrap())
    }

    #[tokio::test]
    async fn keys_and_a_provider_need_no_secret() {
        let given = open(&format!("[tokens]\nissuer = 'a'\nkeys = '''{PEM}'''")).unwrap();
        assert!(given.watched.is_empty());
        // Neither has to answer at the start.
        let both = open(
            "[tokens]\nissuer = 'a'\nkeys_url = 'http://127.0.0.1:9/keys'\nrecheck_seconds = 7\n\
             [oidc]\nissuer = 'http://127.0.0.1:9/'\naudience = 'chat'",
        );
        let both = both.unwrap();
        assert_eq!(both.recheck_every.as_secs(), 7);
        let health = health::router(both.watched);
        let request = Request::get("/readyz").body(Body::empty()).unwrap();
        let response = health.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let text = to_bytes(response.into_body(), 1_000).await.unwrap();
        assert_eq!(
            String::from_utf8_lossy(&text),
            "not ready\ntoken keys: failing\ntoken keys refresh: failing\n\
             identity provider keys: failing\nidentity provider refresh: failing\n"
        );
    }

    #[tokio::test]
    async fn wrong_settings_are_refused_with_their_key() {
        let secret = "jwt_secret = 'f3a91c5d7e0b48261d5c9e7a3f806b42'\n";
        for (toml, key) in [
            ("", "jwt_secret: missing"),
            (
                "[tokens]\nclock_skew_seconds = 601",
                "tokens.clock_skew_seconds",
            ),
            (
                "[tokens]\nkeys = 'x'\nkeys_url = 'y'",
                "set only one of them",
            ),
            (
                "[tokens]\nkeys = 'x'\nissuer = 'a'",
                "tokens.keys: neither PEM",
            ),
            (
                "[tokens]\nkeys_file = '/nowhere/keys'",
                "tokens.keys_file: /nowhere/keys",
            ),
            (
                "[tokens]\nkeys_url = 'https://login.example/'",
                "tokens.issuer: missing",
            ),
            (
                "[tokens]\nkeys_url = 'http://login.example/'\nissuer = 'a'",
                "tokens.keys_url: keys",
            ),
            (
                "[oidc]\nissuer = 'https://login.example/'",
                "oidc.audience: missing",
            ),
            (
                "[oidc]\nissuer = 'login.example'\naudience = 'a'",
                "oidc.issuer: not an address",
            ),
            (
                "[tokens]\nauthorities = '/nowhere.pem'\n[oidc]\nissuer = 'https://a/'\naudience = 'a'",
                "tokens.authorities",
            ),
            (
                "[tokens]\nkeys_url = 'https://a/'\nissuer = 'https://a/'\n\
                 [oidc]\nissuer = 'https://a/'\naudience = 'a'",
                "oidc.issuer: the same",
            ),
        ] {
            let Err(error) = open(toml) else {
                panic!("{toml} is accepted");
            };
            assert!(error.to_string().contains(key), "{error}: expected {key}");
        }
        assert!(open(secret).is_ok());
    }
}
