//! Delivery of hints.

use super::{PATIENCE, arrives, fresh_visit, hint};
use crate::fixture::fresh_clinic;
use chat_ports::{Fanout, Topic};
use futures::StreamExt;
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// A hint announced after `subscribe` returned is delivered.
pub async fn hint_announced_after_subscribing_arrives(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    let mut stream = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    for version in 1..=20 {
        arrives(fanout, &mut stream, &hint(visit, version)).await;
    }
}

/// Every subscriber of a topic gets the hint, also after another one has left.
pub async fn every_subscriber_gets_the_hint(fanout: &Arc<dyn Fanout>) {
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

/// A hint carries the visit and the versions that were announced.
pub async fn hint_arrives_unchanged(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    let announced = hint(visit, 42);
    let mut stream = fanout.subscribe(Topic::Visit(visit)).await.unwrap();
    for _ in 0..super::ATTEMPTS {
        fanout.announce(announced).await.unwrap();
        if let Ok(received) = timeout(PATIENCE, stream.next()).await {
            assert_eq!(received, Some(announced));
            return;
        }
    }
    panic!("the hint never arrived");
}

/// A subscriber that does not read may lose hints but blocks neither the announcer nor other
/// subscribers. When it reads again, it gets new hints.
pub async fn slow_subscriber_does_not_block_others(fanout: &Arc<dyn Fanout>) {
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
        .expect("announcing does not wait for subscribers");
    arrives(fanout, &mut quick, &hint(visit, 20_001)).await;
    arrives(fanout, &mut slow, &hint(visit, 20_002)).await;
}

/// Announcing without subscribers succeeds.
pub async fn announcing_without_subscribers_succeeds(fanout: &Arc<dyn Fanout>) {
    let visit = fresh_visit(fresh_clinic());
    fanout.announce(hint(visit, 1)).await.unwrap();
    drop(fanout.subscribe(Topic::Visit(visit)).await.unwrap());
    fanout.announce(hint(visit, 2)).await.unwrap();
}
