//! Notices to the care team (W7): sent once, seen to, and shown to the right people.

use crate::{
    adapters::FaultyLog,
    clinic::{
        CLINIC, COLLEAGUE, GUEST, OTHER_PATIENT, PATIENT, PROVIDER, direct, enter, group_visit,
        ports, refusal, remove, send, settings,
    },
    live::{drain, follow},
};
use chat_app::{AppError, ChatService, DashboardFilter, NoticeReceipt, Seen, Update};
use chat_domain::{Actor, Command, NoticeId, NoticeText, PersonId, Refusal, chat::NoticeStatus};
use chat_ports::VisitKey;
use std::sync::{Arc, atomic::Ordering::SeqCst};
use uuid::Uuid;

const HELP: &str = "I need help now";
const LOST: &str = "I lost the connection";

/// A group visit under version 2. The patient is in the waiting room, and greyed out.
struct Scene {
    service: ChatService,
    log: Arc<FaultyLog>,
    visit: VisitKey,
}

async fn scene() -> Scene {
    let (log, ports) = FaultyLog::in_front_of(ports());
    let service = ChatService::new(ports, settings());
    let visit = group_visit(&service).await;
    for person in [PATIENT, OTHER_PATIENT, GUEST] {
        enter(&service, visit, person).await;
    }
    Scene {
        service,
        log,
        visit,
    }
}

fn id(n: u128) -> NoticeId {
    NoticeId::new(Uuid::from_u128(n))
}

impl Scene {
    async fn notify(&self, who: PersonId, n: u128, text: &str) -> Result<NoticeReceipt, AppError> {
        let text = NoticeText::new(text).unwrap();
        self.service.send_notice(self.visit, who, id(n), text).await
    }

    async fn settle(&self, by: PersonId, sender: PersonId, n: u128) -> Result<(), AppError> {
        let notice = id(n);
        let command = Command::SettleNotice { sender, notice };
        let settled = self.service.execute(self.visit, Actor::Person(by), command);
        settled.await
    }

    /// What a person is shown of the notices.
    async fn shown(&self, who: PersonId) -> Vec<(PersonId, NoticeId, NoticeStatus)> {
        let view = self.service.view(self.visit, who).await.unwrap();
        let notices = view.notices.into_iter();
        notices
            .map(|one| (one.sender, one.notice, one.status))
            .collect()
    }

    async fn waiting_visits(&self, who: PersonId) -> usize {
        let all = DashboardFilter::default();
        let page = self.service.dashboard(CLINIC, who, &all, None, 50).await;
        page.unwrap().waiting
    }
}

#[tokio::test]
async fn w7_notice_of_a_greyed_out_patient_waits_for_the_whole_care_team_and_starts_no_chat() {
    let scene = scene().await;
    let chat = direct(PROVIDER, PATIENT);
    let greyed = || send(&scene.service, scene.visit, PATIENT, chat, 1);
    assert_eq!(refusal(greyed().await), Refusal::NotStarted);
    let receipt = scene.notify(PATIENT, 1, HELP).await.unwrap();
    assert_eq!(receipt.notice, id(1));
    let waits = [(PATIENT, id(1), NoticeStatus::Waiting)];
    for who in [PROVIDER, COLLEAGUE, PATIENT] {
        assert_eq!(scene.shown(who).await, waits);
    }
    for who in [OTHER_PATIENT, GUEST] {
        assert_eq!(scene.shown(who).await, []);
        assert_eq!(scene.waiting_visits(who).await, 0);
    }
    for who in [PROVIDER, COLLEAGUE] {
        assert_eq!(scene.waiting_visits(who).await, 1);
    }
    assert_eq!(refusal(greyed().await), Refusal::NotStarted);
}

#[tokio::test]
async fn w7_care_team_outsiders_and_other_texts_are_refused() {
    let scene = scene().await;
    for (who, text, refused) in [
        (PROVIDER, HELP, Refusal::NoticesAreForAttendees),
        (crate::clinic::OUTSIDER, HELP, Refusal::VisitUnknown),
        (PATIENT, "My own words", Refusal::NoticeNotOffered),
    ] {
        assert_eq!(refusal(scene.notify(who, 1, text).await), refused);
    }
    assert_eq!(scene.shown(PROVIDER).await, []);
}

#[tokio::test]
async fn f7_repeated_notice_is_stored_once_even_after_a_lost_answer() {
    let scene = scene().await;
    scene.log.stores_and_fails.store(true, SeqCst);
    let lost = scene.notify(PATIENT, 1, HELP).await;
    assert!(matches!(lost, Err(AppError::Unavailable(_))), "{lost:?}");
    let first = scene.notify(PATIENT, 1, HELP).await.unwrap();
    assert_eq!(scene.notify(PATIENT, 1, HELP).await.unwrap(), first);
    // The same text under another id still waits.
    assert_eq!(scene.notify(PATIENT, 2, HELP).await.unwrap(), first);
    assert_eq!(scene.shown(PROVIDER).await.len(), 1);
    let reused = scene.notify(PATIENT, 1, LOST).await;
    assert_eq!(refusal(reused), Refusal::NoticeIdReused);
    let other = scene.notify(PATIENT, 3, LOST).await.unwrap();
    assert_eq!(other.notice, id(3));
    // Ids are each sender's own.
    let theirs = scene.notify(OTHER_PATIENT, 1, LOST).await.unwrap();
    assert_eq!(theirs.notice, id(1));
    assert_eq!(scene.shown(PROVIDER).await.len(), 3);
}

