//! Limits of webhooks.

use super::super::{
    row::{Section, bytes, count, time},
    source::{after, constant},
};
use chat_app::{MAX_WEBHOOK_SECRETS, MAX_WEBHOOK_URL, WEBHOOK_RETRIES, WebhookSettings};
use std::time::Duration;

pub(super) fn webhooks() -> Section {
    let about = "Each endpoint is served by itself, so none delays another.".to_owned();
    let seconds = |file, name: &str| {
        let name = format!("const {name}: ");
        Duration::from_secs(after(file, &[&name, "from_secs("]))
    };
    let retry = "chat-app/src/webhooks/retry.rs";
    let sent = "chat-webhooks/src/https.rs";
    let rows = vec![
        count(
            "webhook endpoints of a clinic",
            WebhookSettings::default().max_endpoints,
            "409 `too_many_webhooks`",
        ),
        count(
            "secrets of an endpoint that sign",
            MAX_WEBHOOK_SECRETS,
            "409 `too_many_webhook_secrets`",
        ),
        bytes(
            "address of an endpoint",
            MAX_WEBHOOK_URL,
            "422 `invalid_webhook_url`",
        ),
        time(
            "wait for an answer",
            Duration::from_secs(after(sent, &["timeout: Duration::from_secs("])),
            "a failed attempt",
        ),
        bytes(
            "answer of a receiver",
            constant(sent, "ANSWER_BYTES"),
            "not read; a longer head is a failed attempt",
        ),
        time(
            "time between two attempts, before a quarter of chance",
            seconds(retry, "LONGEST"),
            "no longer",
        ),
        time(
            "`Retry-After` of a receiver",
            seconds(retry, "LONGEST_ASKED"),
            "sent again after this time",
        ),
        time(
            "attempts of one event",
            WEBHOOK_RETRIES,
            "the endpoint is disabled, and goes on there once it is enabled",
        ),
    ];
    ("Webhooks", about, rows)
}
