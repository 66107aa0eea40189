//! Invitation links and their sessions.

use crate::{
    clinic::{
        CLINIC, GUEST, OTHER_PATIENT, OUTSIDER, PATIENT, PROVIDER, group_visit, ports, refusal,
        settings,
    },
    counted_invitations::Counted,
};
use chat_app::{
    AppError, ChatService, InvitationSettings, Joined, LinkStanding, MAX_INVITATIONS,
    NewInvitation, Ports,
};
use chat_domain::{Actor, Command, PersonId, Refusal, VisitId};
use chat_memory::{ManualClock, MemoryInvitations};
use chat_ports::{MAX_SESSIONS, VisitKey};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use time::{Date, OffsetDateTime, macros::date, macros::datetime};
use tokio::time::timeout;
use uuid::Uuid;

const NOW: OffsetDateTime = datetime!(2031-05-06 07:08:09 UTC);
const BORN: Date = date!(1984 - 03 - 12);

/// A service with a clock, and a visit.
async fn clinic() -> (ChatService, ManualClock, VisitKey) {
    let clock = ManualClock::new(NOW);
    let ports = Ports {
        clock: Arc::new(clock.clone()),
        ..ports().with_invitations(MemoryInvitations::new())
    };
    let settings = settings().with_invitations(
        InvitationSettings::default().with_collect_every(Duration::from_secs(1_000_000)),
    );
    let service = ChatService::new(ports, settings);
    let visit = group_visit(&service).await;
    (service, clock, visit)
}

pub(crate) fn link(visit: VisitKey, person: PersonId) -> NewInvitation {
    NewInvitation {
        visit,
        person,
        expires: None,
        birth_date: None,
    }
}

pub(crate) async fn invited(service: &ChatService, visit: VisitKey) -> String {
    let invited = service.invite(link(visit, PATIENT)).await;
    invited.unwrap().secret
}

pub(crate) async fn joined(service: &ChatService, secret: &str) -> Joined {
    service.exchange(secret, None).await.unwrap()
}

async fn is_refused(service: &ChatService, secret: &str) -> bool {
    let exchanged = service.exchange(secret, None).await;
    matches!(exchanged, Err(AppError::InvitationRefused))
}

pub(crate) async fn is_open(service: &ChatService, joined: &Joined) -> bool {
    service.session(&joined.token).await.unwrap().is_some()
}

#[tokio::test]
async fn link_and_session_end_in_time() {
    let (service, clock, visit) = clinic().await;
    let made = service.invite(link(visit, PATIENT)).await.unwrap();
    assert_eq!(made.expires, NOW + time::Duration::hours(72));
    let early = joined(&service, &made.secret).await;
    assert_eq!(early.expires, NOW + time::Duration::hours(12));
    assert_eq!((early.visit, early.person), (visit, PATIENT));
    clock.advance(time::Duration::hours(12) - time::Duration::SECOND);
    assert!(is_open(&service, &early).await);
    clock.advance(time::Duration::SECOND);
    assert!(!is_open(&service, &early).await);
    clock.advance(time::Duration::hours(59));
    // No session lasts longer than its link.
    let late = joined(&service, &made.secret).await;
    assert_eq!(late.expires, made.expires);
    clock.advance(time::Duration::HOUR);
    assert!(!is_open(&service, &late).await);
    assert!(is_refused(&service, &made.secret).await);
    let links = service.invitations(visit).await.unwrap();
    assert_eq!(links[0].standing, LinkStanding::Expired);
}

#[tokio::test]
async fn expiry_is_within_the_longest() {
    let (service, _, visit) = clinic().await;
    let until = |expires| NewInvitation {
        expires: Some(expires),
        ..link(visit, PATIENT)
    };
    let longest = NOW + time::Duration::days(90);
    assert!(service.invite(until(longest)).await.is_ok());
    for wrong in [longest + time::Duration::SECOND, NOW] {
        let answer = service.invite(until(wrong)).await;
        assert!(matches!(answer, Err(AppError::InvalidExpiry)), "{answer:?}");
    }
}

