//! The clinic's events for its host.

use crate::{
    clinic::{ADA, Clinic, PIA},
    http::{Answer, request},
};
use axum::{
    Router,
    body::Body,
    http::{Method, Request, header},
    response::Response,
};
use chat_app::{ChatService, Ports, Settings};
use chat_domain::ClinicId;
use chat_http::{EventReaders, HttpOptions, JwtAuthenticator, router};
use chat_memory::{LocalFanout, MemoryAttachmentStore, MemoryUploadLedger, MemoryVisitLog};
use futures::StreamExt as _;
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::time::timeout;
use tower::ServiceExt as _;
use uuid::Uuid;

/// Longer than any step takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// What no event may have.
const CANARY: &str = "canary-4711";

async fn events(clinic: &Clinic, query: &str) -> Answer {
    clinic
        .get(&format!("/v1/events{query}"), &clinic.host())
        .await
}

/// The page that an accepted query gets.
async fn read(clinic: &Clinic, query: &str) -> Value {
    events(clinic, query).await.expect(200).json()
}

/// The clinic's router with other options or another service.
fn routes(clinic: &mut Clinic, service: ChatService, options: HttpOptions) {
    let login = Arc::new(JwtAuthenticator::new(crate::clinic::SECRET).unwrap());
    clinic.router = Router::new().nest("/chat", router(service, login, options));
}

async fn say(clinic: &Clinic, text: &str) {
    let body = json!({ "client_id": Uuid::now_v7(), "recipient": "everyone", "text": text });
    clinic
        .post(
            &clinic.path("/chats/visit/messages"),
            &clinic.token(ADA),
            &body,
        )
        .await
        .expect(200);
}

#[tokio::test]
async fn host_reads_events_as_cloud_events() {
    let clinic = Clinic::new().await;
    say(&clinic, "hello").await;
    let page = read(&clinic, "").await;
    let all = page["events"].as_array().unwrap();
    assert_eq!(all[0]["type"], "visit.scheduled");
    assert_eq!(all[1]["type"], "visit.participant.added");
    let last = all.last().unwrap();
    assert_eq!(last["type"], "visit.message.sent");
    assert_eq!(last["specversion"], "1.0");
    assert_eq!(last["source"], format!("urn:uuid:{}", clinic.clinic));
    assert_eq!(last["subject"], clinic.visit.to_string());
    let id = last["id"].as_str().unwrap();
    let start = format!("{}/{}/", clinic.visit, all.len());
    let micros = id.strip_prefix(&start).unwrap();
    let time = OffsetDateTime::parse(last["time"].as_str().unwrap(), &Rfc3339).unwrap();
    assert_eq!(micros, (time.unix_timestamp_nanos() / 1_000).to_string());
    assert_eq!(last["data"]["chat"], "visit");
    assert_eq!(
        last["data"]["actor"]["person"],
        Uuid::from_u128(ADA).to_string()
    );
    assert_eq!(page["more"], false);
    let cursor = page["cursor"].as_str().unwrap();
    let rest = read(&clinic, &format!("?after={cursor}")).await;
    assert_eq!(
        rest,
        json!({ "events": [], "cursor": cursor, "more": false })
    );
    let first = read(&clinic, "?limit=1").await;
    assert_eq!(
        (&first["events"][0], &first["more"]),
        (&all[0], &json!(true))
    );
}

#[tokio::test]
async fn content_is_left_out_unless_the_clinic_wants_it() {
    for wanted in [false, true] {
        let mut clinic = Clinic::new().await;
        if wanted {
            let options = HttpOptions::default()
                .with_event_content(BTreeSet::from([ClinicId::new(clinic.clinic)]));
            let service = clinic.service.clone();
            routes(&mut clinic, service, options);
        }
        say(&clinic, CANARY).await;
        let page = read(&clinic, "").await;
        let count = page["events"].as_array().unwrap().len();
        let page = page.to_string();
        let (texts, names) = (page.contains(CANARY), page.contains("\"name\""));
        assert_eq!((texts, names), (wanted, wanted));
        let stream = read_stream(&clinic, "", count).await;
        assert_eq!(stream.contains(CANARY), wanted, "{stream}");
    }
}

