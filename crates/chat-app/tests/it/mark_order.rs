//! A person's read marks are stored before the message that they send next, so that it answers what they had read
//! (R4).

use crate::{
    adapters::FaultyLog,
    clinic::{PATIENT, PROVIDER, direct, group_visit, message, ports, send, settings},
};
use chat_app::ChatService;
use chat_domain::{Actor, ChatKey, Event, PersonId, ReaderNumber, Reason, Seq};
use chat_ports::VisitKey;
use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};

/// Long enough for what is queued to be appended, and shorter than the time between two marks.
const MOMENT: Duration = Duration::from_millis(500);

struct Scene {
    service: ChatService,
    log: Arc<FaultyLog>,
    visit: VisitKey,
    chat: ChatKey,
}

/// Two of the patient's messages wait for an answer; the provider has seen them.
async fn scene() -> Scene {
    let (log, ports) = FaultyLog::in_front_of(ports());
    let service = ChatService::new(ports, settings());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    for (id, from) in [(1, PROVIDER), (2, PATIENT), (3, PATIENT)] {
        send(&service, visit, from, chat, id).await.unwrap();
    }
    Scene {
        service,
        log,
        visit,
        chat,
    }
}

impl Scene {
    async fn mark(&self, through: u64) {
        let (visit, chat) = (self.visit, self.chat);
        let mark = self
            .service
            .begin_mark_read(visit, PROVIDER, chat, ReaderNumber(through));
        drop(mark.await.unwrap());
    }

    async fn answer(&self) {
        let sent = send(&self.service, self.visit, PROVIDER, self.chat, 4);
        sent.await.unwrap();
    }

    /// Marks and messages in the log's order, from the patient's last message on.
    async fn stored(&self) -> Vec<String> {
        let entries = self.log_entries().await;
        let lines = entries.into_iter().filter_map(|(who, event)| match event {
            Event::MessageSent { .. } => Some(format!("message of {who}")),
            Event::ChatRead { through, .. } => Some(format!("mark of {who} {}", through.0)),
            Event::MessageRetracted { .. } => Some(format!("retraction of {who}")),
            _ => None,
        });
        lines.skip(3).collect()
    }

    async fn log_entries(&self) -> Vec<(&'static str, Event)> {
        use chat_ports::VisitLog as _;
        let entries = self
            .log
            .read(self.visit, Seq::ZERO, 1_000)
            .await
            .unwrap()
            .entries;
        let name = |actor| match actor {
            Actor::Person(PROVIDER) => "the provider",
            Actor::Person(PATIENT) => "the patient",
            _ => "others",
        };
        let entries = entries.into_iter();
        entries.map(|one| (name(one.actor), one.event)).collect()
    }

    async fn waits(&self, who: PersonId) -> bool {
        let view = self.service.view(self.visit, who).await.unwrap();
        view.chats.iter().any(|chat| chat.waiting.is_some())
    }

    async fn is_answered(&self) {
        let stored = self.stored().await;
        let expected = ["mark of the provider 3", "message of the provider"];
        assert!(stored.ends_with(&expected.map(String::from)), "{stored:?}");
        assert!(!self.waits(PROVIDER).await);
    }
}

#[tokio::test(start_paused = true)]
async fn r4_waiting_mark_is_stored_before_the_message() {
    let scene = scene().await;
    scene.mark(2).await;
    tokio::time::sleep(MOMENT).await;
    assert!(scene.waits(PROVIDER).await);
    scene.mark(3).await;
    scene.answer().await;
    scene.is_answered().await;
}

#[tokio::test(start_paused = true)]
async fn r4_first_mark_of_a_burst_is_stored_before_the_message() {
    let scene = scene().await;
    scene.mark(3).await;
    scene.answer().await;
    scene.is_answered().await;
}

#[tokio::test(start_paused = true)]
async fn r4_mark_whose_append_is_lost_is_stored_before_the_message_sent_during_it() {
    let scene = scene().await;
    scene.log.holds_appends.store(true, SeqCst);
    scene.log.fails.store(true, SeqCst);
    scene.mark(3).await;
    tokio::time::sleep(MOMENT).await;
    let new = message(PROVIDER, scene.chat, 4, "message 4");
    let sent = scene.service.begin_send(scene.visit, PROVIDER, new).await;
    scene.log.append_released.notify_one();
    sent.unwrap().await.unwrap();
    scene.is_answered().await;
}

#[tokio::test(start_paused = true)]
async fn r4_failed_mark_is_stored_before_the_message() {
    for busy in [false, true] {
        let scene = scene().await;
        scene.log.fails.store(!busy, SeqCst);
        scene.log.busy.store(busy, SeqCst);
        scene.mark(3).await;
        tokio::time::sleep(MOMENT).await;
        scene.log.busy.store(false, SeqCst);
        scene.answer().await;
        scene.is_answered().await;
    }
}

#[tokio::test(start_paused = true)]
async fn r3_failed_mark_is_stored_before_the_retraction() {
    let scene = scene().await;
    let (visit, chat) = (scene.visit, scene.chat);
    let wrong = send(&scene.service, visit, PATIENT, chat, 5).await.unwrap();
    scene.log.fails.store(true, SeqCst);
    scene.mark(4).await;
    tokio::time::sleep(MOMENT).await;
    let reason = Reason::new("wrong chat").unwrap();
    let retracted = scene.service.retract(visit, PATIENT, wrong.message, reason);
    retracted.await.unwrap();
    let stored = scene.stored().await;
    let expected = ["mark of the provider 4", "retraction of the patient"];
    assert!(stored.ends_with(&expected.map(String::from)), "{stored:?}");
}

#[tokio::test(start_paused = true)]
async fn mark_stored_with_a_message_is_answered_and_stored_once() {
    let scene = scene().await;
    let (visit, chat) = (scene.visit, scene.chat);
    let mark = scene
        .service
        .begin_mark_read(visit, PROVIDER, chat, ReaderNumber(3));
    let marked = mark.await.unwrap();
    scene.answer().await;
    marked.await.unwrap();
    tokio::time::sleep(Duration::from_secs(10)).await;
    let stored = scene.stored().await;
    assert_eq!(
        stored,
        ["mark of the provider 3", "message of the provider"]
    );
}