#[tokio::test]
async fn links_are_for_attendees_who_take_part() {
    let (service, _, visit) = clinic().await;
    let care = service.invite(link(visit, PROVIDER)).await;
    assert!(matches!(care, Err(AppError::AttendeesOnly)), "{care:?}");
    let outsider = service.invite(link(visit, OUTSIDER)).await;
    assert_eq!(refusal(outsider), Refusal::PersonUnknown);
    let nowhere = VisitKey::new(CLINIC, VisitId::new(Uuid::now_v7()));
    let unknown = service.invite(link(nowhere, PATIENT)).await;
    assert_eq!(refusal(unknown), Refusal::VisitUnknown);
    assert_eq!(
        refusal(service.invitations(nowhere).await),
        Refusal::VisitUnknown
    );
    for attendee in [PATIENT, OTHER_PATIENT, GUEST] {
        service.invite(link(visit, attendee)).await.unwrap();
    }
}

#[tokio::test]
async fn reopened_visit_is_joined_by_the_same_link() {
    let (service, _, visit) = clinic().await;
    let secret = invited(&service, visit).await;
    let session = joined(&service, &secret).await;
    let execute = async |command| {
        let executed = service.execute(visit, Actor::Host, command).await;
        executed.unwrap();
    };
    execute(Command::CancelVisit).await;
    assert!(is_refused(&service, &secret).await);
    assert!(is_open(&service, &session).await);
    execute(Command::ReopenVisit).await;
    joined(&service, &secret).await;
}

#[tokio::test]
async fn links_of_a_visit_are_bounded() {
    let (service, _, visit) = clinic().await;
    for _ in 1..MAX_INVITATIONS {
        invited(&service, visit).await;
    }
    let last = service.invite(link(visit, PATIENT)).await.unwrap();
    let one_more = service.invite(link(visit, PATIENT)).await;
    assert!(
        matches!(one_more, Err(AppError::TooManyInvitations { max }) if max == MAX_INVITATIONS),
        "{one_more:?}"
    );
    let revoke = service.revoke_invitation(visit, last.invitation);
    revoke.await.unwrap();
    invited(&service, visit).await;
}

#[tokio::test]
async fn further_session_of_a_link_ends_the_oldest() {
    let (service, clock, visit) = clinic().await;
    let secret = invited(&service, visit).await;
    let mut sessions = Vec::new();
    for _ in 0..=MAX_SESSIONS {
        sessions.push(joined(&service, &secret).await);
        clock.advance(time::Duration::SECOND);
    }
    assert!(!is_open(&service, &sessions[0]).await);
    for session in &sessions[1..] {
        assert!(is_open(&service, session).await);
    }
}

#[tokio::test]
async fn links_that_expired_long_ago_are_deleted() {
    let (service, clock, visit) = clinic().await;
    invited(&service, visit).await;
    clock.advance(time::Duration::days(33) - time::Duration::SECOND);
    let other = invited(&service, visit).await;
    assert_eq!(service.collect_invitations().await.unwrap(), 0);
    clock.advance(time::Duration::seconds(2));
    assert_eq!(service.collect_invitations().await.unwrap(), 1);
    assert_eq!(service.invitations(visit).await.unwrap().len(), 1);
    joined(&service, &other).await;
}

/// Whatever the reason of a refusal, the storage is asked for the link once, and for nothing else.
#[tokio::test]
async fn refused_exchanges_take_the_same_reads() {
    let counted = Counted::default();
    let clock = ManualClock::new(NOW);
    let ports = Ports {
        clock: Arc::new(clock.clone()),
        ..ports().with_invitations(counted.clone())
    };
    let service = ChatService::new(ports, settings());
    let visit = group_visit(&service).await;
    let asks = |expires| NewInvitation {
        birth_date: Some(BORN),
        expires,
        ..link(visit, PATIENT)
    };
    let soon = Some(NOW + time::Duration::HOUR);
    let expired = service.invite(asks(soon)).await.unwrap();
    let revoked = service.invite(asks(None)).await.unwrap();
    let blocked = service.invite(asks(None)).await.unwrap();
    let revoke = service.revoke_invitation(visit, revoked.invitation);
    revoke.await.unwrap();
    for _ in 0..5 {
        let wrong = service.exchange(&blocked.secret, Some(Date::MIN)).await;
        assert!(matches!(wrong, Err(AppError::InvitationRefused)));
    }
    clock.advance(time::Duration::hours(2));
    let unknown = "C".repeat(32);
    for secret in [&unknown, &expired.secret, &revoked.secret, &blocked.secret] {
        for birth_date in [None, Some(BORN)] {
            counted.calls.lock().unwrap().clear();
            let answer = service.exchange(secret, birth_date).await;
            assert!(
                matches!(answer, Err(AppError::InvitationRefused)),
                "{answer:?}"
            );
            assert_eq!(*counted.calls.lock().unwrap(), ["invitation"]);
        }
    }
}