#[tokio::test]
async fn r4_colleague_sees_to_a_notice_for_everyone_and_it_can_be_sent_again() {
    let scene = scene().await;
    let first = scene.notify(PATIENT, 1, HELP).await.unwrap();
    scene.notify(PATIENT, 2, LOST).await.unwrap();
    // A message ends no wait of a notice.
    let chat = direct(PROVIDER, PATIENT);
    send(&scene.service, scene.visit, PROVIDER, chat, 1)
        .await
        .unwrap();
    let by_sender = scene.settle(PATIENT, PATIENT, 1).await;
    assert_eq!(refusal(by_sender), Refusal::CareTeamOnly);
    let unknown = scene.settle(COLLEAGUE, PATIENT, 9).await;
    assert_eq!(refusal(unknown), Refusal::NoticeUnknown);

    scene.settle(COLLEAGUE, PATIENT, 1).await.unwrap();
    for who in [PROVIDER, COLLEAGUE, PATIENT] {
        let shown = scene.shown(who).await;
        let NoticeStatus::Settled { by, .. } = shown[0].2 else {
            panic!("{shown:?}")
        };
        assert_eq!(by, Some(COLLEAGUE));
        assert_eq!(shown[1].2, NoticeStatus::Waiting, "a later one still waits");
    }
    assert_eq!(scene.waiting_visits(PROVIDER).await, 1);
    scene.settle(PROVIDER, PATIENT, 2).await.unwrap();
    assert_eq!(scene.waiting_visits(PROVIDER).await, 0);
    // A retry of the first act changes nothing.
    scene.settle(PROVIDER, PATIENT, 1).await.unwrap();
    let NoticeStatus::Settled { by, .. } = scene.shown(PATIENT).await[0].2 else {
        panic!("it was seen to")
    };
    assert_eq!(by, Some(COLLEAGUE));

    assert_eq!(scene.notify(PATIENT, 1, HELP).await.unwrap(), first);
    let again = scene.notify(PATIENT, 3, HELP).await.unwrap();
    assert_eq!(again.notice, id(3));
    assert_eq!(scene.waiting_visits(PROVIDER).await, 1);
}

#[tokio::test]
async fn w8_closing_the_visit_ends_the_wait_and_takes_no_more_notices() {
    let scene = scene().await;
    let receipt = scene.notify(PATIENT, 1, HELP).await.unwrap();
    let closed = scene
        .service
        .execute(scene.visit, Actor::Host, Command::CompleteVisit);
    closed.await.unwrap();
    assert_eq!(scene.waiting_visits(PROVIDER).await, 0);
    let ended = [(PATIENT, id(1), NoticeStatus::Closed)];
    for who in [PROVIDER, PATIENT] {
        assert_eq!(scene.shown(who).await, ended);
    }
    // A retry of the stored one has its receipt.
    assert_eq!(scene.notify(PATIENT, 1, HELP).await.unwrap(), receipt);
    let late = refusal(scene.notify(PATIENT, 2, HELP).await);
    assert!(matches!(late, Refusal::VisitClosed { .. }), "{late:?}");
    let reopened = scene
        .service
        .execute(scene.visit, Actor::Host, Command::ReopenVisit);
    reopened.await.unwrap();
    assert_eq!(scene.shown(PROVIDER).await, ended);
}

#[tokio::test]
async fn w7_notice_and_its_end_are_shown_live_to_the_care_team_and_the_sender_only() {
    let scene = scene().await;
    let follow = async |who| {
        let mut live = follow(&scene.service, scene.visit, who, Seen::new()).await;
        drain(&mut live).await;
        live
    };
    let mut shown = Vec::new();
    for who in [PROVIDER, COLLEAGUE, PATIENT] {
        shown.push(follow(who).await);
    }
    let mut others = Vec::new();
    for who in [OTHER_PATIENT, GUEST] {
        others.push(follow(who).await);
    }
    let statuses = |updates: &[Update]| -> Vec<Vec<bool>> {
        let views = updates.iter().map(|update| match update {
            Update::View(view) => view.notices.iter(),
            other => panic!("{other:?}"),
        });
        let waits = |status: NoticeStatus| status == NoticeStatus::Waiting;
        views
            .map(|notices| notices.map(|one| waits(one.status)).collect())
            .collect()
    };
    scene.notify(PATIENT, 1, HELP).await.unwrap();
    for live in &mut shown {
        assert_eq!(statuses(&drain(live).await), [[true]]);
    }
    scene.settle(COLLEAGUE, PATIENT, 1).await.unwrap();
    for live in &mut shown {
        assert_eq!(statuses(&drain(live).await), [[false]]);
    }
    for live in &mut others {
        assert_eq!(drain(live).await, []);
    }
}

#[tokio::test]
async fn w9_removed_sender_sends_nothing_and_their_notice_still_waits() {
    let scene = scene().await;
    scene.notify(PATIENT, 1, HELP).await.unwrap();
    remove(&scene.service, scene.visit, PATIENT).await;
    for n in [1, 2] {
        let sent = scene.notify(PATIENT, n, HELP).await;
        assert_eq!(refusal(sent), Refusal::Removed);
    }
    let waits = [(PATIENT, id(1), NoticeStatus::Waiting)];
    assert_eq!(scene.shown(COLLEAGUE).await, waits);
}
