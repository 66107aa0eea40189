//! Delivering events that are received.

use crate::{
    clinic::{CLINIC, PATIENCE, endpoint, ids, say, service, until, visit},
    receiver::{OK, Receiver, status},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chat_app::{ChatService, EventCursor, NewSecret, NewWebhook, SignatureKind, WebhookChange};
use chat_webhooks::WebhookSender;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::{collections::BTreeSet, time::Duration};
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

const URL: &str = "https://host.example/events";

pub(crate) fn sending(
    service: &ChatService,
    receiver: &Receiver,
) -> AbortOnDropHandle<std::convert::Infallible> {
    let sender = WebhookSender::new(service.clone(), receiver.clone());
    AbortOnDropHandle::new(tokio::spawn(sender.run()))
}

#[tokio::test(start_paused = true)]
async fn every_event_is_delivered_once_and_in_order() {
    let service = service();
    let one = visit(&service).await;
    let (created, _) = endpoint(&service, URL).await;
    let receiver = Receiver::willing();
    let _sending = sending(&service, &receiver);
    let other = visit(&service).await;
    for visit in [one, other, one, other, other, one] {
        say(&service, visit, "hello").await;
    }
    let all = ids(&service).await;
    receiver.wait_for(all.len()).await;
    assert_eq!(receiver.ids(), all);
    let at_the_end = |it: &chat_ports::WebhookEndpoint| it.delivered.position == all.len() as u64;
    let delivered = until(&service, created.key(), at_the_end).await;
    assert_eq!(
        (
            delivered.retrying,
            delivered.last_failure,
            delivered.disabled
        ),
        (None, None, None)
    );
    // Nothing more, although the sender looks again and again.
    tokio::time::sleep(PATIENCE).await;
    assert_eq!(receiver.ids(), all);
}

/// Verified as the specification tells a receiver to.
#[tokio::test(start_paused = true)]
async fn delivery_is_a_signed_cloud_event_without_content() {
    let service = service();
    let visit = visit(&service).await;
    say(&service, visit, "canary-4711").await;
    let (_, secret) = endpoint(&service, URL).await;
    let receiver = Receiver::willing();
    let _sending = sending(&service, &receiver);
    receiver.wait_for(3).await;
    let (got, _) = receiver.got().pop().unwrap();
    let body = std::str::from_utf8(&got.body).unwrap();
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap();
    let signed = format!("{}.{}.{body}", got.id, got.timestamp);
    let mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    let mac = mac.chain_update(signed).finalize().into_bytes();
    assert_eq!(got.signature, format!("v1,{}", STANDARD.encode(mac)));
    assert_eq!(got.timestamp, service.now().unix_timestamp());
    let event: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(event["id"], got.id);
    assert_eq!(event["type"], "visit.message.sent");
    assert_eq!(event["specversion"], "1.0");
    assert!(!body.contains("canary-4711"));
}

#[tokio::test(start_paused = true)]
async fn events_have_content_if_the_clinic_wants_it() {
    let service = service();
    let visit = visit(&service).await;
    say(&service, visit, "canary-4711").await;
    endpoint(&service, URL).await;
    let receiver = Receiver::willing();
    let sender = WebhookSender::new(service.clone(), receiver.clone());
    let sender = sender.with_event_content(BTreeSet::from([CLINIC]));
    let _sending = AbortOnDropHandle::new(tokio::spawn(sender.run()));
    receiver.wait_for(3).await;
    let (got, _) = receiver.got().pop().unwrap();
    let body = String::from_utf8(got.body.to_vec()).unwrap();
    assert!(body.contains("canary-4711"), "{body}");
}

/// A receiver accepts a delivery if one of the signatures is right.
#[tokio::test(start_paused = true)]
async fn all_secrets_sign_until_the_replaced_ones_expire() {
    let service = service();
    let visit = visit(&service).await;
    let (created, _) = endpoint(&service, URL).await;
    let receiver = Receiver::willing();
    let _sending = sending(&service, &receiver);
    receiver.wait_for(2).await;
    let overlap = Duration::from_secs(3_600);
    let kinds = [SignatureKind::Ed25519, SignatureKind::Hmac];
    for kind in kinds {
        let new = NewSecret::Generated(kind);
        let rotated = service.rotate_webhook_secret(created.key(), new, overlap);
        rotated.await.unwrap();
    }
    let versions = || {
        let (got, _) = receiver.got().pop().unwrap();
        let versions = got.signature.split(' ').map(|one| one.split(',').next());
        versions
            .map(|it| it.unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    say(&service, visit, "hello").await;
    receiver.wait_for(3).await;
    assert_eq!(versions(), ["v1", "v1a", "v1"]);
    tokio::time::sleep(overlap).await;
    say(&service, visit, "later").await;
    receiver.wait_for(4).await;
    assert_eq!(versions(), ["v1"]);
}

#[tokio::test(start_paused = true)]
async fn failing_endpoint_delays_no_other() {
    let service = service();
    let visit = visit(&service).await;
    endpoint(&service, "https://failing.example/").await;
    endpoint(&service, "https://hanging.example/").await;
    endpoint(&service, URL).await;
    let receiver = Receiver::new(|delivery, _| match &*delivery.url {
        "https://failing.example/" => Some(status(500)),
        "https://hanging.example/" => None,
        _ => Some(OK),
    });
    let _sending = sending(&service, &receiver);
    for _ in 0..5 {
        say(&service, visit, "hello").await;
    }
    let all = ids(&service).await;
    let of_ours = || {
        let got = receiver.got().into_iter();
        let ours = got.filter(|(got, _)| got.url == URL);
        ours.map(|(got, _)| got.id).collect::<Vec<_>>()
    };
    let begun = tokio::time::Instant::now();
    while of_ours() != all {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "no retry is waited for"
    );
}

#[tokio::test(start_paused = true)]
async fn new_endpoint_begins_with_the_next_event_or_after_a_cursor() {
    let service = service();
    let visit = visit(&service).await;
    let page = service.event_page(CLINIC, EventCursor::START, 1, Duration::ZERO);
    let after = page.await.unwrap().cursor;
    let receiver = Receiver::willing();
    let _sending = sending(&service, &receiver);
    for (url, after) in [(URL, None), ("https://other.example/", Some(after))] {
        let new = NewWebhook {
            clinic: CLINIC,
            url: url.to_owned(),
            secret: NewSecret::Generated(SignatureKind::Ed25519),
            after,
        };
        service.create_webhook(new).await.unwrap();
    }
    say(&service, visit, "hello").await;
    let all = ids(&service).await;
    let of = |url: &str| {
        let got = receiver.got().into_iter();
        got.filter(|(got, _)| got.url == url)
            .map(|(got, _)| got.id)
            .collect::<Vec<_>>()
    };
    receiver.wait_for(3).await;
    tokio::time::sleep(PATIENCE).await;
    assert_eq!(of(URL), all[2..]);
    assert_eq!(of("https://other.example/"), all[1..]);
}

#[tokio::test(start_paused = true)]
async fn changes_by_the_host_take_effect_immediately() {
    let service = service();
    let visit = visit(&service).await;
    let (created, _) = endpoint(&service, URL).await;
    let receiver = Receiver::new(|delivery, _| match &*delivery.url {
        URL => Some(status(500)),
        _ => Some(OK),
    });
    let _sending = sending(&service, &receiver);
    receiver.wait_for(8).await;
    let change = WebhookChange {
        url: Some("https://new.example/".to_owned()),
        ..WebhookChange::default()
    };
    let before = receiver.ids().len();
    service.change_webhook(created.key(), change).await.unwrap();
    let moved = timeout(Duration::from_secs(1), receiver.wait_for(before + 2));
    moved.await.expect("without waiting for the next retry");
    let disable = WebhookChange {
        enabled: Some(false),
        ..WebhookChange::default()
    };
    until(&service, created.key(), |it| it.delivered.position == 2).await;
    service
        .change_webhook(created.key(), disable)
        .await
        .unwrap();
    say(&service, visit, "hello").await;
    tokio::time::sleep(PATIENCE).await;
    assert_eq!(receiver.ids().len(), before + 2);
    let enable = WebhookChange {
        enabled: Some(true),
        ..WebhookChange::default()
    };
    service.change_webhook(created.key(), enable).await.unwrap();
    receiver.wait_for(before + 3).await;
    assert_eq!(receiver.handled(), ids(&service).await);
    service.delete_webhook(created.key()).await.unwrap();
    say(&service, visit, "after").await;
    tokio::time::sleep(PATIENCE).await;
    assert_eq!(receiver.ids().len(), before + 3);
}
