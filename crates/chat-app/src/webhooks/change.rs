//! What the host and the operator change of an endpoint.

use super::{
    progress,
    secret::{SignatureKind, WebhookSecret},
    url::WebhookUrlProblem,
};
use crate::events::cursor::EventCursor;
use chat_domain::ClinicId;
use chat_ports::{
    DisabledReason, EndpointDisabled, EndpointId, EndpointOrigin, EndpointSecret, WebhookEndpoint,
};
use std::{fmt, time::Duration};
use thiserror::Error;
use time::OffsetDateTime;

/// Maximum number of secrets that sign at a time.
pub const MAX_WEBHOOK_SECRETS: usize = 5;

/// The longest time for which a replaced secret still signs.
pub const MAX_SECRET_OVERLAP: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A new endpoint.
#[derive(Clone, PartialEq, Eq)]
pub struct NewWebhook {
    /// The clinic whose events it gets.
    pub clinic: ClinicId,
    /// The address.
    pub url: String,
    /// Its secret.
    pub secret: NewSecret,
    /// The first event is the one after it; `None` means the first one from now on.
    pub after: Option<EventCursor>,
}

/// A secret to add.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewSecret {
    /// Made by the service.
    Generated(SignatureKind),
    /// Chosen by the host.
    Given(String),
}

/// Changes of an endpoint; `None` leaves a part as it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct WebhookChange {
    /// The address.
    pub url: Option<String>,
    /// Whether events are delivered. Enabling sends the next event immediately.
    pub enabled: Option<bool>,
    /// The next event is the one after it: skips events, or repeats them.
    pub after: Option<EventCursor>,
}

/// An endpoint of the settings.
#[derive(Clone, PartialEq, Eq)]
pub struct DeclaredWebhook {
    /// The clinic whose events it gets.
    pub clinic: ClinicId,
    /// The endpoint. Its place in the feed is kept under this id.
    pub id: EndpointId,
    /// The address.
    pub url: String,
    /// The secrets; all sign.
    pub secrets: Vec<String>,
}

/// Why a request about endpoints is refused. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WebhookProblem {
    /// The clinic has no such endpoint.
    #[error("there is no such endpoint")]
    Unknown,
    /// The address is not valid.
    #[error("the address: {0}")]
    Url(#[from] WebhookUrlProblem),
    /// A given secret is not valid.
    #[error("the secret is not valid")]
    Secret,
    /// The clinic has as many endpoints as it may.
    #[error("a clinic has at most {max} endpoints")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// As many secrets sign as may.
    #[error("at most {MAX_WEBHOOK_SECRETS} secrets sign at a time")]
    TooManySecrets,
    /// The endpoint is managed in the settings.
    #[error("the endpoint is managed in the settings")]
    InSettings,
}

macro_rules! without_secrets {
    ($($name:ident),+) => {
        $(
            /// Without addresses and secrets.
            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.debug_struct(stringify!($name)).finish_non_exhaustive()
                }
            }
        )+
    };
}
without_secrets!(NewWebhook, NewSecret, WebhookChange, DeclaredWebhook);

/// Applies a change of the host, which was checked.
pub(crate) fn apply(endpoint: &mut WebhookEndpoint, change: &WebhookChange, now: OffsetDateTime) {
    if let Some(url) = &change.url {
        endpoint.url.clone_from(url);
    }
    if let Some(after) = change.after {
        endpoint.delivered = progress::position(after);
    }
    match change.enabled {
        Some(true) => endpoint.disabled = None,
        Some(false) => progress::disable(endpoint, DisabledReason::ByHost, now),
        None => {}
    }
    // What has changed is tried immediately, and for the whole time again.
    endpoint.retrying = None;
    restart(endpoint);
}

