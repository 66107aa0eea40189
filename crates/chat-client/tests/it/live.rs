//! The live connection: resuming, ends, tokens and backpressure.

use crate::clinic::{ADA, Clinic, PIA, SHORT, first, next, quick, to_everyone};
use chat_client::{Connection, DashboardFilter, Error, Event, Events, Token};
use chat_domain::{ChatKey, ReaderNumber};
use std::{collections::BTreeMap, sync::atomic::Ordering::SeqCst, time::Duration};

/// What a program shows of the visit chat: its messages by number.
#[derive(Default)]
struct Shown {
    texts: BTreeMap<u64, String>,
    last: u64,
    pages: usize,
}

impl Shown {
    fn apply(&mut self, event: &Event) {
        match event {
            Event::Page { page, .. } if page.chat == ChatKey::Visit => {
                self.pages += 1;
                self.texts.clear();
                for message in &page.messages {
                    let text = message.text.clone().unwrap();
                    self.texts
                        .insert(message.number.0, text.as_str().to_owned());
                }
                self.last = page.last.map_or(0, |last| last.0);
            }
            Event::Message {
                chat: ChatKey::Visit,
                number,
                message,
                ..
            } => {
                assert_eq!(number.0, self.last + 1, "a gap or a repeat");
                self.last = number.0;
                let text = message.text.clone().unwrap();
                self.texts.insert(number.0, text.as_str().to_owned());
            }
            _ => {}
        }
    }

    async fn until(&mut self, events: &mut Events, last: u64) {
        while self.last < last {
            self.apply(&next(events).await.expect("the connection goes on"));
        }
    }
}

fn is_view(event: &Event) -> Option<()> {
    matches!(event, Event::View { .. }).then_some(())
}

fn is_online(event: &Event) -> Option<()> {
    matches!(event, Event::Connection(Connection::Online)).then_some(())
}

#[tokio::test]
async fn connections_that_break_again_and_again_lose_and_repeat_nothing() {
    let clinic = Clinic::new().await;
    clinic.says(ADA, "1").await;
    let (live, mut events) = clinic.client(PIA).live();
    live.follow(clinic.visit).await;
    let mut shown = Shown::default();
    shown.until(&mut events, 1).await;
    for round in 0..20_u64 {
        for n in 0..10 {
            if n % 4 == round % 4 {
                clinic.proxy.cut();
            }
            clinic.says(ADA, &(round * 10 + n + 2).to_string()).await;
        }
        shown.until(&mut events, round * 10 + 11).await;
    }
    let expected = (1..=201).map(|n| (n, n.to_string())).collect();
    assert_eq!(shown.texts, expected);
    assert_eq!(shown.pages, 1, "resumed, and not started again");
}

#[tokio::test]
async fn messages_of_an_absence_come_after_it() {
    let clinic = Clinic::new().await;
    clinic.says(ADA, "1").await;
    let (live, mut events) = clinic.client(PIA).live();
    live.follow(clinic.visit).await;
    let mut shown = Shown::default();
    shown.until(&mut events, 1).await;
    clinic.proxy.down();
    for n in 2..=50 {
        clinic.says(ADA, &n.to_string()).await;
    }
    first(&mut events, |event| {
        matches!(event, Event::Connection(Connection::Offline { .. })).then_some(())
    })
    .await;
    clinic.proxy.up();
    shown.until(&mut events, 50).await;
    assert_eq!((shown.texts.len(), shown.pages), (50, 1));
}

#[tokio::test]
async fn program_that_starts_again_resumes_from_its_numbers() {
    let clinic = Clinic::new().await;
    for n in 1..=5 {
        clinic.says(ADA, &n.to_string()).await;
    }
    let (live, mut events) = clinic.client(PIA).live();
    let seen = BTreeMap::from([(ChatKey::Visit, ReaderNumber(3))]);
    live.follow_from(clinic.visit, seen).await;
    let mut shown = Shown {
        last: 3,
        ..Shown::default()
    };
    shown.until(&mut events, 5).await;
    assert_eq!(shown.texts.into_keys().collect::<Vec<_>>(), [4, 5]);
}

