//! Push messages, received by a push service on this machine and decrypted as a browser does.

use crate::people::{Host, NOTIFICATION, PATIENT};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chat_notify::{InvalidSubscription, PushNotifier, PushOptions, PushSubscription, VapidKey};
use chat_ports::{Notifier as _, PortError};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::{net::TcpListener, sync::mpsc};
use web_push_native::{
    Auth, decrypt,
    p256::{
        SecretKey,
        ecdsa::{Signature, VerifyingKey, signature::Verifier as _},
    },
};

/// The private key of RFC 8292's usual examples; any would do.
const VAPID: &str = "RS0WdYWWo1HajXg3NZR1olzCf31i-ZBGDkFyCs7j1jw";
const AUTH: [u8; 16] = [7; 16];

type Request = (HeaderMap, Bytes);

/// A push service that answers with this status. Returns its host and port, and what arrives.
async fn service(status: StatusCode) -> (String, mpsc::UnboundedReceiver<Request>) {
    let (arrived, inbox) = mpsc::unbounded_channel();
    let app = Router::new()
        .route(
            "/send/{subscription}",
            post(
                async move |State(arrived): State<mpsc::UnboundedSender<Request>>, head, body| {
                    arrived.send((head, body)).unwrap();
                    status
                },
            ),
        )
        .with_state(arrived);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (host, inbox)
}

/// A browser: its private key, and its subscription at a service.
fn browser(host: &str) -> (SecretKey, PushSubscription) {
    let private = SecretKey::from_slice(&[9; 32]).unwrap();
    let public = BASE64.encode(private.public_key().to_sec1_bytes());
    let endpoint = format!("http://{host}/send/1");
    let subscription = PushSubscription::new(&endpoint, &public, &BASE64.encode(AUTH));
    (private, subscription.unwrap())
}

fn options(host: &str) -> PushOptions {
    let key = VapidKey::new(VAPID, "mailto:it@clinic.example").unwrap();
    let mut options = PushOptions::new(key);
    options.also_services.push(host.to_owned());
    options
}

#[tokio::test]
async fn browser_decrypts_a_link_and_nothing_else_about_the_person() {
    let (host, mut inbox) = service(StatusCode::CREATED).await;
    let (private, subscription) = browser(&host);
    let contacts = Arc::new(Host::knows([(subscription, Some("es"))]));
    let notifier = PushNotifier::new(options(&host), contacts).unwrap();
    notifier.notify(NOTIFICATION).await.unwrap();

    let (head, body) = inbox.recv().await.unwrap();
    assert_eq!(head["content-encoding"], "aes128gcm");
    assert_eq!(head["ttl"], "86400");
    assert_eq!(head["urgency"], "high");
    let clear = decrypt(body.to_vec(), &private, &Auth::from(AUTH)).unwrap();
    let content: Value = serde_json::from_slice(&clear).unwrap();
    let expected = json!({
        "title": "Tiene un mensaje sin leer",
        "body": "Tiene un mensaje sin leer. Para leerlo y responder, abra este enlace:",
        "link": "https://clinic.example/v/2",
    });
    assert_eq!(content, expected);

    // RFC 8292: signed by the key that the browser subscribed with, for this service only.
    let signed = head["authorization"].to_str().unwrap();
    let signed = signed.strip_prefix("vapid t=").unwrap();
    let (token, key) = signed.split_once(", k=").unwrap();
    assert_eq!(key, options(&host).key.public());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let key = VerifyingKey::from_sec1_bytes(&BASE64.decode(key).unwrap()).unwrap();
    let signature = Signature::from_slice(&BASE64.decode(signature).unwrap()).unwrap();
    key.verify(message.as_bytes(), &signature).unwrap();
    let claims = message.split_once('.').unwrap().1;
    let claims: Value = serde_json::from_slice(&BASE64.decode(claims).unwrap()).unwrap();
    assert_eq!(claims["aud"], format!("http://{host}"));
    assert_eq!(claims["sub"], "mailto:it@clinic.example");
}