/// Puts a secret before the others, which sign for some time longer.
///
/// # Errors
/// [`WebhookProblem::TooManySecrets`].
pub(crate) fn rotate(
    endpoint: &mut WebhookEndpoint,
    text: &str,
    overlap: Duration,
    now: OffsetDateTime,
) -> Result<(), WebhookProblem> {
    let until = now + overlap.min(MAX_SECRET_OVERLAP);
    for secret in &mut endpoint.secrets {
        let ends = secret.expires_at.map_or(until, |ends| ends.min(until));
        secret.expires_at = Some(ends);
    }
    endpoint.secrets.retain(|secret| signs(secret, now));
    if endpoint.secrets.len() >= MAX_WEBHOOK_SECRETS {
        return Err(WebhookProblem::TooManySecrets);
    }
    endpoint.secrets.insert(0, added(text, now));
    restart(endpoint);
    Ok(())
}

/// Makes an endpoint as the settings have it. Returns whether anything changed.
pub(crate) fn declare(
    endpoint: &mut WebhookEndpoint,
    declared: &DeclaredWebhook,
    now: OffsetDateTime,
) -> bool {
    let is_same = endpoint.url == declared.url
        && endpoint
            .secrets
            .iter()
            .map(|secret| &secret.text)
            .eq(&declared.secrets);
    let has_moved = endpoint.url != declared.url;
    let is_over = |disabled: EndpointDisabled| match disabled.reason {
        DisabledReason::NotInSettings => true,
        // These are about the address before.
        DisabledReason::Gone | DisabledReason::FailedTooLong => has_moved,
        _ => false,
    };
    let is_enabled_by_this = endpoint.disabled.is_some_and(is_over);
    if is_same && !is_enabled_by_this {
        return false;
    }
    endpoint.url.clone_from(&declared.url);
    let secrets = declared.secrets.iter();
    endpoint.secrets = secrets.map(|text| added(text, now)).collect();
    if is_enabled_by_this {
        endpoint.disabled = None;
    }
    endpoint.retrying = None;
    restart(endpoint);
    true
}

/// Disables an endpoint that is no longer in the settings, and forgets its secrets. Returns whether anything changed.
pub(crate) fn remove_from_settings(endpoint: &mut WebhookEndpoint, now: OffsetDateTime) -> bool {
    let is_known = is_removed_from_settings(endpoint) && endpoint.disabled.is_some();
    progress::disable(endpoint, DisabledReason::NotInSettings, now);
    endpoint.secrets.clear();
    !is_known
}

/// Whether an endpoint of the settings is no longer there. One that the host disabled before keeps that reason, and has no
/// secrets either.
pub(crate) fn is_removed_from_settings(endpoint: &WebhookEndpoint) -> bool {
    endpoint.origin == EndpointOrigin::Settings && endpoint.secrets.is_empty()
}

/// Checks the secrets of an endpoint of the settings.
///
/// # Errors
/// [`WebhookProblem::Secret`] or [`WebhookProblem::TooManySecrets`].
pub(crate) fn check_secrets(secrets: &[String]) -> Result<(), WebhookProblem> {
    if secrets.len() > MAX_WEBHOOK_SECRETS {
        return Err(WebhookProblem::TooManySecrets);
    }
    let are_valid = secrets
        .iter()
        .all(|text| WebhookSecret::parse(text).is_ok());
    match are_valid && !secrets.is_empty() {
        true => Ok(()),
        false => Err(WebhookProblem::Secret),
    }
}

/// A secret that signs until it is replaced.
pub(crate) fn added(text: &str, now: OffsetDateTime) -> EndpointSecret {
    EndpointSecret {
        text: text.to_owned(),
        added_at: now,
        expires_at: None,
    }
}

/// Whether a secret signs at this time.
pub(crate) fn signs(secret: &EndpointSecret, now: OffsetDateTime) -> bool {
    secret.expires_at.is_none_or(|ends| now < ends)
}

/// The secrets of an endpoint that sign at this time, the newest first.
#[must_use]
pub fn signing_secrets(endpoint: &WebhookEndpoint, now: OffsetDateTime) -> Vec<WebhookSecret> {
    let signing = endpoint.secrets.iter().filter(|secret| signs(secret, now));
    let signing = signing.filter_map(|secret| WebhookSecret::parse(&secret.text).ok());
    signing.collect()
}

/// Delivery begins again with what has changed.
pub(crate) fn restart(endpoint: &mut WebhookEndpoint) {
    endpoint.generation = endpoint.generation.saturating_add(1);
}