#[tokio::test]
async fn visit_followed_again_on_the_same_connection_starts_again() {
    let clinic = Clinic::new().await;
    clinic.says(ADA, "1").await;
    let (live, mut events) = clinic.client(PIA).live();
    for _ in 0..10 {
        live.follow(clinic.visit).await;
        let mut shown = Shown::default();
        while shown.pages == 0 {
            shown.apply(&next(&mut events).await.unwrap());
        }
        live.unfollow(clinic.visit).await;
    }
}

#[tokio::test]
async fn w9_removal_ends_the_visit_and_nothing_follows() {
    let clinic = Clinic::new().await;
    let (live, mut events) = clinic.client(PIA).live();
    live.follow(clinic.visit).await;
    first(&mut events, is_view).await;
    clinic.remove(PIA).await;
    let rule = first(&mut events, |event| match event {
        Event::Ended { refusal, .. } => Some(refusal.rule.as_str()),
        _ => None,
    });
    assert_eq!(rule.await, "W9");
    // The server closes the connection, and the client opens another, for other visits.
    first(&mut events, is_online).await;
    clinic.says(ADA, "not for Pia").await;
    let silence = tokio::time::timeout(Duration::from_millis(300), events.next()).await;
    assert!(silence.is_err(), "{silence:?}");
}

#[tokio::test]
async fn visit_of_others_is_refused_like_one_that_does_not_exist() {
    let clinic = Clinic::new().await;
    let (live, mut events) = clinic.client(PIA).live();
    let unknown = chat_domain::VisitId::MAX;
    live.follow(unknown).await;
    let ended = first(&mut events, |event| match event {
        Event::Ended { visit, refusal } => Some((*visit, refusal.code.clone().into_owned())),
        _ => None,
    });
    assert_eq!(ended.await, (unknown, "visit_unknown".to_owned()));
}

#[tokio::test]
async fn expired_token_is_replaced_and_the_connection_resumes() {
    let clinic = Clinic::new().await;
    clinic.says(ADA, "1").await;
    clinic.issued.store(SHORT - 1, SeqCst);
    let (live, mut events) = clinic.client(PIA).live();
    live.follow(clinic.visit).await;
    let mut shown = Shown::default();
    shown.until(&mut events, 1).await;
    // The server ends the connection of the first token.
    first(&mut events, is_online).await;
    assert_eq!(clinic.issued.load(SeqCst), SHORT + 1);
    clinic.says(ADA, "2").await;
    shown.until(&mut events, 2).await;
    assert_eq!(shown.pages, 1);
}

#[tokio::test]
async fn session_without_another_token_is_closed_for_good() {
    let clinic = Clinic::new().await;
    let client = clinic.client_with(Token::new(format!("{PIA}.{SHORT}")), quick());
    let (live, mut events) = client.live();
    live.follow(clinic.visit).await;
    first(&mut events, is_view).await;
    clinic.issued.store(SHORT, SeqCst);
    clinic.revoke();
    let why = first(&mut events, |event| match event {
        Event::Connection(Connection::Closed { why }) => Some(why.clone()),
        _ => None,
    });
    assert_eq!(why.await, Error::SignedOut);
    assert!(next(&mut events).await.is_none());
}

#[tokio::test]
async fn expired_token_that_the_server_still_accepts_is_used_again() {
    let clinic = Clinic::new().await;
    let client = clinic.client_with(Token::new(format!("{PIA}.{SHORT}")), quick());
    let (live, mut events) = client.live();
    live.follow(clinic.visit).await;
    for _ in 0..3 {
        first(&mut events, is_online).await;
    }
    let closed = client.me().await;
    assert!(closed.is_ok(), "{closed:?}");
}

#[tokio::test]
async fn expired_token_of_two_connections_is_replaced_once() {
    let clinic = Clinic::new().await;
    clinic.issued.store(SHORT - 1, SeqCst);
    let client = clinic.client(PIA);
    let (_one, mut to_one) = client.live();
    let (_two, mut to_two) = client.live();
    for _ in 0..2 {
        first(&mut to_one, is_online).await;
        first(&mut to_two, is_online).await;
    }
    assert_eq!(clinic.issued.load(SeqCst), SHORT + 1);
}

