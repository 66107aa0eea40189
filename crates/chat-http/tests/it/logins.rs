//! Live connections whose login ends: refused later, expired, or signed out.

use crate::{
    clinic::{ADA, BEN, Clinic, PIA, id, send_body},
    socket::{PATIENCE, Socket},
};
use async_trait::async_trait;
use axum::{
    Router,
    http::{Method, StatusCode, request::Parts},
};
use chat_domain::{ClinicId, PersonId};
use chat_http::{
    AuthenticationError, Authenticator, Claims, HttpOptions, Identity, LiveOptions, Subject,
    TokenFault, bearer, router,
};
use futures::StreamExt as _;
use serde_json::json;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

/// What the host's login answers now.
#[derive(Clone, Copy)]
enum Mood {
    Good,
    Unavailable,
    Hangs,
    SignedOut,
    Expired,
    SomeoneElse,
    ExpiresAt(OffsetDateTime),
}

/// A host's login that can change its mind.
#[derive(Clone)]
struct Sessions {
    clinic: ClinicId,
    mood: Arc<Mutex<Mood>>,
    asked: Arc<Mutex<usize>>,
}

#[async_trait]
impl Authenticator for Sessions {
    async fn authenticate(&self, request: &Parts) -> Result<Identity, AuthenticationError> {
        assert_eq!(bearer(request), Some("cookie"));
        *self.asked.lock().unwrap() += 1;
        let mood = *self.mood.lock().unwrap();
        let (person, expires_at) = match mood {
            Mood::Good => (ADA, None),
            Mood::SomeoneElse => (BEN, None),
            Mood::ExpiresAt(at) => (ADA, Some(at)),
            Mood::Unavailable => {
                return Err(AuthenticationError::Unavailable("it is down".into()));
            }
            Mood::Hangs => std::future::pending().await,
            Mood::SignedOut => return Err(AuthenticationError::Invalid),
            Mood::Expired => return Err(TokenFault::Expired.into()),
        };
        Ok(Identity {
            clinic: self.clinic,
            subject: Subject::Person {
                person: PersonId::new(id(person)),
                may_oversee: false,
            },
            expires_at,
        })
    }
}

/// A clinic whose login is checked again every 50 ms, and its address.
async fn checked_often() -> (Clinic, Sessions, SocketAddr) {
    let clinic = Clinic::new().await;
    let sessions = Sessions {
        clinic: ClinicId::new(clinic.clinic),
        mood: Arc::new(Mutex::new(Mood::Good)),
        asked: Arc::default(),
    };
    let options = HttpOptions::default()
        .with_live(LiveOptions::default().with_recheck_every(Duration::from_millis(50)))
        .with_request_timeout(Duration::from_millis(300));
    let routes = router(clinic.service.clone(), Arc::new(sessions.clone()), options);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().nest("/chat", routes);
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    (clinic, sessions, address)
}

