//! Endpoints of the settings.

use crate::{
    clinic::{CLINIC, PATIENCE, ids, say, service, until, visit},
    receiver::{OK, Receiver, status},
};
use chat_app::{
    AppError, ChatService, DeclaredWebhook, NewSecret, SignatureKind, WebhookChange, WebhookProblem,
};
use chat_ports::{DisabledReason, EndpointId, EndpointKey, EndpointOrigin};
use chat_webhooks::WebhookSender;
use std::{convert::Infallible, time::Duration};
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

const KEY: EndpointKey = EndpointKey {
    clinic: CLINIC,
    id: EndpointId::new(Uuid::from_u128(7)),
};

fn declared(url: &str) -> DeclaredWebhook {
    DeclaredWebhook {
        clinic: CLINIC,
        id: KEY.id,
        url: url.to_owned(),
        secrets: vec!["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()],
    }
}

/// A process with these settings.
fn started(
    service: &ChatService,
    receiver: &Receiver,
    declared: Vec<DeclaredWebhook>,
) -> AbortOnDropHandle<Infallible> {
    let sender = WebhookSender::new(service.clone(), receiver.clone()).with_declared(declared);
    AbortOnDropHandle::new(tokio::spawn(sender.run()))
}

#[tokio::test(start_paused = true)]
async fn endpoint_keeps_its_place_over_changes_of_the_settings() {
    let service = service();
    let visit = visit(&service).await;
    let receiver = Receiver::willing();
    let first = started(&service, &receiver, vec![declared("https://one.example/")]);
    let stored = loop {
        match service.webhook(KEY).await {
            Ok(stored) => break stored,
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    };
    assert_eq!(stored.origin, EndpointOrigin::Settings);
    assert_eq!(stored.delivered.position, 2, "the next event from now on");
    say(&service, visit, "to one").await;
    until(&service, KEY, |it| it.delivered.position == 3).await;
    drop(first);
    let without = started(&service, &receiver, Vec::new());
    let missing = until(&service, KEY, |it| it.disabled.is_some()).await;
    let reason = missing.disabled.map(|disabled| disabled.reason);
    assert_eq!(reason, Some(DisabledReason::NotInSettings));
    say(&service, visit, "while it is not there").await;
    tokio::time::sleep(PATIENCE).await;
    assert_eq!(receiver.ids().len(), 1);
    drop(without);
    let other = declared("https://other.example/");
    let _again = started(&service, &receiver, vec![other]);
    receiver.wait_for(2).await;
    assert_eq!(receiver.ids(), ids(&service).await[2..]);
    let urls = receiver.got().into_iter().map(|(got, _)| got.url);
    assert!(urls.eq(["https://one.example/", "https://other.example/"]));
}

#[tokio::test(start_paused = true)]
async fn host_can_disable_and_not_change_an_endpoint_of_the_settings() {
    let service = service();
    let wanted = [declared("https://one.example/")];
    service.declare_webhooks(&wanted).await.unwrap();
    let before = service.webhook(KEY).await.unwrap();
    service.declare_webhooks(&wanted).await.unwrap();
    assert_eq!(
        service.webhook(KEY).await.unwrap(),
        before,
        "nothing changed"
    );
    let change = |url: Option<&str>, enabled| WebhookChange {
        url: url.map(str::to_owned),
        enabled,
        after: None,
    };
    let refused = |error: AppError| {
        let is_so = matches!(error, AppError::Webhook(WebhookProblem::InSettings));
        assert!(is_so, "{error}");
    };
    let moved = change(Some("https://other.example/"), None);
    refused(service.change_webhook(KEY, moved).await.unwrap_err());
    refused(service.delete_webhook(KEY).await.unwrap_err());
    let new = NewSecret::Generated(SignatureKind::Hmac);
    let rotated = service.rotate_webhook_secret(KEY, new, PATIENCE).await;
    refused(rotated.unwrap_err());
    let disabled = service.change_webhook(KEY, change(None, Some(false))).await;
    let reason = disabled.unwrap().disabled.map(|disabled| disabled.reason);
    assert_eq!(reason, Some(DisabledReason::ByHost));
    // A restart of the server does not enable it.
    service.declare_webhooks(&wanted).await.unwrap();
    assert!(service.webhook(KEY).await.unwrap().disabled.is_some());
}

#[tokio::test]
async fn endpoint_that_was_removed_from_the_settings_can_only_be_deleted() {
    let enable = WebhookChange {
        enabled: Some(true),
        ..WebhookChange::default()
    };
    let disable = WebhookChange {
        enabled: Some(false),
        ..WebhookChange::default()
    };
    for is_disabled_before in [false, true] {
        let service = service();
        let wanted = [declared("https://one.example/")];
        service.declare_webhooks(&wanted).await.unwrap();
        if is_disabled_before {
            let disabled = service.change_webhook(KEY, disable.clone()).await;
            disabled.unwrap();
        }
        service.declare_webhooks(&[]).await.unwrap();
        let enabled = service.change_webhook(KEY, enable.clone()).await;
        assert!(
            matches!(enabled, Err(AppError::Webhook(WebhookProblem::InSettings))),
            "{enabled:?}"
        );
        service.declare_webhooks(&wanted).await.unwrap();
        let again = service.webhook(KEY).await.unwrap();
        assert_eq!(again.disabled.is_some(), is_disabled_before);
        assert_eq!(again.secrets.len(), 1);
        service.declare_webhooks(&[]).await.unwrap();
        service.delete_webhook(KEY).await.unwrap();
        assert_eq!(service.webhooks(CLINIC).await.unwrap(), []);
    }
}

#[tokio::test(start_paused = true)]
async fn new_address_in_the_settings_enables_an_endpoint_that_was_gone() {
    let service = service();
    let receiver = Receiver::new(|got, _| {
        let is_gone = got.url == "https://one.example/";
        Some(if is_gone { status(410) } else { OK })
    });
    let one = declared("https://one.example/");
    let first = started(&service, &receiver, vec![one.clone()]);
    while service.webhook(KEY).await.is_err() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    visit(&service).await;
    until(&service, KEY, |it| it.disabled.is_some()).await;
    drop(first);
    service.declare_webhooks(&[one]).await.unwrap();
    assert!(service.webhook(KEY).await.unwrap().disabled.is_some());
    let _moved = started(
        &service,
        &receiver,
        vec![declared("https://other.example/")],
    );
    until(&service, KEY, |it| it.delivered.position == 2).await;
}

#[tokio::test]
async fn settings_that_are_not_valid_change_nothing() {
    let service = service();
    let good = declared("https://one.example/");
    let none = DeclaredWebhook {
        secrets: Vec::new(),
        ..good.clone()
    };
    for wrong in [declared("http://one.example/"), none] {
        let refused = service.declare_webhooks(&[wrong]).await;
        assert!(matches!(refused, Err(AppError::Webhook(_))), "{refused:?}");
        assert_eq!(service.webhooks(CLINIC).await.unwrap(), []);
    }
}
