//! The host of `docs/tutorial.md`: the document prints its code, and it does what the document says.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

#[path = "../tutorial/host.rs"]
mod host;

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};
use time::OffsetDateTime;
use tokio::{
    net::TcpListener,
    runtime::Builder,
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
};
use uuid::Uuid;
use visit_chat::{
    VisitChat,
    app::FeedEvent,
    domain::{Event, PersonId},
};

const DOCUMENT: &str = include_str!("../../docs/tutorial.md");
const CODE: [&str; 2] = [
    include_str!("../tutorial/host.rs"),
    include_str!("../tutorial/main.rs"),
];

const SECRET: &[u8] = b"a secret of the tutorial's test only";

/// The text without indentation, which differs in the document.
fn flat(text: &str) -> Vec<&str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn document_prints_the_code_of_the_example() {
    let printed: Vec<_> = DOCUMENT.split("```rust\n").skip(1).collect();
    assert!(printed.len() > 4);
    for block in printed {
        let (block, _) = block.split_once("```").unwrap();
        let lines = flat(block);
        let is_there = CODE.iter().any(|code| {
            let code = flat(code);
            code.windows(lines.len()).any(|part| part == lines)
        });
        assert!(is_there, "examples/tutorial has other code than\n{block}");
    }
}

/// The events that are received until one of these is, in order.
async fn until(received: &mut UnboundedReceiver<FeedEvent>, last: &Event) -> Vec<Event> {
    let mut events = Vec::new();
    while events.last() != Some(last) {
        let event = received.recv().await.unwrap();
        host::notify(&event);
        events.push(event.entry.event);
    }
    events
}

/// Follows with the host's code, from the cursor that it kept in the folder.
fn follow(chat: &VisitChat, folder: &Path) -> UnboundedReceiver<FeedEvent> {
    let (events, received) = unbounded_channel();
    let (chat, cursor) = (chat.clone(), folder.join("cursor"));
    tokio::spawn(async move {
        let handle = |event: &FeedEvent| drop(events.send(event.clone()));
        host::follow(chat, &cursor, handle).await.unwrap();
    });
    received
}

/// A visit is booked twice, the patient waits, the provider joins, and the host receives all of it.
async fn first_run(folder: &Path, [provider, patient]: [PersonId; 2]) {
    let chat = host::open(folder).await.unwrap();
    let (appointment, at) = (Uuid::now_v7(), OffsetDateTime::now_utc());
    let book = || host::book(&chat, appointment, at, provider, patient);
    assert_eq!(book().await.unwrap(), book().await.unwrap());

    let app = host::routes(&chat, SECRET).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, app).into_future());
    let http = Client::new();
    let visit = format!("{url}/chat/v1/visits/{appointment}");
    let entered = http
        .post(format!("{visit}/actions"))
        .bearer_auth(host::token(SECRET, patient).unwrap())
        .json(&json!({ "action": "enter_waiting_room" }))
        .send();
    assert_eq!(entered.await.unwrap().status(), StatusCode::NO_CONTENT);
    let joined = format!("{url}/video/{appointment}/joined/{provider}");
    let joined = http.post(joined).send().await.unwrap();
    assert_eq!(joined.status(), StatusCode::NO_CONTENT);
    let view = http
        .get(&visit)
        .bearer_auth(host::token(SECRET, provider).unwrap())
        .send();
    let view: Value = view.await.unwrap().json().await.unwrap();
    assert_eq!(view["call_underway"], true);

    let mut received = follow(&chat, folder);
    let joined = Event::CallJoined { person: provider };
    let events = until(&mut received, &joined).await;
    assert!(matches!(events[0], Event::VisitScheduled { .. }));
    assert!(events.contains(&Event::WaitingRoomEntered { person: patient }));
    chat.shut_down(Duration::from_secs(10)).await;
}

/// The host goes on after its last event.
async fn second_run(folder: &Path, [provider, patient]: [PersonId; 2]) {
    let chat = host::open(folder).await.unwrap();
    let mut received = follow(&chat, folder);
    let at = OffsetDateTime::now_utc();
    let booked = host::book(&chat, Uuid::now_v7(), at, provider, patient);
    let booked = booked.await.unwrap();
    assert_eq!(received.recv().await.unwrap().visit, booked);
}

#[test]
fn host_books_serves_and_follows_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let people = [PersonId::new(Uuid::now_v7()), PersonId::new(Uuid::now_v7())];
    // Each runtime ends like a process, with all that runs in it.
    let run = || Builder::new_current_thread().enable_all().build().unwrap();
    run().block_on(first_run(folder.path(), people));
    run().block_on(second_run(folder.path(), people));
}
