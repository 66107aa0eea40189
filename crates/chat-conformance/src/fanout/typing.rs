//! Typing signals.

use super::{ATTEMPTS, PATIENCE, arrives, fresh_visit, hint};
use crate::fixture::fresh_clinic;
use chat_domain::{ChatKey, PersonId};
use chat_ports::{Fanout, Topic, TypingSignal, TypingStream, VisitKey};
use futures::{FutureExt as _, StreamExt};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;
use uuid::Uuid;

fn signal(visit: VisitKey, chat: ChatKey) -> TypingSignal {
    TypingSignal {
        visit,
        chat,
        person: PersonId::new(Uuid::now_v7()),
    }
}

fn direct() -> ChatKey {
    let [care, attendee] = [(); 2].map(|()| PersonId::new(Uuid::now_v7()));
    ChatKey::direct(care, attendee)
}

/// Signals until it arrives. Panics if anything arrives that is not in `signals`.
async fn comes(fanout: &Arc<dyn Fanout>, stream: &mut TypingStream, signals: &[TypingSignal]) {
    let last = *signals.last().expect("there is a signal");
    for _ in 0..ATTEMPTS {
        fanout.signal_typing(last).await.unwrap();
        let until_it_comes = async {
            loop {
                let found = stream.next().await.expect("the stream is open");
                assert!(signals.contains(&found), "{found:?} was not signaled here");
                if found == last {
                    break;
                }
            }
        };
        if timeout(PATIENCE, until_it_comes).await.is_ok() {
            return;
        }
    }
    panic!("{last:?} did not arrive in {ATTEMPTS} attempts");
}

/// Every subscriber of a visit gets its signals as they were sent, and none of another visit, whatever the chat.
pub async fn typing_signal_arrives_unchanged_at_every_subscriber_of_its_visit(
    fanout: &Arc<dyn Fanout>,
) {
    let visit = fresh_visit(fresh_clinic());
    let others = [
        fresh_visit(visit.clinic),
        VisitKey::new(fresh_clinic(), visit.visit),
    ];
    let mut first = fanout.subscribe_typing(visit).await.unwrap();
    let gone = fanout.subscribe_typing(visit).await.unwrap();
    let mut last = fanout.subscribe_typing(visit).await.unwrap();
    drop(gone);
    let mut signals = Vec::new();
    for chat in [ChatKey::Visit, direct(), direct()] {
        for other in others {
            fanout.signal_typing(signal(other, chat)).await.unwrap();
        }
        signals.push(signal(visit, chat));
        comes(fanout, &mut first, &signals).await;
        comes(fanout, &mut last, &signals).await;
    }
}

/// A subscription to hints brings no signal, and one to signals no hint.
pub async fn typing_signals_and_hints_are_apart(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    let mut typing = fanout.subscribe_typing(visit).await.unwrap();
    let mut of_visit = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    let of_clinic = Topic::Clinic(visit.clinic);
    let mut of_clinic = fanout.subscribe(of_clinic).await.unwrap();
    let typed = signal(visit, ChatKey::Visit);
    comes(fanout, &mut typing, &[typed]).await;
    for hints in [&mut of_visit, &mut of_clinic] {
        let found = hints.next().now_or_never();
        assert_eq!(found, None, "a signal is no hint");
    }
    for hints in [&mut of_visit, &mut of_clinic] {
        arrives(fanout, hints, &hint(visit, 3)).await;
    }
    // Whatever the hints left behind, only the signal comes.
    comes(fanout, &mut typing, &[typed]).await;
}

/// A subscriber that does not read loses signals, delays neither those who send nor others, and gets new ones later.
pub async fn typing_subscriber_that_does_not_read_blocks_no_one(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    let mut slow = fanout.subscribe_typing(visit).await.unwrap();
    let mut quick = fanout.subscribe_typing(visit).await.unwrap();
    let typed = signal(visit, direct());
    let many = async {
        for _ in 0..20_000 {
            fanout.signal_typing(typed).await.unwrap();
        }
    };
    timeout(Duration::from_secs(60), many)
        .await
        .expect("signaling does not wait for subscribers");
    let later = [typed, signal(visit, ChatKey::Visit)];
    comes(fanout, &mut quick, &later).await;
    comes(fanout, &mut slow, &later).await;
}