#[tokio::test]
async fn server_that_restarts_is_reported_and_found_again() {
    let clinic = Clinic::new().await;
    let (live, mut events) = clinic.client(PIA).live();
    live.follow(clinic.visit).await;
    first(&mut events, is_view).await;
    clinic.proxy.down();
    first(&mut events, |event| {
        matches!(
            event,
            Event::Connection(Connection::Offline { why: Some(_) })
        )
        .then_some(())
    })
    .await;
    clinic.proxy.up();
    first(&mut events, is_view).await;
}

/// More than the system buffers for a connection whose client does not read.
const BUFFERED: usize = 3 * 512 * 1024;

/// Messages of 8,000 bytes that are more than twice as much.
const MANY: u64 = 500;

#[tokio::test]
async fn reader_that_stops_costs_a_bounded_number_of_events_and_misses_nothing() {
    let clinic = Clinic::new().await;
    let mut options = quick();
    options.events = 4;
    let client = clinic.client_with(Token::new(format!("{PIA}.1")), options);
    let (live, mut events) = client.live();
    live.follow(clinic.visit).await;
    first(&mut events, is_view).await;
    let text = "x".repeat(8_000);
    for _ in 0..MANY {
        clinic.says(ADA, &text).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let passed = clinic.proxy.passed();
    assert!(passed < BUFFERED, "{passed} bytes were read");
    let mut shown = Shown::default();
    shown.until(&mut events, MANY).await;
    assert!(clinic.proxy.passed() > 2 * BUFFERED);
}

#[tokio::test]
async fn typing_is_signaled_at_most_every_three_seconds() {
    let clinic = Clinic::new().await;
    let (ada, mut to_ada) = clinic.client(ADA).live();
    let (pia, mut to_pia) = clinic.client(PIA).live();
    clinic.says(ADA, "hello").await;
    ada.follow(clinic.visit).await;
    pia.follow(clinic.visit).await;
    first(&mut to_ada, is_view).await;
    first(&mut to_pia, is_view).await;
    for _ in 0..20 {
        pia.typing(clinic.visit, ChatKey::Visit);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    clinic.says(PIA, "done").await;
    let mut signals = 0;
    loop {
        match next(&mut to_ada).await.unwrap() {
            Event::Typing { person, .. } => {
                assert_eq!(person, PIA);
                signals += 1;
            }
            Event::Message { number, .. } if number.0 == 2 => break,
            _ => {}
        }
    }
    assert_eq!(signals, 1);
}

#[tokio::test]
async fn reading_and_the_dashboard_are_events() {
    let clinic = Clinic::new().await;
    let client = clinic.client(ADA);
    let (live, mut events) = client.live();
    live.follow_dashboard(DashboardFilter::default()).await;
    first(&mut events, |event| {
        matches!(event, Event::DashboardStarted).then_some(())
    })
    .await;
    let row = first(&mut events, |event| match event {
        Event::DashboardRow { view } => Some(view.visit),
        _ => None,
    });
    assert_eq!(row.await, clinic.visit);
    live.follow(clinic.visit).await;
    client
        .visit(clinic.visit)
        .send(&to_everyone("hello"))
        .await
        .unwrap();
    let pia = clinic.client(PIA).visit(clinic.visit);
    pia.mark_read(ChatKey::Visit, ReaderNumber(1))
        .await
        .unwrap();
    first(&mut events, |event| match event {
        Event::Reading { reading, .. } => {
            let mut readers = reading.readers.iter();
            readers
                .any(|reader| reader.person == PIA && reader.through.0 == 1)
                .then_some(())
        }
        _ => None,
    })
    .await;
}

#[tokio::test]
async fn shutdown_of_the_server_is_survived() {
    let clinic = Clinic::new().await;
    let (live, mut events) = clinic.client(PIA).live();
    live.follow(clinic.visit).await;
    first(&mut events, is_view).await;
    clinic.shutdown.begin();
    let why = first(&mut events, |event| match event {
        Event::Connection(Connection::Offline { why: Some(why) }) => Some(why.clone()),
        _ => None,
    });
    assert!(why.await.is_temporary());
}
