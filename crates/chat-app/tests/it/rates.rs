//! Rate limits stop a client's flood before it affects others.

use crate::{
    clinic::{
        CLINIC, COLLEAGUE, PATIENT, PROVIDER, client_id, direct, enter, group_visit, ports, remove,
        send, settings,
    },
    uploading::{new_upload, upload},
};
use chat_app::{
    Addressed, AppError, ChatService, Followed, MAX_ADDRESSED, PageRequest, Rate, RateLimits, Seen,
    Settings,
};
use chat_attachments::fixture;
use chat_domain::{Actor, ChatKey, Command, MessageText, Reason, Recipient};
use chat_ports::VisitKey;
use std::time::Duration;

fn few(burst: u32) -> Option<Rate> {
    Some(Rate {
        burst,
        every: Duration::from_secs(60),
    })
}

fn limited(rates: RateLimits) -> ChatService {
    let settings = settings().with_rates(rates);
    ChatService::new(ports(), settings)
}

fn is_rate_limited<T: std::fmt::Debug>(answer: Result<T, AppError>) -> bool {
    match answer {
        Err(AppError::TooOften { retry_after }) => retry_after <= Duration::from_secs(60),
        _ => false,
    }
}

#[tokio::test(start_paused = true)]
async fn flood_of_messages_is_refused_and_accepted_again_later() {
    let service = limited(RateLimits::unlimited().with_messages(few(5)));
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let mut taken = 0;
    for id in 0..200 {
        match send(&service, visit, PROVIDER, chat, id).await {
            Ok(_) => taken += 1,
            refused => assert!(is_rate_limited(refused)),
        }
    }
    assert_eq!(taken, 5);
    // Retries count, too; other people are unaffected.
    assert!(is_rate_limited(
        send(&service, visit, PROVIDER, chat, 1).await
    ));
    send(&service, visit, PATIENT, chat, 500).await.unwrap();
    tokio::time::advance(Duration::from_secs(60)).await;
    send(&service, visit, PROVIDER, chat, 1).await.unwrap();
    assert!(is_rate_limited(
        send(&service, visit, PROVIDER, chat, 7).await
    ));
}

#[tokio::test(start_paused = true)]
async fn one_text_to_many_visits_has_its_own_rate_and_counts_in_each() {
    let service = limited(
        RateLimits::unlimited()
            .with_messages(few(1))
            .with_addressed(few(2)),
    );
    let text = MessageText::new("We are late.").unwrap();
    let mut to = Vec::new();
    for id in 0..3 {
        to.push(Addressed {
            visit: group_visit(&service).await.visit,
            recipient: Recipient::Everyone,
            client_id: client_id(id),
        });
    }
    let send = async |to: &[Addressed]| {
        let sent = service.send_to_visits(CLINIC, PROVIDER, &text, to).await;
        sent.unwrap()
    };
    let mut first = send(&to).await;
    assert!(is_rate_limited(first.pop().unwrap()));
    let first: Vec<_> = first.into_iter().map(Result::unwrap).collect();
    // The bucket for single messages is untouched.
    let visit = VisitKey::new(CLINIC, to[2].visit);
    let urgent = super::clinic::send(&service, visit, PROVIDER, ChatKey::Visit, 9);
    urgent.await.unwrap();
    tokio::time::advance(Duration::from_secs(180)).await;
    // Those that failed are retried alone; the others get their receipts again.
    send(&to[2..]).await.pop().unwrap().unwrap();
    tokio::time::advance(Duration::from_secs(180)).await;
    let again = send(&to[..2]).await.into_iter().map(Result::unwrap);
    assert_eq!(again.collect::<Vec<_>>(), first);
}

#[test]
fn one_text_reaches_as_many_visits_as_a_request_takes() {
    let rate = RateLimits::default().addressed.unwrap();
    assert!(rate.burst as usize >= MAX_ADDRESSED);
}

#[tokio::test(start_paused = true)]
async fn corrections_retractions_pages_and_actions_have_separate_rates() {
    let service = limited(
        RateLimits::default()
            .with_messages(None)
            .with_addressed(None)
            .with_changes(few(2))
            .with_retractions(few(1))
            .with_marks(None)
            .with_typing(None)
            .with_client_typing(None)
            .with_uploads(few(1))
            .with_pages(few(1))
            .with_reads(few(1))
            .with_follows(few(2))
            .with_actions(few(1)),
    );
    let visit = group_visit(&service).await;
    let mut follower = service.follower(visit.clinic, COLLEAGUE);
    for allowed in [true, true, false] {
        follower.follow(visit.visit, Seen::new());
        let first = follower.next().await;
        let refused = matches!(first, Followed::VisitFailed(_, AppError::TooOften { .. }));
        assert_eq!(refused, !allowed, "{first:?}");
    }
    let sent = send(&service, visit, PROVIDER, ChatKey::Visit, 1).await;
    let message = sent.unwrap().message;
    let correct = async |version: u32| {
        let text = MessageText::new(&format!("version {version}")).unwrap();
        service.correct(visit, PROVIDER, message, text).await
    };
    correct(2).await.unwrap();
    correct(3).await.unwrap();
    assert!(is_rate_limited(correct(4).await));
    // A message to the wrong patient can still be retracted.
    let why = Reason::new("wrong patient").unwrap();
    let retract = || service.retract(visit, PROVIDER, message, why.clone());
    retract().await.unwrap();
    assert!(is_rate_limited(retract().await));
    let page = PageRequest::Backward {
        before: None,
        limit: 10,
    };
    let read = || service.history(visit, COLLEAGUE, ChatKey::Visit, page);
    read().await.unwrap();
    assert!(is_rate_limited(read().await));
    let list = || {
        let filter = chat_app::DashboardFilter::default();
        let service = &service;
        async move {
            let page = service.dashboard(visit.clinic, COLLEAGUE, &filter, None, 10);
            page.await
        }
    };
    list().await.unwrap();
    assert!(is_rate_limited(list().await));
    enter(&service, visit, PATIENT).await;
    remove(&service, visit, PATIENT).await;
}

#[tokio::test]
async fn uploads_and_other_actions_have_separate_rates() {
    let service = limited(
        RateLimits::unlimited()
            .with_uploads(few(2))
            .with_actions(few(1)),
    );
    let visit = group_visit(&service).await;
    for allowed in [true, true, false] {
        let new = new_upload(ChatKey::Visit, "a.png", None);
        let uploaded = upload(&service, visit, PROVIDER, new, &fixture::png(8, 8)).await;
        assert_eq!(is_rate_limited(uploaded), !allowed);
    }
    let enter = || {
        let command = Command::EnterWaitingRoom { person: PATIENT };
        service.execute(visit, Actor::Person(PATIENT), command)
    };
    enter().await.unwrap();
    assert!(is_rate_limited(enter().await.map(drop)));
}

#[test]
fn people_do_not_reach_the_default_rates() {
    let limits = RateLimits::default();
    for rate in [
        limits.messages,
        limits.changes,
        limits.uploads,
        limits.pages,
    ] {
        let rate = rate.unwrap();
        assert!(rate.burst >= 20 && rate.every <= Duration::from_secs(1));
    }
    assert_eq!(Settings::default().rates, limits);
}