impl Sessions {
    fn now_answers(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Waits until it was asked this many times more.
    async fn is_asked(&self, more: usize) {
        let asked = || *self.asked.lock().unwrap();
        let enough = asked() + more;
        let asked_enough = async {
            while asked() < enough {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, asked_enough).await.unwrap();
    }
}

/// Waits for the answer to a frame.
async fn answers(socket: &mut Socket) {
    socket
        .say(json!({ "type": "ping", "request": 4_711 }))
        .await;
    while socket.next().await["request"] != 4_711 {}
}

/// Code and reason of the close that arrives next.
async fn close(socket: &mut Socket) -> (u16, String) {
    let arrives = async {
        loop {
            if let Message::Close(Some(frame)) = socket.stream.next().await.unwrap().unwrap() {
                return (frame.code.into(), frame.reason.to_string());
            }
        }
    };
    tokio::time::timeout(PATIENCE, arrives).await.unwrap()
}

#[tokio::test]
async fn connection_ends_when_the_host_refuses_its_login_later() {
    for (mood, reason) in [
        (Mood::SignedOut, "refused"),
        (Mood::Expired, "expired"),
        (Mood::SomeoneElse, "another_caller"),
        (Mood::ExpiresAt(OffsetDateTime::UNIX_EPOCH), "expired"),
    ] {
        let (clinic, sessions, address) = checked_often().await;
        let mut socket = Socket::open(address, "cookie").await.unwrap();
        socket.follow(&clinic, json!({})).await;
        socket.expect("view").await;
        // Good answers change nothing.
        sessions.is_asked(3).await;
        sessions.now_answers(mood);
        assert_eq!(close(&mut socket).await, (4401, reason.to_owned()));
    }
}

#[tokio::test]
async fn login_that_can_not_be_checked_holds_until_it_can() {
    let (clinic, sessions, address) = checked_often().await;
    let mut socket = Socket::open(address, "cookie").await.unwrap();
    socket.follow(&clinic, json!({})).await;
    socket.expect("view").await;
    sessions.now_answers(Mood::Unavailable);
    sessions.is_asked(3).await;
    sessions.now_answers(Mood::Hangs);
    sessions.is_asked(2).await;
    // A check that hangs delays nothing.
    let clock = Instant::now();
    answers(&mut socket).await;
    assert!(clock.elapsed() < Duration::from_secs(10));
    sessions.now_answers(Mood::SignedOut);
    assert_eq!(close(&mut socket).await.0, 4401);
}

#[tokio::test]
async fn expiry_follows_the_newest_answer() {
    let (clinic, sessions, address) = checked_often().await;
    let soon = OffsetDateTime::now_utc() + Duration::from_secs(2);
    sessions.now_answers(Mood::ExpiresAt(soon));
    let mut socket = Socket::open(address, "cookie").await.unwrap();
    socket.follow(&clinic, json!({})).await;
    socket.expect("view").await;
    // The session is prolonged, and then not any more.
    sessions.now_answers(Mood::Good);
    sessions.is_asked(2).await;
    let left = soon - OffsetDateTime::now_utc();
    let left = Duration::try_from(left).unwrap_or_default();
    tokio::time::sleep(left + Duration::from_millis(300)).await;
    answers(&mut socket).await;
    let end = OffsetDateTime::now_utc() + Duration::from_millis(500);
    sessions.now_answers(Mood::ExpiresAt(end));
    assert_eq!(close(&mut socket).await, (4401, "expired".to_owned()));
    assert!(OffsetDateTime::now_utc() >= end);
}

fn connections(person: u128) -> String {
    format!("/v1/people/{}/connections", id(person))
}

#[tokio::test]
async fn host_signs_a_person_out() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut ada = [
        clinic.connect(address, ADA).await,
        clinic.connect(address, ADA).await,
    ];
    let mut pia = clinic.connect(address, PIA).await;
    for socket in ada.iter_mut().chain([&mut pia]) {
        socket.follow(&clinic, json!({})).await;
        socket.expect("view").await;
    }
    let delete = async |path: &str, token: &str| clinic.call(Method::DELETE, path, token).await;
    // Neither the person nor a colleague nor another clinic's host.
    for token in [clinic.token(ADA), clinic.token(BEN), clinic.overseer()] {
        let answer = delete(&connections(ADA), &token).await;
        answer.refuses(403, "host_only");
    }
    let elsewhere = Claims::host(ClinicId::new(Uuid::now_v7()), time::Duration::hours(1));
    let elsewhere = clinic.issue(&elsewhere);
    assert_eq!(
        delete(&connections(ADA), &elsewhere).await.status,
        StatusCode::NO_CONTENT
    );
    delete("/v1/people/nonsense/connections", &clinic.host())
        .await
        .refuses(404, "person_unknown");
    assert_eq!(clinic.shutdown.connections(), 3);
    let clock = Instant::now();
    // Repeating it, and naming someone who is not there, is no error.
    for person in [ADA, ADA, 4_711] {
        let answer = delete(&connections(person), &clinic.host()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }
    for socket in &mut ada {
        assert_eq!(close(socket).await, (4401, "signed_out".to_owned()));
    }
    assert!(clock.elapsed() < Duration::from_secs(5));
    answers(&mut pia).await;
    // Whether she may come back is up to the host's tokens.
    let mut back = clinic.connect(address, ADA).await;
    back.follow(&clinic, json!({})).await;
    back.expect("view").await;
}

/// Data that the client has not read is discarded.
#[tokio::test]
async fn client_that_does_not_read_is_signed_out_too() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut pia = clinic.connect(address, PIA).await;
    pia.follow(&clinic, json!({})).await;
    pia.expect("view").await;
    let chat = crate::clinic::direct(ADA, PIA);
    let path = clinic.path(&format!("/chats/{chat}/messages"));
    for n in 0..20 {
        let text = format!("{n} {}", "x".repeat(7_900));
        clinic
            .post(&path, &clinic.token(ADA), &send_body(&chat, ADA, &text))
            .await
            .expect(200);
    }
    assert_eq!(clinic.shutdown.connections(), 1);
    let clock = Instant::now();
    let (path, host) = (connections(PIA), clinic.host());
    let answer = clinic.call(Method::DELETE, &path, &host).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    while clinic.shutdown.connections() > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        assert!(
            clock.elapsed() < Duration::from_secs(5),
            "sooner than others that do not answer"
        );
    }
}