#[tokio::test]
async fn host_learns_that_a_subscription_is_gone() {
    for (status, gone) in [
        (StatusCode::GONE, 1),
        (StatusCode::NOT_FOUND, 1),
        (StatusCode::CREATED, 0),
    ] {
        let (host, _inbox) = service(status).await;
        let contacts = Arc::new(Host::knows([(browser(&host).1, None)]));
        let notifier = PushNotifier::new(options(&host), contacts.clone()).unwrap();
        notifier.notify(NOTIFICATION).await.unwrap();
        assert_eq!(
            *contacts.gone.lock().unwrap(),
            vec![PATIENT; gone],
            "{status}"
        );
    }
}

#[tokio::test]
async fn failures_are_retried_and_unknown_services_are_not_called() {
    let (host, _inbox) = service(StatusCode::TOO_MANY_REQUESTS).await;
    let contacts = || Arc::new(Host::knows([(browser(&host).1, None)]));
    let notifier = PushNotifier::new(options(&host), contacts()).unwrap();
    let refused = notifier.notify(NOTIFICATION).await.unwrap_err();
    assert!(matches!(refused, PortError::Unavailable(_)), "{refused}");
    assert!(!refused.to_string().contains("/send/"), "{refused}");

    let (host, mut inbox) = service(StatusCode::CREATED).await;
    let contacts = Arc::new(Host::knows([(browser(&host).1, None)]));
    let notifier = PushNotifier::new(options("push.example.org"), contacts).unwrap();
    let refused = notifier.notify(NOTIFICATION).await;
    assert!(matches!(refused, Err(PortError::Invalid(_))));
    assert!(inbox.try_recv().is_err());
}

#[tokio::test]
async fn refusals_that_stay_are_not_retried() {
    for status in [
        StatusCode::BAD_REQUEST,
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::PAYLOAD_TOO_LARGE,
    ] {
        let (host, _inbox) = service(status).await;
        let contacts = Arc::new(Host::knows([(browser(&host).1, None)]));
        let notifier = PushNotifier::new(options(&host), contacts).unwrap();
        let refused = notifier.notify(NOTIFICATION).await;
        assert!(matches!(refused, Err(PortError::Invalid(_))), "{status}");
    }
}

/// The first subscription is gone, which the host can't record.
#[tokio::test]
async fn host_that_fails_keeps_no_other_browser_from_being_reached() {
    let (gone, _inbox) = service(StatusCode::GONE).await;
    let (host, mut inbox) = service(StatusCode::CREATED).await;
    let browsers = [browser(&gone).1, browser(&host).1].map(|browser| (browser, None));
    let mut contacts = Host::knows(browsers);
    contacts.forgets_nothing = true;
    let mut options = options(&host);
    options.also_services.push(gone);
    let notifier = PushNotifier::new(options, Arc::new(contacts)).unwrap();
    let result = notifier.notify(NOTIFICATION).await;
    assert!(matches!(result, Err(PortError::Unavailable(_))));
    assert!(inbox.try_recv().is_ok());
}

#[test]
fn invalid_subscriptions_and_keys_are_refused() {
    let (_, good) = browser("127.0.0.1:1");
    let key = BASE64.encode(
        SecretKey::from_slice(&[9; 32])
            .unwrap()
            .public_key()
            .to_sec1_bytes(),
    );
    let auth = BASE64.encode(AUTH);
    let new = PushSubscription::new;
    assert_eq!(
        new(good.endpoint(), &format!("{key}="), &auth).unwrap(),
        good
    );
    assert_eq!(new("no", &key, &auth), Err(InvalidSubscription::Endpoint));
    assert_eq!(
        new(good.endpoint(), "AAAA", &auth),
        Err(InvalidSubscription::Key)
    );
    assert_eq!(
        new(good.endpoint(), &key, "AAAA"),
        Err(InvalidSubscription::Auth)
    );
    for (private, contact) in [("AAAA", "mailto:it@clinic.example"), (VAPID, "clinic")] {
        assert!(VapidKey::new(private, contact).is_err());
    }
    let shown = format!("{:?}", options("a").key);
    assert!(!shown.contains(VAPID), "{shown}");
}
