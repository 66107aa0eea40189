//! Read marks: stored together when they come fast, shown live, the same on every device (R1 to R3).

use crate::{
    clinic::{
        COLLEAGUE, OUTSIDER, PATIENT, PROVIDER, direct, group_visit, ports, refusal, send, settings,
    },
    live::{drain, follow},
};
use chat_app::{AppError, ChatService, Rate, RateLimits, Seen, Update};
use chat_domain::{
    Actor, ChatKey, Command, MessageText, PersonId, ReaderNumber, Reason, Refusal,
    view::ReadingView,
};
use chat_ports::VisitKey;
use std::time::Duration;

fn with_marks(rates: RateLimits) -> ChatService {
    let settings = settings().with_rates(rates);
    ChatService::new(ports(), settings)
}

/// A visit in which the provider has sent the patient this many messages.
async fn written(service: &ChatService, messages: u128) -> (VisitKey, ChatKey) {
    let visit = group_visit(service).await;
    let chat = direct(PROVIDER, PATIENT);
    for id in 1..=messages {
        send(service, visit, PROVIDER, chat, id).await.unwrap();
    }
    (visit, chat)
}

async fn reading(service: &ChatService, visit: VisitKey, who: PersonId) -> ReadingView {
    let chat = direct(PROVIDER, PATIENT);
    service.reading(visit, who, chat).await.unwrap().unwrap()
}

fn readings(updates: &[Update]) -> Vec<ReadingView> {
    let private = updates.iter().filter_map(|update| match update {
        Update::Reading(reading) => Some(reading.clone()),
        _ => None,
    });
    private
        .filter(|reading| reading.chat != ChatKey::Visit)
        .collect()
}

#[tokio::test(start_paused = true)]
async fn marks_within_two_seconds_are_stored_as_one_and_the_last_always() {
    let service = with_marks(RateLimits::unlimited());
    let (visit, chat) = written(&service, 20).await;
    let mark = |through| service.mark_read(visit, PATIENT, chat, ReaderNumber(through));
    mark(1).await.unwrap();
    let rest = futures::future::join_all((2..=20).map(mark));
    for stored in rest.await {
        stored.unwrap();
    }
    assert_eq!(reading(&service, visit, PATIENT).await.unread, 0);
    let mut readers = reading(&service, visit, PROVIDER).await.readers;
    let newest = readers.pop().unwrap();
    assert_eq!((newest.after.0, newest.through.0), (1, 20), "two entries");
    assert_eq!(readers, []);
}

