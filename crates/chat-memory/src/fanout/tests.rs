use super::*;
use chat_domain::{ClinicId, Seq, VisitId};
use chat_ports::VisitKey;
use futures::FutureExt;
use uuid::Uuid;

fn hint(visit: u128, version: u64) -> Hint {
    Hint {
        visit: key(visit),
        version: Seq(version),
        views_changed: Seq(1),
    }
}

fn key(visit: u128) -> VisitKey {
    VisitKey::new(
        ClinicId::new(Uuid::from_u128(1)),
        VisitId::new(Uuid::from_u128(visit)),
    )
}

#[tokio::test]
async fn busy_visit_does_not_crowd_out_others() {
    let fanout = LocalFanout::with_capacity(2);
    let clinic = Topic::Clinic(key(1).clinic);
    let hints = fanout.subscribe(clinic).await.unwrap();
    fanout.announce(hint(1, 7)).await.unwrap();
    for version in (1..=100).rev() {
        fanout.announce(hint(2, version)).await.unwrap();
    }
    let got: Vec<_> = hints.take(2).collect().await;
    assert_eq!(got, [hint(1, 7), hint(2, 100)]);
}

#[tokio::test]
async fn full_queue_drops_the_oldest_visit() {
    let fanout = LocalFanout::with_capacity(2);
    let clinic = Topic::Clinic(key(1).clinic);
    let hints = fanout.subscribe(clinic).await.unwrap();
    for visit in 1..=3 {
        fanout.announce(hint(visit, 1)).await.unwrap();
    }
    let got: Vec<_> = hints.take(2).collect().await;
    assert_eq!(got, [hint(2, 1), hint(3, 1)]);
}

#[tokio::test]
async fn dropped_stream_is_unsubscribed() {
    let fanout = LocalFanout::new();
    let first = fanout.subscribe(Topic::Visit(key(1))).await.unwrap();
    let second = fanout.subscribe(Topic::Visit(key(1))).await.unwrap();
    assert_eq!(fanout.subscribers(), 2);
    drop(first);
    assert_eq!(fanout.subscribers(), 1);
    drop(second);
    assert!(lock(&fanout.inner.subscribers).topics.is_empty());
}

#[tokio::test]
async fn stream_drains_then_ends_when_the_fanout_is_dropped() {
    let fanout = LocalFanout::new();
    let mut hints = fanout.subscribe(Topic::Visit(key(1))).await.unwrap();
    assert!(hints.next().now_or_never().is_none(), "still working");
    fanout.announce(hint(1, 7)).await.unwrap();
    drop(fanout);
    assert_eq!(hints.next().await.unwrap().version, Seq(7));
    assert!(hints.next().await.is_none());
}