/// Guesses that are made at the same time are no more than the tries.
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_wrong_answers_block_a_link() {
    let (service, _, visit) = clinic().await;
    let new = NewInvitation {
        birth_date: Some(BORN),
        ..link(visit, PATIENT)
    };
    let made = service.invite(new).await.unwrap();
    let guesses = (1..=12).map(|day| {
        let (service, secret) = (service.clone(), made.secret.clone());
        let guess = Date::from_ordinal_date(1990, day).unwrap();
        tokio::spawn(async move { service.exchange(&secret, Some(guess)).await })
    });
    for guess in futures::future::join_all(guesses).await {
        let answer = guess.unwrap();
        assert!(matches!(answer, Err(AppError::InvitationRefused)));
    }
    let links = service.invitations(visit).await.unwrap();
    assert_eq!(links[0].standing, LinkStanding::Blocked);
    let right = service.exchange(&made.secret, Some(BORN)).await;
    assert!(matches!(right, Err(AppError::InvitationRefused)));
}

#[tokio::test]
async fn right_answer_costs_no_try_when_the_storage_fails() {
    let counted = Counted::default();
    let service = ChatService::new(ports().with_invitations(counted.clone()), settings());
    let visit = group_visit(&service).await;
    let new = NewInvitation {
        birth_date: Some(BORN),
        ..link(visit, PATIENT)
    };
    let made = service.invite(new).await.unwrap();
    let tries = async || service.invitations(visit).await.unwrap()[0].tries_left;
    let all = tries().await;
    counted.fails_to_begin.store(true, Ordering::Relaxed);
    for _ in 0..=all {
        let failed = service.exchange(&made.secret, Some(BORN)).await;
        assert!(matches!(failed, Err(AppError::Unavailable(_))));
        assert_eq!(tries().await, all);
    }
    counted.fails_to_begin.store(false, Ordering::Relaxed);
    let joined = service.exchange(&made.secret, Some(BORN)).await;
    assert!(is_open(&service, &joined.unwrap()).await);
}

/// A session begins although its request is dropped, so that the connections of the session that it evicts close.
#[tokio::test]
async fn dropped_exchange_begins_its_session() {
    let counted = Counted::default();
    let service = ChatService::new(ports().with_invitations(counted.clone()), settings());
    let visit = group_visit(&service).await;
    let made = service.invite(link(visit, PATIENT)).await.unwrap();
    let held = counted.beginning.lock().await;
    let begins = async {
        while !counted.calls.lock().unwrap().contains(&"begin") {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        _ = service.exchange(&made.secret, None) => panic!("it waits"),
        () = begins => {}
    }
    drop(held);
    let sessions = async || service.invitation_sessions(visit, made.invitation).await;
    let begun = async {
        while sessions().await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(10), begun).await.unwrap();
}

#[tokio::test]
async fn service_without_the_port_has_no_links() {
    let service = ChatService::new(ports(), settings());
    let visit = group_visit(&service).await;
    let answer = service.invite(link(visit, PATIENT)).await;
    assert!(matches!(answer, Err(AppError::NoInvitations)), "{answer:?}");
    assert_eq!(service.session("vcs_x").await.unwrap(), None);
    service.sign_out(CLINIC, PATIENT).await.unwrap();
}
