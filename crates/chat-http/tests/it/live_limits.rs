//! Misuse, expiry, slowness, shutdown.

use crate::{
    clinic::{ADA, BEN, CY, Clinic, PIA, id, send_body},
    log,
    socket::{PATIENCE, Socket},
};
use chat_domain::{ClinicId, PersonId};
use chat_http::{Claims, HttpOptions, LiveOptions};
use futures::StreamExt as _;
use serde_json::json;
use std::time::{Duration, Instant, SystemTime};
use tokio::io::AsyncWriteExt as _;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

async fn limited(live: LiveOptions) -> Clinic {
    let options = HttpOptions::default().with_live(live);
    Clinic::with(options).await
}

#[tokio::test]
async fn invalid_frames_are_answered_and_affect_no_other_client() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let before = clinic.version().await;
    let mut ada = clinic.connect(address, ADA).await;
    ada.follow(&clinic, json!({})).await;
    ada.expect("view").await;
    for _ in 0..3 {
        ada.expect("chat").await;
    }
    let mut ben = clinic.connect(address, BEN).await;
    let visit = clinic.visit;
    let wrong = [
        Message::text(""),
        Message::text("{"),
        Message::text("[]"),
        Message::text("null"),
        Message::text("[".repeat(10_000)),
        Message::binary(vec![0, 159, 146, 150]),
        Message::text(json!({ "type": "no such" }).to_string()),
        Message::text(json!({ "type": 1, "request": 5 }).to_string()),
        Message::text(json!({ "type": "follow" }).to_string()),
        Message::text(json!({ "type": "follow", "visit": "x" }).to_string()),
        Message::text(json!({ "type": "follow", "visit": visit, "seen": { "x": 1 } }).to_string()),
        Message::text(
            json!({ "type": "follow", "visit": visit, "seen": { "visit": -1 } }).to_string(),
        ),
        Message::text(json!({ "type": "follow", "visit": visit, "surplus": 1 }).to_string()),
        Message::text(json!({ "type": "unfollow_dashboard", "surplus": 1 }).to_string()),
        Message::text(json!({ "type": "follow_dashboard", "phases": ["x"] }).to_string()),
        Message::text(json!({ "type": "follow_dashboard", "from": "soon" }).to_string()),
        Message::text(json!({ "type": "send", "request": 1, "visit": visit }).to_string()),
        Message::text(json!({ "type": "send", "request": -1 }).to_string()),
        Message::text(json!({ "type": "receipt", "request": "x" }).to_string()),
        Message::text(json!({ "TYPE": "follow", "visit": visit }).to_string()),
    ];
    for _ in 0..50 {
        for message in &wrong {
            ben.raw(message.clone()).await;
        }
        for message in &wrong {
            let answer = ben.expect("problem").await;
            assert_eq!(answer["problem"]["status"], 400, "{message}: {answer}");
        }
        // Between rounds the other client receives everything.
        clinic.say(ADA, "visit", "calm").await;
        while ada.next().await["type"] != "message" {}
    }
    assert_eq!(clinic.version().await, before + 50);
    // The connection itself still works.
    ben.follow(&clinic, json!({})).await;
    ben.expect("view").await;
}

#[tokio::test]
async fn connection_closes_when_the_token_expires() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let (of, ada) = (
        ClinicId::new(clinic.clinic),
        PersonId::new(Uuid::from_u128(ADA)),
    );
    let lifetime = Duration::from_secs(5);
    let issued = SystemTime::now();
    let token = clinic.issue(&Claims::person(of, ada, lifetime.try_into().unwrap()));
    let mut socket = Socket::open(address, &token).await.unwrap();
    socket.follow(&clinic, json!({})).await;
    socket.expect("view").await;
    assert_eq!(socket.closed().await, 4401);
    // Token times are whole seconds.
    assert!(issued.elapsed().unwrap() >= lifetime - Duration::from_secs(1));
}

#[tokio::test]
async fn shutdown_closes_every_connection_and_waits() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut sockets = Vec::new();
    for person in [ADA, BEN, PIA] {
        let mut socket = clinic.connect(address, person).await;
        socket.follow(&clinic, json!({})).await;
        socket.expect("view").await;
        sockets.push(socket);
    }
    assert_eq!(clinic.shutdown.connections(), 3);
    clinic.shutdown.begin();
    let codes = futures::future::join_all(sockets.iter_mut().map(Socket::closed)).await;
    assert_eq!(codes, [1001, 1001, 1001]);
    tokio::time::timeout(PATIENCE, clinic.shutdown.ended())
        .await
        .expect("all have ended");
    assert_eq!(clinic.shutdown.connections(), 0);
    assert!(Socket::open(address, &clinic.token(ADA)).await.is_err());
}

