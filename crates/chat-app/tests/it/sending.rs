//! Sending: receipts, retries, concurrency.

use crate::clinic::{
    OTHER_PATIENT, OUTSIDER, PATIENT, PROVIDER, direct, enter, group_visit, message, ports,
    refusal, send,
};
use chat_app::ChatService;
use chat_domain::{ChatKey, Recipient, Refusal, Seq, log::replay};

#[tokio::test]
async fn patient_can_answer_once_the_provider_has_written() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    assert_eq!(
        refusal(send(&service, visit, PATIENT, chat, 1).await),
        Refusal::NotStarted
    );
    assert_eq!(
        send(&service, visit, PROVIDER, chat, 2)
            .await
            .unwrap()
            .number
            .0,
        1
    );
    assert_eq!(
        send(&service, visit, PATIENT, chat, 3)
            .await
            .unwrap()
            .number
            .0,
        2
    );
    // W5: neither the other patient's chat nor the visit chat was opened.
    let other = direct(PROVIDER, OTHER_PATIENT);
    assert_eq!(
        refusal(send(&service, visit, OTHER_PATIENT, other, 4).await),
        Refusal::NotStarted
    );
    enter(&service, visit, PATIENT).await;
    let in_visit_chat = send(&service, visit, PATIENT, ChatKey::Visit, 5).await;
    assert_eq!(refusal(in_visit_chat), Refusal::NotStarted);
}

#[tokio::test]
async fn f7_retry_gets_the_same_receipt_and_other_content_is_refused() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let first = send(&service, visit, PROVIDER, chat, 7).await.unwrap();
    assert_eq!(
        send(&service, visit, PROVIDER, chat, 7).await.unwrap(),
        first
    );
    let other = message(PROVIDER, chat, 7, "take two");
    assert_eq!(
        refusal(service.send(visit, PROVIDER, other).await),
        Refusal::ClientIdReused
    );
}

#[tokio::test]
async fn p6_recipient_mismatch_is_refused_and_stores_nothing() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), crate::clinic::settings());
    let visit = group_visit(&service).await;
    let before = ports
        .log
        .read(visit, Seq::ZERO, 1_000)
        .await
        .unwrap()
        .entries;
    for wrong in [Recipient::Everyone, Recipient::Person(OTHER_PATIENT)] {
        let mut new = message(PROVIDER, direct(PROVIDER, PATIENT), 8, "your result");
        new.recipient = wrong;
        let refused = refusal(service.send(visit, PROVIDER, new).await);
        assert_eq!(refused, Refusal::RecipientMismatch);
    }
    assert_eq!(
        ports
            .log
            .read(visit, Seq::ZERO, 1_000)
            .await
            .unwrap()
            .entries,
        before
    );
}

#[tokio::test]
async fn m7_outsider_gets_the_refusal_for_an_unknown_visit() {
    let service = crate::clinic::service();
    let visit = group_visit(&service).await;
    let mut unknown = visit;
    unknown.visit = chat_domain::VisitId::new(uuid::Uuid::from_u128(404));
    for key in [visit, unknown] {
        assert_eq!(
            refusal(service.view(key, OUTSIDER).await),
            Refusal::VisitUnknown
        );
        let sent = send(&service, key, OUTSIDER, ChatKey::Visit, 1).await;
        assert_eq!(refusal(sent), Refusal::VisitUnknown);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_concurrent_sends_are_stored_once_and_in_one_order() {
    let ports = ports();
    let service = ChatService::new(ports.clone(), crate::clinic::settings());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    let tasks: Vec<_> = (2..502_u128)
        .map(|id| {
            let service = service.clone();
            let from = if id % 2 == 0 { PROVIDER } else { PATIENT };
            tokio::spawn(async move { send(&service, visit, from, chat, id).await.unwrap() })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.push(task.await.unwrap().number.0);
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (2..502).collect::<Vec<_>>());
    let entries = ports
        .log
        .read(visit, Seq::ZERO, 10_000)
        .await
        .unwrap()
        .entries;
    replay(&entries).unwrap();
}
