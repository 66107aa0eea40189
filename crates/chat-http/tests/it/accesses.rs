//! The access log: what is recorded, who may read it, and that nothing is shown that can't be recorded.

use crate::{
    clinic::{ADA, BEN, CY, Clinic, EVE, OUTSIDER, PIA, QUIN, direct, id, send_body},
    http::{REQUEST_ID, request},
};
use async_trait::async_trait;
use axum::{body::Body, http::Method};
use chat_attachments::fixture;
use chat_domain::{ClinicId, PersonId};
use chat_http::Peer;
use chat_memory::MemoryAccessLog;
use chat_ports::{AccessCursor, AccessEntry, AccessLog, PortError, VisitKey};
use serde_json::{Value, json};
use std::{
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use time::OffsetDateTime;

mod shown;

/// An access log that can be made to fail.
#[derive(Clone, Default)]
pub(crate) struct Accesses {
    sound: MemoryAccessLog,
    fails: Arc<AtomicBool>,
}

impl Accesses {
    fn fail(&self, fails: bool) {
        self.fails.store(fails, Ordering::SeqCst);
    }
}

#[async_trait]
impl AccessLog for Accesses {
    async fn record(&self, entries: Vec<AccessEntry>) -> Result<(), PortError> {
        if self.fails.load(Ordering::SeqCst) {
            return Err(PortError::unavailable("the disk is full"));
        }
        self.sound.record(entries).await
    }

    async fn of_visit(
        &self,
        visit: VisitKey,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        self.sound.of_visit(visit, after, limit).await
    }

    async fn of_person(
        &self,
        clinic: ClinicId,
        person: PersonId,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        self.sound.of_person(clinic, person, after, limit).await
    }

    async fn of_all(
        &self,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<Vec<AccessEntry>, PortError> {
        self.sound.of_all(after, limit).await
    }

    async fn delete_before(&self, before: OffsetDateTime, limit: usize) -> Result<u64, PortError> {
        self.sound.delete_before(before, limit).await
    }
}

impl Clinic {
    /// The entries about the visit, as this caller is shown them.
    async fn accesses(&self, token: &str) -> Vec<Value> {
        self.service.flush_accesses().await;
        let listed = self.get(&self.path("/accesses?limit=200"), token).await;
        let listed = listed.expect(200).json();
        assert_eq!(listed["next"], Value::Null);
        listed["accesses"].as_array().unwrap().clone()
    }

    /// Who, what and about which chat, as the host is shown it.
    async fn recorded(&self) -> Vec<(String, Value, Value)> {
        let entries = self.accesses(&self.reading_host()).await.into_iter();
        let entry = |it: Value| (kind(&it), it["person"].clone(), it["chat"].clone());
        entries.map(entry).collect()
    }

    async fn page(&self, person: u128, chat: &str) -> crate::http::Answer {
        let path = self.path(&format!("/chats/{chat}/messages"));
        self.get(&path, &self.token(person)).await
    }
}

fn kind(entry: &Value) -> String {
    entry["kind"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn chat_is_recorded_once_for_each_reader_and_an_empty_page_is_not() {
    let clinic = Clinic::new().await;
    let pair = direct(ADA, PIA);
    clinic.page(ADA, "visit").await.expect(200);
    assert_eq!(clinic.recorded().await, []);
    clinic.say(ADA, "visit", "hello").await;
    clinic.say(ADA, &pair, "private").await;
    for _ in 0..2 {
        for (person, chat) in [(ADA, "visit"), (BEN, "visit"), (PIA, &*pair)] {
            clinic.page(person, chat).await.expect(200);
        }
    }
    let read = |person: u128, chat: &str| ("chat_read".to_owned(), json!(id(person)), json!(chat));
    assert_eq!(
        clinic.recorded().await,
        [read(ADA, "visit"), read(BEN, "visit"), read(PIA, &pair)]
    );
    let person = format!("/v1/people/{}/accesses", id(BEN));
    let of_ben = clinic.get(&person, &clinic.reading_host()).await;
    let of_ben = of_ben.expect(200).json();
    assert_eq!(of_ben["accesses"].as_array().unwrap().len(), 1);
    assert_eq!(of_ben["accesses"][0]["role"], "provider");
    assert_eq!(of_ben["accesses"][0]["visit"], json!(clinic.visit));
}

#[tokio::test]
async fn live_follower_is_recorded_before_the_first_message() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut ben = clinic.connect(address, BEN).await;
    ben.follow(&clinic, json!({})).await;
    ben.expect("view").await;
    assert_eq!(clinic.recorded().await, []);
    clinic.say(ADA, "visit", "hello").await;
    while ben.next().await["type"] != "message" {}
    let read = ("chat_read".to_owned(), json!(id(BEN)), json!("visit"));
    assert_eq!(clinic.recorded().await, [read]);
    let entry = clinic.accesses(&clinic.reading_host()).await.remove(0);
    assert!(entry["request_id"].is_string(), "{entry}");
}

#[tokio::test]
async fn live_refusals_are_recorded() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut pia = clinic.connect(address, PIA).await;
    let mut frame = send_body("visit", PIA, "hello");
    frame["type"] = json!("send");
    frame["request"] = json!(1);
    frame["visit"] = json!(clinic.visit);
    frame["chat"] = json!("visit");
    pia.say(frame).await;
    let problem = pia.expect("problem").await["problem"].clone();
    let mut outsider = clinic.connect(address, OUTSIDER).await;
    outsider.follow(&clinic, json!({})).await;
    outsider.expect("ended").await;
    let entries = clinic.accesses(&clinic.reading_host()).await;
    let code = |at: usize| (entries[at]["person"].clone(), entries[at]["code"].clone());
    assert_eq!(code(0), (json!(id(PIA)), problem["code"].clone()));
    assert_eq!(code(1), (json!(id(OUTSIDER)), json!("visit_unknown")));
}

#[tokio::test]
async fn downloads_oversight_and_refusals_are_recorded_with_their_origin() {
    let clinic = Clinic::new().await;
    let file = clinic.sent("a.png", fixture::png(8, 8)).await.file;
    let path = clinic.path(&format!("/files/{file}"));
    clinic.get(&path, &clinic.token(BEN)).await.expect(200);
    clinic.read(BEN, &file, Some("bytes=0-1")).await.expect(206);
    let small = format!("{path}/thumbnail");
    for _ in 0..2 {
        clinic.get(&small, &clinic.token(BEN)).await.expect(200);
    }
    let glass = clinic.path("/chats/visit/oversight");
    let why = json!({ "reason": "complaint 17" });
    clinic
        .post(&glass, &clinic.overseer(), &why)
        .await
        .expect(200);
    let mut refused = request(
        Method::GET,
        &clinic.path("/chats/visit/messages"),
        &clinic.token(OUTSIDER),
    )
    .body(Body::empty())
    .unwrap();
    refused
        .extensions_mut()
        .insert(Peer::new(Ipv4Addr::new(192, 0, 2, 7).into()));
    clinic.send(refused).await.expect(404);
    let entries = clinic.accesses(&clinic.reading_host()).await;
    let kinds: Vec<_> = entries.iter().map(kind).collect();
    assert_eq!(
        kinds,
        [
            "file_downloaded",
            "file_downloaded",
            "picture_shown",
            "chat_overseen",
            "refused",
        ]
    );
    assert_eq!(entries[0]["file"], file);
    assert_eq!(entries[0]["chat"], "visit");
    assert_eq!(entries[3]["by"], "overseer");
    assert_eq!(entries[3]["person"], json!(id(EVE)));
    assert_eq!(entries[3]["reason"], "complaint 17");
    let refused = &entries[4];
    assert_eq!(refused["code"], "visit_unknown");
    assert_eq!(refused["chat"], "visit");
    assert_eq!(refused["address"], "192.0.2.7");
    assert_eq!(refused["request_id"], REQUEST_ID);
}

#[tokio::test]
async fn use_of_an_invitation_link_is_recorded() {
    let clinic = Clinic::new().await;
    let invited = clinic.invite(PIA, json!({})).await;
    clinic.session(&invited).await;
    clinic.revoke(&invited).await.expect(204);
    clinic.exchange(&invited, json!({})).await.expect(403);
    let unknown = json!({ "secret": "of no link" });
    clinic.exchange(&unknown, json!({})).await.expect(403);
    let used = |kind: &str| (kind.to_owned(), json!(id(PIA)), Value::Null);
    assert_eq!(
        clinic.recorded().await,
        [used("invitation_exchanged"), used("invitation_refused")]
    );
}

#[tokio::test]
async fn overseers_and_savers_get_nothing_that_cannot_be_recorded() {
    let clinic = Clinic::new().await;
    clinic.say(ADA, "visit", "confidential").await;
    clinic.accesses.fail(true);
    for path in ["/transcript", "/fhir"] {
        let answer = clinic.get(&clinic.path(path), &clinic.token(BEN)).await;
        assert!(!String::from_utf8_lossy(&answer.body).contains("confidential"));
        answer.refuses(503, "unavailable");
    }
    let glass = clinic.path("/chats/visit/oversight");
    let why = json!({ "reason": "complaint 17" });
    let answer = clinic.post(&glass, &clinic.overseer(), &why).await;
    assert!(!String::from_utf8_lossy(&answer.body).contains("confidential"));
    answer.refuses(503, "unavailable");
}

#[tokio::test]
async fn participants_read_while_nothing_can_be_recorded_and_it_is_recorded_later() {
    let clinic = Clinic::new().await;
    let file = clinic.sent("a.png", fixture::png(8, 8)).await.file;
    clinic.say(ADA, "visit", "stop taking it").await;
    clinic.accesses.fail(true);
    let file = clinic.path(&format!("/files/{file}"));
    let small = format!("{file}/thumbnail");
    for path in [&clinic.path("/chats/visit/messages"), &file, &small] {
        for _ in 0..2 {
            clinic.get(path, &clinic.token(BEN)).await.expect(200);
        }
    }
    let address = clinic.serve().await;
    let mut cy = clinic.connect(address, CY).await;
    cy.follow(&clinic, json!({})).await;
    cy.expect("view").await;
    while cy.next().await["type"] != "chat" {}
    clinic.accesses.fail(false);
    let recorded = clinic.recorded().await.into_iter();
    let mut recorded: Vec<_> = recorded.map(|(kind, person, _)| (kind, person)).collect();
    recorded.sort_by_key(|(kind, person)| (kind.clone(), person.to_string()));
    let of = |kind: &str, person: u128| (kind.to_owned(), json!(id(person)));
    let mut all = [
        of("chat_read", BEN),
        of("chat_read", CY),
        of("file_downloaded", BEN),
        of("file_downloaded", BEN),
        of("picture_shown", BEN),
    ];
    all.sort_by_key(|(kind, person)| (kind.clone(), person.to_string()));
    assert_eq!(recorded, all);
}

#[tokio::test]
async fn transcript_is_recorded_with_each_chat_that_it_has() {
    let clinic = Clinic::new().await;
    let transcript = clinic.path("/transcript");
    clinic
        .get(&transcript, &clinic.token(ADA))
        .await
        .expect(200);
    let (pias, quins) = (direct(ADA, PIA), direct(ADA, QUIN));
    clinic.act(PIA, "enter_waiting_room").await;
    clinic.say(ADA, &pias, "for Pia").await;
    clinic.say(ADA, &quins, "for Quin").await;
    for person in [ADA, PIA] {
        clinic
            .get(&transcript, &clinic.token(person))
            .await
            .expect(200);
    }
    clinic
        .get(&transcript, &clinic.token(OUTSIDER))
        .await
        .expect(404);
    let made = |person: u128, chat: Value| ("transcript_made".to_owned(), json!(id(person)), chat);
    let recorded = clinic.recorded().await.into_iter();
    let mut recorded: Vec<_> = recorded.filter(|(kind, ..)| kind != "refused").collect();
    // Those of one transcript have the same time.
    recorded.sort_by_key(|(_, person, chat)| (person.to_string(), chat.to_string()));
    let mut all = [
        made(ADA, Value::Null),
        made(ADA, json!(pias)),
        made(ADA, json!(quins)),
        made(PIA, json!(pias)),
    ];
    all.sort_by_key(|(_, person, chat)| (person.to_string(), chat.to_string()));
    assert_eq!(recorded, all);
    let shown = clinic.accesses(&clinic.token(PIA)).await;
    let names: Vec<_> = shown.iter().map(|it| (&it["name"], &it["chat"])).collect();
    let pias = json!(pias);
    assert_eq!(names, [(&json!("Ada"), &pias), (&json!("Pia"), &pias)]);
    assert_eq!(shown[0]["sentence"], "Saved a transcript of the chat.");
}

#[tokio::test]
async fn flood_of_refusals_is_counted_together() {
    let clinic = Clinic::new().await;
    for _ in 0..50 {
        clinic.page(OUTSIDER, "visit").await.expect(404);
    }
    // What can't be stored waits.
    clinic.accesses.fail(true);
    clinic.service.flush_accesses().await;
    clinic.accesses.fail(false);
    let entries = clinic.accesses(&clinic.reading_host()).await;
    let counts: Vec<_> = entries.iter().map(|it| it["count"].as_u64()).collect();
    assert_eq!(counts, [Some(1), Some(49)]);
}

#[tokio::test]
async fn stored_entries_have_no_text_no_name_and_no_file_name() {
    let clinic = Clinic::new().await;
    let file = clinic
        .sent("canary-file.png", fixture::png(8, 8))
        .await
        .file;
    clinic.say(ADA, "visit", "canary-text").await;
    clinic.page(BEN, "visit").await.expect(200);
    clinic.read(BEN, &file, None).await.expect(200);
    clinic.page(OUTSIDER, "visit").await.expect(404);
    clinic.service.flush_accesses().await;
    let visit = VisitKey::new(
        ClinicId::new(clinic.clinic),
        chat_domain::VisitId::new(clinic.visit),
    );
    let stored = clinic.accesses.of_visit(visit, None, 200).await.unwrap();
    assert_eq!(stored.len(), 3);
    let stored = serde_json::to_string(&stored).unwrap();
    for canary in ["canary", "Ada", "Ben", "Pia", "1970"] {
        assert!(!stored.contains(canary), "{canary}: {stored}");
    }
}
