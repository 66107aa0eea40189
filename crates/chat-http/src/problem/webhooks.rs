//! Problems of webhook endpoints.

use super::Problem;
use axum::http::StatusCode;
use chat_app::{MAX_WEBHOOK_SECRETS, MAX_WEBHOOK_URL, WebhookProblem, WebhookUrlProblem};
use std::borrow::Cow;

impl Problem {
    /// The embedding service runs the chat without webhooks.
    pub(crate) fn no_webhooks() -> Self {
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            "no_webhooks",
            "This service has no webhooks.",
        )
    }

    /// The clinic has no such endpoint.
    pub(crate) fn webhook_unknown() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "webhook_unknown",
            "This webhook does not exist.",
        )
    }
}

impl From<WebhookProblem> for Problem {
    fn from(problem: WebhookProblem) -> Self {
        let (status, code, detail): (_, _, Cow<'static, str>) = match problem {
            WebhookProblem::Unknown => return Self::webhook_unknown(),
            WebhookProblem::Url(why) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid_webhook_url",
                url_sentence(why),
            ),
            WebhookProblem::Secret => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid_webhook_secret",
                "A secret is whsec_ and 24 to 64 bytes in Base64, or whsk_ and an Ed25519 key in Base64."
                    .into(),
            ),
            WebhookProblem::TooMany { max } => (
                StatusCode::CONFLICT,
                "too_many_webhooks",
                format!("A clinic has at most {max} webhooks. Delete one first.").into(),
            ),
            WebhookProblem::TooManySecrets => (
                StatusCode::CONFLICT,
                "too_many_webhook_secrets",
                format!(
                    "At most {MAX_WEBHOOK_SECRETS} secrets sign at a time. Wait until one expires, or choose a shorter overlap."
                )
                .into(),
            ),
            WebhookProblem::InSettings => (
                StatusCode::CONFLICT,
                "webhook_in_settings",
                "This webhook is managed in the settings of the server. Change it there.".into(),
            ),
        };
        Self::new(status, code, detail)
    }
}

fn url_sentence(why: WebhookUrlProblem) -> Cow<'static, str> {
    match why {
        WebhookUrlProblem::Unreadable => "The address can't be read.".into(),
        WebhookUrlProblem::TooLong => {
            format!("The address has more than {MAX_WEBHOOK_URL} bytes.").into()
        }
        WebhookUrlProblem::Parts => {
            "The address has a user, a password or a fragment. Use the path or the query instead."
                .into()
        }
        WebhookUrlProblem::NotHttps => "The address must begin with https://.".into(),
        WebhookUrlProblem::AddressRefused => {
            "The server does not send requests to this IP address.".into()
        }
    }
}
