//! Webhook endpoints, managed by the host.

use crate::clinic::{ADA, Clinic};
use axum::{Router, http::Method};
use chat_app::{ChatService, Ports, Settings};
use chat_domain::ClinicId;
use chat_http::{Claims, HttpOptions, JwtAuthenticator, router};
use chat_memory::{LocalFanout, MemoryAttachmentStore, MemoryUploadLedger, MemoryVisitLog};
use serde_json::{Value, json};
use std::sync::Arc;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

const URL: &str = "https://host.example/events?key=7";

async fn create(clinic: &Clinic, body: Value) -> Value {
    let created = clinic.post("/v1/webhooks", &clinic.host(), &body).await;
    created.expect(201).json()
}

async fn list(clinic: &Clinic) -> Vec<Value> {
    let page = clinic.get("/v1/webhooks", &clinic.host()).await;
    page.expect(200).json()["webhooks"]
        .as_array()
        .unwrap()
        .clone()
}

fn path(webhook: &Value) -> String {
    format!("/v1/webhooks/{}", webhook["id"].as_str().unwrap())
}

async fn edit(clinic: &Clinic, webhook: &Value, body: Value) -> crate::http::Answer {
    clinic.patch(&path(webhook), &clinic.host(), &body).await
}

#[tokio::test]
async fn host_creates_lists_changes_and_deletes_endpoints() {
    let clinic = Clinic::new().await;
    assert_eq!(list(&clinic).await, [] as [Value; 0]);
    let created = create(&clinic, json!({ "url": URL })).await;
    let secret = created["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"));
    let webhook = &created["webhook"];
    let events = clinic.get("/v1/events", &clinic.host()).await.json();
    assert_eq!(
        webhook["cursor"], events["cursor"],
        "the first event from now on"
    );
    for (name, expected) in [
        ("url", json!(URL)),
        ("managed_by", json!("api")),
        ("enabled", json!(true)),
        ("disabled", json!(null)),
        ("waiting_since", json!(null)),
        ("retrying", json!(null)),
        ("last_failure", json!(null)),
    ] {
        assert_eq!(webhook[name], expected, "{name}");
    }
    assert_eq!(webhook["secrets"][0]["signature"], "hmac");
    let listed = list(&clinic).await;
    assert_eq!(listed, std::slice::from_ref(webhook));
    assert!(!json!(listed).to_string().contains(secret), "shown once");
    let one = clinic.get(&path(webhook), &clinic.host()).await;
    assert_eq!(one.expect(200).json(), *webhook);
    let other = "https://other.example/";
    let change = json!({ "url": other, "enabled": false, "after": "" });
    let changed = edit(&clinic, webhook, change).await.expect(200).json();
    assert_eq!(changed["url"], other);
    assert_eq!(changed["enabled"], false);
    assert_eq!(changed["disabled"]["reason"], "by_host");
    assert!(changed["cursor"].as_str().unwrap().starts_with("0."));
    let first = clinic.get("/v1/events", &clinic.host()).await.json();
    assert_eq!(changed["waiting_since"], first["events"][0]["time"]);
    let enabled = edit(&clinic, webhook, json!({ "enabled": true }))
        .await
        .expect(200);
    assert_eq!(enabled.json()["disabled"], json!(null));
    let (path, token) = (path(webhook), clinic.host());
    let delete = || clinic.call(Method::DELETE, &path, &token);
    delete().await.expect(204);
    assert_eq!(list(&clinic).await, [] as [Value; 0]);
    delete().await.refuses(404, "webhook_unknown");
}