#[tokio::test]
async fn only_the_host_reads_events() {
    let clinic = Clinic::new().await;
    for token in [clinic.token(ADA), clinic.token(PIA), clinic.overseer()] {
        let answer = clinic.get("/v1/events", &token).await;
        answer.refuses(403, "host_only");
        let streamed = clinic.send(stream_request("", &token)).await;
        streamed.refuses(403, "host_only");
    }
    let another = Clinic::new().await;
    let cursor = read(&clinic, "").await["cursor"].clone();
    let query = format!("?after={}", cursor.as_str().unwrap());
    events(&another, &query)
        .await
        .refuses(409, "unknown_cursor");
}

#[tokio::test]
async fn wrong_queries_are_refused() {
    let clinic = Clinic::new().await;
    for (query, code) in [
        ("?after=garbage", "invalid_cursor"),
        ("?after=7", "invalid_cursor"),
        ("?limit=-1", "invalid_query"),
        ("?wait=soon", "invalid_query"),
        ("?before=1", "invalid_query"),
    ] {
        events(&clinic, query).await.refuses(400, code);
    }
    let beyond = format!("?after=9999.{}", Uuid::now_v7().simple());
    events(&clinic, &beyond)
        .await
        .refuses(409, "unknown_cursor");
    for query in ["?after=", "?limit=1001", "?wait=61"] {
        read(&clinic, query).await;
    }
}

#[tokio::test]
async fn long_poll_is_answered_by_the_next_event() {
    let clinic = Clinic::new().await;
    let page = read(&clinic, "").await;
    let query = format!("?wait=60&after={}", page["cursor"].as_str().unwrap());
    let asked = events(&clinic, &query);
    let sent = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        say(&clinic, "hello").await;
    };
    let (page, ()) = timeout(PATIENCE, futures::future::join(asked, sent))
        .await
        .unwrap();
    assert_eq!(
        page.expect(200).json()["events"][0]["type"],
        "visit.message.sent"
    );
}

#[tokio::test]
async fn shutdown_ends_what_waits() {
    let clinic = Clinic::new().await;
    let page = read(&clinic, "").await;
    let query = format!("?wait=60&after={}", page["cursor"].as_str().unwrap());
    let (asked, stream) = (events(&clinic, &query), read_stream(&clinic, "", 1_000));
    let stop = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        clinic.shutdown.begin();
    };
    let all = futures::future::join3(asked, stream, stop);
    let (page, stream, ()) = timeout(PATIENCE, all).await.unwrap();
    page.refuses(503, "unavailable");
    assert!(stream.contains("visit.scheduled"));
}

#[tokio::test]
async fn stream_has_all_events_and_goes_on_after_the_last_id() {
    let clinic = Clinic::new().await;
    say(&clinic, "one").await;
    let all = read(&clinic, "").await;
    let all = all["events"].as_array().unwrap();
    let reading = read_stream(&clinic, "", all.len() + 1);
    let sent = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        say(&clinic, "two").await;
    };
    let both = futures::future::join(reading, sent);
    let (text, ()) = timeout(PATIENCE, both).await.unwrap();
    let streamed = parsed(&text);
    assert_eq!(streamed.len(), all.len() + 1);
    for ((_, name, data), event) in streamed.iter().zip(all) {
        assert_eq!((data, json!(name)), (event, event["type"].clone()));
    }
    for (place, (id, _, _)) in streamed.iter().enumerate().take(all.len()) {
        let rest = read_stream(&clinic, id, streamed.len() - place - 1).await;
        let rest = parsed(&rest);
        assert_eq!(rest.first(), streamed.get(place + 1), "after {id}");
        let page = read(&clinic, &format!("?after={id}")).await;
        assert_eq!(
            page["events"][0],
            streamed[place + 1].2,
            "an id is a cursor"
        );
    }
}

#[tokio::test]
async fn readers_that_wait_are_limited_and_give_their_place_back() {
    let options = HttpOptions::default().with_event_readers(EventReaders::at_most(1));
    let clinic = Clinic::with(options).await;
    let stream = stream(&clinic, "").await;
    assert_eq!(stream.status(), 200);
    events(&clinic, "?wait=1")
        .await
        .refuses(429, "too_many_event_readers");
    read(&clinic, "").await;
    drop(stream);
    read(&clinic, "?wait=1").await;
}

