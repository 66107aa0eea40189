//! The keys of tokens.

use super::finding::{Findings, in_full};
use crate::{
    health::{Dependency, Standing},
    settings::Settings,
    sign_in::SignIn,
};
use std::time::Duration;

/// How often keys at an address are awaited.
const TRIES: u32 = 20;

/// How long between two of them.
const PAUSE: Duration = Duration::from_millis(500);

/// Checks that there is a way to sign in, and that published keys can be fetched.
pub(super) async fn check(settings: &Settings, findings: &mut Findings) {
    let sign_in = match SignIn::open(settings) {
        Ok(sign_in) => sign_in,
        Err(error) => {
            let advice = "set jwt_secret, tokens or oidc, as docs/settings.toml describes them";
            return findings.failed("sign-in", &in_full(&error), advice);
        }
    };
    findings.ok("sign-in", "the keys in the settings are usable");
    // The others are about the refresh of keys that have been fetched.
    for keys in sign_in.watched.iter().filter(|keys| keys.is_vital()) {
        match arrive(keys).await {
            true => findings.ok(keys.name(), "they can be fetched"),
            false => findings.failed(
                keys.name(),
                "they can't be fetched",
                "check the address, its certificate and the network; no one can sign in with them until then",
            ),
        }
    }
}

async fn arrive(keys: &Dependency) -> bool {
    for _ in 0..TRIES {
        if keys.ask().await == Standing::Ok {
            return true;
        }
        tokio::time::sleep(PAUSE).await;
    }
    false
}