#[tokio::test]
async fn rotated_secret_is_shown_once_and_the_earlier_ones_expire() {
    let clinic = Clinic::new().await;
    let created = create(&clinic, json!({ "url": URL, "signature": "ed25519" })).await;
    let webhook = &created["webhook"];
    assert!(created["secret"].as_str().unwrap().starts_with("whsk_"));
    let public = webhook["secrets"][0]["public_key"].as_str().unwrap();
    assert!(public.starts_with("whpk_"));
    let secrets = format!("{}/secrets", path(webhook));
    let own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let body = json!({ "secret": own, "overlap_seconds": 60 });
    let rotated = clinic
        .post(&secrets, &clinic.host(), &body)
        .await
        .expect(201)
        .json();
    assert_eq!(rotated["secret"], own);
    let listed = rotated["webhook"]["secrets"].as_array().unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(
        (&listed[0]["signature"], &listed[0]["expires_at"]),
        (&json!("hmac"), &json!(null))
    );
    let expires = |secret: &Value| {
        OffsetDateTime::parse(secret["expires_at"].as_str().unwrap(), &Rfc3339).unwrap()
    };
    let added = OffsetDateTime::parse(listed[0]["added_at"].as_str().unwrap(), &Rfc3339).unwrap();
    assert_eq!(expires(&listed[1]) - added, Duration::seconds(60));
    for _ in 0..3 {
        clinic
            .post(&secrets, &clinic.host(), &json!({}))
            .await
            .expect(201);
    }
    let refused = clinic.post(&secrets, &clinic.host(), &json!({})).await;
    refused.refuses(409, "too_many_webhook_secrets");
    // None of the others signs any more.
    let now = json!({ "overlap_seconds": 0 });
    let rotated = clinic
        .post(&secrets, &clinic.host(), &now)
        .await
        .expect(201)
        .json();
    assert_eq!(rotated["webhook"]["secrets"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn bad_input_is_a_problem_and_changes_nothing() {
    let clinic = Clinic::new().await;
    let webhook = create(&clinic, json!({ "url": URL })).await["webhook"].clone();
    for (url, sentence) in [
        ("host.example", "The address can't be read."),
        (
            "http://host.example/",
            "The address must begin with https://.",
        ),
        (
            "https://10.0.0.1/",
            "The server does not send requests to this IP address.",
        ),
        (
            "https://localhost/",
            "The server does not send requests to this IP address.",
        ),
        (
            "https://me:word@host.example/",
            "The address has a user, a password or a fragment. Use the path or the query instead.",
        ),
    ] {
        let body = json!({ "url": url });
        let create = clinic.post("/v1/webhooks", &clinic.host(), &body).await;
        for answer in [create, edit(&clinic, &webhook, body).await] {
            answer.refuses(422, "invalid_webhook_url");
            assert_eq!(answer.json()["detail"], sentence);
        }
    }
    let with_secret = json!({ "url": URL, "secret": "whsec_c2hvcnQ=" });
    let answer = clinic
        .post("/v1/webhooks", &clinic.host(), &with_secret)
        .await;
    answer.refuses(422, "invalid_webhook_secret");
    for (after, status, code) in [
        ("nonsense", 400, "invalid_cursor"),
        (
            &format!("7.{}", Uuid::now_v7().simple()),
            409,
            "unknown_cursor",
        ),
    ] {
        let body = json!({ "url": URL, "after": after });
        let create = clinic.post("/v1/webhooks", &clinic.host(), &body).await;
        create.refuses(status, code);
        edit(&clinic, &webhook, json!({ "after": after }))
            .await
            .refuses(status, code);
    }
    assert_eq!(list(&clinic).await, [webhook]);
    for _ in 0..19 {
        create(&clinic, json!({ "url": URL })).await;
    }
    let answer = clinic
        .post("/v1/webhooks", &clinic.host(), &json!({ "url": URL }))
        .await;
    answer.refuses(409, "too_many_webhooks");
}

#[tokio::test]
async fn endpoints_are_the_hosts_and_of_one_clinic() {
    let clinic = Clinic::new().await;
    let webhook = create(&clinic, json!({ "url": URL })).await["webhook"].clone();
    for token in [clinic.token(ADA), clinic.overseer()] {
        for path in ["/v1/webhooks", &path(&webhook), "/v1/webhooks/nonsense"] {
            clinic.get(path, &token).await.refuses(403, "host_only");
        }
    }
    let claims = Claims::host(ClinicId::new(Uuid::now_v7()), Duration::hours(1));
    let other = clinic.issue(&claims);
    let answer = clinic.get(&path(&webhook), &other).await;
    answer.refuses(404, "webhook_unknown");
    let answer = clinic.get("/v1/webhooks", &other).await.expect(200).json();
    assert_eq!(answer["webhooks"], json!([]));
}

#[tokio::test]
async fn service_without_webhooks_says_so() {
    let mut clinic = Clinic::new().await;
    let ports = Ports::new(
        MemoryVisitLog::new(),
        MemoryAttachmentStore::new(),
        MemoryUploadLedger::new(),
        LocalFanout::new(),
    );
    let service = ChatService::new(ports, Settings::default());
    let login = Arc::new(JwtAuthenticator::new(crate::clinic::SECRET).unwrap());
    clinic.router = Router::new().nest("/chat", router(service, login, HttpOptions::default()));
    let answer = clinic.get("/v1/webhooks", &clinic.host()).await;
    answer.refuses(501, "no_webhooks");
}