#[tokio::test]
async fn service_without_a_feed_answers_that_there_is_none() {
    let mut clinic = Clinic::new().await;
    let ports = Ports::new(
        MemoryVisitLog::new(),
        MemoryAttachmentStore::new(),
        MemoryUploadLedger::new(),
        LocalFanout::new(),
    );
    let service = ChatService::new(ports, Settings::default());
    routes(&mut clinic, service, HttpOptions::default());
    events(&clinic, "").await.refuses(501, "no_event_feed");
    let streamed = clinic.send(stream_request("", &clinic.host())).await;
    streamed.refuses(501, "no_event_feed");
}

#[tokio::test]
async fn stream_ends_when_the_token_expires() {
    let clinic = Clinic::new().await;
    let (id, soon) = (ClinicId::new(clinic.clinic), time::Duration::seconds(2));
    let token = clinic.issue(&chat_http::Claims::host(id, soon));
    let answer = stream_with(&clinic, "", &token).await;
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX);
    let body = timeout(PATIENCE, body).await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&body).contains("visit.scheduled"));
}

async fn stream(clinic: &Clinic, after: &str) -> Response {
    stream_with(clinic, after, &clinic.host()).await
}

async fn stream_with(clinic: &Clinic, after: &str, token: &str) -> Response {
    let request = stream_request(after, token);
    clinic.router.clone().oneshot(request).await.unwrap()
}

fn stream_request(after: &str, token: &str) -> Request<Body> {
    let request = request(Method::GET, "/v1/events", token);
    let request = request.header(header::ACCEPT, "text/event-stream");
    let request = match after {
        "" => request,
        id => request.header("Last-Event-ID", id),
    };
    request.body(Body::empty()).unwrap()
}

/// The text of a stream up to `count` events, or to its end.
async fn read_stream(clinic: &Clinic, after: &str, count: usize) -> String {
    let answer = stream(clinic, after).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut body = answer.into_body().into_data_stream();
    let mut text = String::new();
    while text.matches("\ndata: ").count() < count {
        let Some(chunk) = timeout(PATIENCE, body.next()).await.unwrap() else {
            break;
        };
        text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
    }
    text
}

/// The id, name and data of each event.
fn parsed(text: &str) -> Vec<(String, String, Value)> {
    let frames = text.split("\n\n").filter(|frame| frame.contains("data: "));
    frames
        .map(|frame| {
            let field = |name: &str| {
                let line = frame.lines().find_map(|line| line.strip_prefix(name));
                line.unwrap().to_owned()
            };
            let data = serde_json::from_str(&field("data: ")).unwrap();
            (field("id: "), field("event: "), data)
        })
        .collect()
}

#[tokio::test]
async fn reading_host_is_told_who_waits_and_what_is_unread() {
    let clinic = Clinic::new().await;
    let path = clinic.path("/status");
    clinic.act(PIA, "enter_waiting_room").await;
    clinic.act(ADA, "join_call").await;
    clinic.act(PIA, "join_call").await;
    let body = json!({ "client_id": Uuid::now_v7(), "recipient": "everyone", "text": CANARY });
    let messages = clinic.path("/chats/visit/messages");
    clinic
        .post(&messages, &clinic.token(PIA), &body)
        .await
        .expect(200);
    let status = clinic.get(&path, &clinic.reading_host()).await.expect(200);
    let status = status.json();
    assert!(!status.to_string().contains(CANARY) && !status.to_string().contains("name"));
    let of = |person: u128| {
        let all = status["participants"].as_array().unwrap();
        let id = json!(Uuid::from_u128(person).to_string());
        all.iter().find(|one| one["person"] == id).unwrap().clone()
    };
    assert!(of(ADA)["waiting_since"].is_string());
    assert_eq!(
        (&of(ADA)["unread"], &of(PIA)["unread"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(of(PIA)["presence"], "in_call");
    let answer = clinic.get(&path, &clinic.host()).await;
    answer.refuses(403, "reading_host_only");
    for token in [clinic.token(ADA), clinic.overseer()] {
        clinic
            .get(&path, &token)
            .await
            .refuses(404, "visit_unknown");
    }
    let another = Clinic::new().await;
    let answer = another.get(&path, &another.reading_host()).await;
    answer.refuses(404, "visit_unknown");
}