#[tokio::test(start_paused = true)]
async fn mark_is_stored_although_its_maker_stopped_waiting() {
    let service = with_marks(RateLimits::unlimited());
    let (visit, chat) = written(&service, 3).await;
    for through in 1..=3 {
        let mark = service.begin_mark_read(visit, PATIENT, chat, ReaderNumber(through));
        drop(mark.await.unwrap());
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(reading(&service, visit, PATIENT).await.through.0, 3);
}

#[tokio::test(start_paused = true)]
async fn r3_pending_mark_is_stored_before_the_retraction_that_follows_it() {
    let service = with_marks(RateLimits::unlimited());
    let (visit, chat) = written(&service, 1).await;
    let mark = |through| service.begin_mark_read(visit, PATIENT, chat, ReaderNumber(through));
    mark(1).await.unwrap().await.unwrap();
    let wrong = send(&service, visit, PROVIDER, chat, 2).await.unwrap();
    // Accepted, but not stored yet.
    let pending = mark(2).await.unwrap();
    let reason = Reason::new("wrong patient").unwrap();
    let retracted = service.retract(visit, PROVIDER, wrong.message, reason);
    retracted.await.unwrap();
    let versions = service.versions(visit, PROVIDER, wrong.message).await;
    let by: Vec<_> = versions.unwrap().remove(0).read_by;
    let by: Vec<_> = by.into_iter().map(|one| one.person).collect();
    assert_eq!(by, [PATIENT]);
    pending.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn refused_mark_stores_nothing_and_delays_no_other() {
    let service = with_marks(RateLimits::unlimited());
    let (visit, chat) = written(&service, 2).await;
    let mark = async |who, through| {
        let marked = service.mark_read(visit, who, chat, ReaderNumber(through));
        marked.await
    };
    assert_eq!(refusal(mark(PATIENT, 3).await), Refusal::MessageUnknown);
    assert_eq!(refusal(mark(COLLEAGUE, 1).await), Refusal::ChatUnknown);
    assert_eq!(refusal(mark(OUTSIDER, 1).await), Refusal::VisitUnknown);
    mark(PATIENT, 2).await.unwrap();
    // A second device that is behind.
    mark(PATIENT, 1).await.unwrap();
    assert_eq!(reading(&service, visit, PATIENT).await.through.0, 2);
}

#[tokio::test(start_paused = true)]
async fn marks_are_stored_together() {
    let service = with_marks(RateLimits::unlimited());
    let (visit, chat) = written(&service, 3).await;
    for through in [1, 2, 3] {
        let marked = service.mark_read(visit, PATIENT, chat, ReaderNumber(through));
        marked.await.unwrap();
    }
    let newest = reading(&service, visit, PROVIDER).await.readers;
    assert_eq!(newest.first().unwrap().after.0, 2);
    // A command would name an entry by its position in the log's chat.
    let through = chat_domain::ChatNumber(3);
    let command = Command::MarkRead { chat, through };
    let executed = service.execute(visit, Actor::Person(PATIENT), command);
    assert!(matches!(executed.await, Err(AppError::Invalid(_))));
}

#[tokio::test]
async fn reading_is_shown_live_on_every_device() {
    let service = with_marks(RateLimits::unlimited());
    let (visit, chat) = written(&service, 2).await;
    let mut phone = follow(&service, visit, PATIENT, Seen::new()).await;
    let mut tablet = follow(&service, visit, PATIENT, Seen::new()).await;
    let mut author = follow(&service, visit, PROVIDER, Seen::new()).await;
    let mut colleague = follow(&service, visit, COLLEAGUE, Seen::new()).await;
    for device in [&mut phone, &mut tablet] {
        let first = readings(&drain(device).await);
        let first: Vec<_> = first
            .iter()
            .map(|one| (one.through.0, one.unread))
            .collect();
        // With the provider, and with the colleague, who has written nothing.
        assert_eq!(first, [(0, 2), (0, 0)]);
    }
    drain(&mut author).await;
    drain(&mut colleague).await;

    service
        .mark_read(visit, PATIENT, chat, ReaderNumber(2))
        .await
        .unwrap();
    for device in [&mut phone, &mut tablet] {
        let read = readings(&drain(device).await);
        let read: Vec<_> = read.iter().map(|one| (one.through.0, one.unread)).collect();
        assert_eq!(read, [(2, 0)]);
    }
    let seen = readings(&drain(&mut author).await);
    let by: Vec<_> = seen.iter().flat_map(|one| &one.readers).collect();
    let by: Vec<_> = by.iter().map(|one| (one.person, one.through.0)).collect();
    assert_eq!(by, [(PATIENT, 2)]);
    // M7: nothing of a private chat reaches a colleague.
    assert_eq!(drain(&mut colleague).await, []);

    send(&service, visit, PROVIDER, chat, 3).await.unwrap();
    let next = readings(&drain(&mut phone).await);
    let next: Vec<_> = next.iter().map(|one| (one.through.0, one.unread)).collect();
    assert_eq!(next, [(2, 1)]);
}

#[tokio::test]
async fn corrected_message_is_unread_again_and_tells_its_new_readers() {
    let service = with_marks(RateLimits::unlimited());
    let (visit, chat) = written(&service, 0).await;
    let sent = send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    service
        .mark_read(visit, PATIENT, chat, ReaderNumber(1))
        .await
        .unwrap();
    let text = MessageText::new("5 mg, not 50 mg").unwrap();
    let corrected = service.correct(visit, PROVIDER, sent.message, text);
    corrected.await.unwrap();
    assert_eq!(reading(&service, visit, PATIENT).await.unread, 1);

    let versions = service.versions(visit, PROVIDER, sent.message).await;
    let versions: Vec<_> = versions
        .unwrap()
        .into_iter()
        .map(|one| {
            let by = one.read_by.into_iter().map(|read| read.person);
            (one.number.0, by.collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(versions, [(1, vec![PATIENT]), (2, Vec::new())]);
    let seen = service
        .versions(visit, PATIENT, sent.message)
        .await
        .unwrap();
    assert!(seen.iter().all(|one| one.text.is_some()));
    let hidden = service.versions(visit, COLLEAGUE, sent.message).await;
    assert_eq!(refusal(hidden), Refusal::MessageUnknown);
}

#[tokio::test]
async fn marks_have_a_rate_of_their_own() {
    let rate = Rate {
        burst: 2,
        every: Duration::from_secs(60),
    };
    let service = with_marks(RateLimits::unlimited().with_marks(Some(rate)));
    let (visit, chat) = written(&service, 3).await;
    let mark = |through| service.begin_mark_read(visit, PATIENT, chat, ReaderNumber(through));
    mark(1).await.unwrap().await.unwrap();
    drop(mark(2).await.unwrap());
    let third = mark(3).await.map(drop);
    assert!(matches!(third, Err(AppError::TooOften { .. })), "{third:?}");
    send(&service, visit, PROVIDER, chat, 4).await.unwrap();
}