#[tokio::test]
async fn oversized_frame_closes_with_1009() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut socket = clinic.connect(address, ADA).await;
    socket.raw(Message::text("x".repeat(128 * 1024 + 1))).await;
    let code = loop {
        match tokio::time::timeout(Duration::from_secs(5), socket.stream.next())
            .await
            .unwrap()
        {
            Some(Ok(Message::Close(frame))) => break u16::from(frame.unwrap().code),
            Some(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(code, 1009);
    // One of exactly the limit is read.
    let mut socket = clinic.connect(address, ADA).await;
    socket.raw(Message::text("x".repeat(128 * 1024))).await;
    socket.expect("problem").await;
}

#[tokio::test]
async fn followed_visits_of_a_connection_are_bounded() {
    let live = LiveOptions::default().with_max_followed(2);
    let clinic = limited(live).await;
    let address = clinic.serve().await;
    let others = [Uuid::now_v7(), Uuid::now_v7()];
    for visit in others {
        clinic.schedule(visit).await;
    }
    let mut ada = clinic.connect(address, ADA).await;
    for visit in [clinic.visit, others[0]] {
        ada.say(json!({ "type": "follow", "visit": visit })).await;
        while ada.next().await["type"] != "chat" {}
        ada.expect_all(&["chat", "chat", "reading", "reading", "reading"])
            .await;
    }
    ada.say(json!({ "type": "follow", "visit": others[1] }))
        .await;
    let answer = ada.expect("problem").await;
    assert_eq!(answer["problem"]["code"], "too_many_subscriptions");
    ada.say(json!({ "type": "unfollow", "visit": others[0] }))
        .await;
    ada.say(json!({ "type": "follow", "visit": others[1] }))
        .await;
    assert_eq!(ada.expect("view").await["visit"], json!(others[1]));
}

#[tokio::test]
async fn client_without_pong_is_dropped() {
    let live = LiveOptions::default().with_ping_every(Duration::from_secs(1));
    let clinic = limited(live).await;
    let address = clinic.serve().await;
    let silent = clinic.connect(address, ADA).await; // never polled, so it sends no pong
    let mut awake = clinic.connect(address, BEN).await;
    assert_eq!(awake.any().await, json!({ "type": "heartbeat" }));
    let start = Instant::now();
    while clinic.shutdown.connections() > 1 && start.elapsed() < PATIENCE {
        awake.silent().await;
    }
    assert_eq!(clinic.shutdown.connections(), 1);
    awake.silent().await;
    drop(silent);
}

#[tokio::test]
async fn slow_reader_is_closed_without_delaying_others() {
    let live = LiveOptions::default()
        .with_write_timeout(Duration::from_millis(300))
        .with_ping_every(Duration::from_secs(60));
    let clinic = limited(live).await;
    let address = clinic.serve().await;
    let mut slow = clinic.connect(address, BEN).await;
    slow.follow(&clinic, json!({})).await;
    slow.expect("view").await;
    let mut ada = clinic.connect(address, ADA).await;
    ada.follow(&clinic, json!({})).await;
    while ada.next().await["type"] != "chat" {}
    let text = "x".repeat(8_000);
    let mut received = 0;
    for sent in 1..=2_000 {
        clinic.say(CARE_TEAM[sent % 3], "visit", &text).await;
        while received < sent {
            let frame = ada.next().await;
            received += usize::from(frame["type"] == "message");
        }
        if clinic.shutdown.connections() == 1 {
            break;
        }
    }
    let start = Instant::now();
    while clinic.shutdown.connections() > 1 && start.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(clinic.shutdown.connections(), 1);
    // After reconnecting it gets what it missed.
    let mut slow = clinic.connect(address, BEN).await;
    slow.follow(&clinic, json!({ "visit": 0 })).await;
    slow.expect("view").await;
    assert_eq!(slow.expect("message").await["number"], 1);
}

/// People who write much together; one person alone would reach the quota (V8).
const CARE_TEAM: [u128; 3] = [ADA, BEN, CY];

/// Sends the given number of long messages to everyone.
async fn flood(clinic: &Clinic, messages: usize) {
    let text = "x".repeat(8_000);
    for message in 0..messages {
        clinic.say(CARE_TEAM[message % 3], "visit", &text).await;
    }
}

#[tokio::test]
async fn client_that_pings_without_reading_is_dropped() {
    let live = LiveOptions::default()
        .with_write_timeout(Duration::from_millis(300))
        .with_ping_every(Duration::from_secs(60));
    let clinic = limited(live).await;
    let address = clinic.serve().await;
    let mut slow = clinic.connect(address, BEN).await;
    let mut ada = clinic.connect(address, ADA).await;
    // Pings of 125 bytes, masked with zeros; each needs a pong of the same size.
    let ping = [&[0x89, 0x80 | 125, 0, 0, 0, 0][..], &[b'x'; 125]].concat();
    let pings = ping.repeat(1_000);
    let pinging = async {
        while slow.stream.get_mut().write_all(&pings).await.is_ok() {}
        std::future::pending::<()>().await;
    };
    let let_go = async {
        while clinic.shutdown.connections() == 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let let_go = tokio::time::timeout(Duration::from_secs(60), let_go);
    tokio::select! {
        () = pinging => {}
        ended = let_go => ended.unwrap(),
    }
    ada.silent().await;
}

#[tokio::test]
async fn excess_sends_wait_and_all_are_answered() {
    let live = LiveOptions::default().with_max_sending(2);
    let clinic = limited(live).await;
    let address = clinic.serve().await;
    let mut ada = clinic.connect(address, ADA).await;
    for request in 1..=100 {
        let mut frame = send_body("visit", ADA, "one more");
        frame["type"] = json!("send");
        frame["request"] = json!(request);
        frame["visit"] = json!(clinic.visit);
        frame["chat"] = json!("visit");
        ada.say(frame).await;
    }
    for request in 1..=100 {
        assert_eq!(ada.expect("receipt").await["request"], request);
    }
}

#[tokio::test]
async fn slow_reader_that_resumes_gets_4429() {
    let live = LiveOptions::default().with_write_timeout(Duration::from_secs(3));
    let clinic = limited(live).await;
    let address = clinic.serve().await;
    flood(&clinic, 1_500).await;
    let mut slow = clinic.connect(address, BEN).await;
    // More than the system's buffers hold, all available immediately: writing stalls from here on.
    slow.follow(&clinic, json!({ "visit": 0 })).await;
    let start = Instant::now();
    while !log::of_this_thread().contains("end=TooSlow") {
        assert!(start.elapsed() < PATIENCE, "it is found too slow");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // It has three more write timeouts for pending data and the close.
    assert_eq!(slow.closed().await, 4429);
}

#[tokio::test]
async fn w9_removed_person_who_does_not_read_gets_nothing_later() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    clinic.act(PIA, "enter_waiting_room").await;
    let mut pia = clinic.connect(address, PIA).await;
    pia.follow(&clinic, json!({})).await;
    pia.expect("view").await;
    flood(&clinic, 2_000).await;
    let removal = clinic.path(&format!("/participants/{}/removal", id(PIA)));
    let because = json!({ "reason": "left the clinic" });
    clinic
        .post(&removal, &clinic.token(ADA), &because)
        .await
        .expect(204);
    clinic.say(ADA, "visit", "after the removal").await;
    // Frames written earlier still arrive; then the connection ends, by a close or a reset.
    let mut received = 0;
    while let Some(Ok(message)) = tokio::time::timeout(Duration::from_secs(10), pia.stream.next())
        .await
        .expect("the connection ends")
    {
        let text = message.to_string();
        assert!(!text.contains("after the removal"), "{text}");
        received += usize::from(text.contains("\"type\":\"message\""));
    }
    assert!(
        received < 2_000,
        "data was queued for a client that does not read: {received}"
    );
}

#[tokio::test]
async fn client_close_is_answered() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut ben = clinic.connect(address, BEN).await;
    ben.follow(&clinic, json!({})).await;
    ben.expect("view").await;
    ben.raw(Message::Close(None)).await;
    let code = async {
        loop {
            match ben.stream.next().await {
                Some(Ok(Message::Close(_))) => return true,
                Some(Ok(_)) => {}
                _ => return false,
            }
        }
    };
    let answered = tokio::time::timeout(Duration::from_secs(5), code).await;
    assert!(answered.unwrap(), "RFC 6455, section 5.5.1");
}
