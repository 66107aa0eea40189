//! Hints arrive.

use super::{PATIENCE, arrives, fresh_clinic, fresh_visit, hint};
use chat_ports::{Fanout, Topic};
use futures::StreamExt;
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// A hint that is announced once the subscription has answered is heard.
pub async fn what_is_announced_after_subscribing_arrives(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    let mut stream = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    for version in 1..=20 {
        arrives(fanout, &mut stream, &hint(visit, version)).await;
    }
}

/// All subscribers of a topic hear it, also after one of them has gone.
pub async fn every_subscriber_hears_it(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    let mut first = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    let gone = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    let mut last = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    arrives(fanout, &mut first, &hint(visit, 1)).await;
    arrives(fanout, &mut last, &hint(visit, 1)).await;
    drop(gone);
    arrives(fanout, &mut first, &hint(visit, 2)).await;
    arrives(fanout, &mut last, &hint(visit, 2)).await;
}

/// A hint names the visit and the version that were announced.
pub async fn a_hint_arrives_as_it_was_announced(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    let announced = hint(visit, 42);
    let mut stream = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    for _ in 0..super::ATTEMPTS {
        fanout.announce(announced).await.unwrap();
        if let Ok(heard) = timeout(PATIENCE, stream.next()).await {
            assert_eq!(heard, Some(announced));
            return;
        }
    }
    panic!("the hint was never heard");
}

/// Whoever does not listen loses hints, and hinders neither the announcer nor others; when they
/// listen again they hear new ones.
pub async fn a_slow_subscriber_blocks_nobody(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    let mut slow = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    let mut quick = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    let announce_many = async {
        for version in 1..=20_000 {
            fanout.announce(hint(visit, version)).await.unwrap();
        }
    };
    timeout(Duration::from_secs(60), announce_many)
        .await
        .expect("announcing goes on though nobody listens");
    arrives(fanout, &mut quick, &hint(visit, 20_001)).await;
    arrives(fanout, &mut slow, &hint(visit, 20_002)).await;
}

/// Nobody has to listen.
pub async fn announcing_to_nobody_is_no_error(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    fanout.announce(hint(visit, 1)).await.unwrap();
    drop(fanout.subscribe(Topic::Visit(visit)).await.unwrap());
    fanout.announce(hint(visit, 2)).await.unwrap();
}
