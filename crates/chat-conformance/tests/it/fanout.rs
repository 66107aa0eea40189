use super::broken;
use async_trait::async_trait;
use chat_conformance::fanout::{LAWS, delivery, topics};
use chat_domain::Seq;
use chat_memory::LocalFanout;
use chat_ports::{Fanout, Hint, HintStream, PortError, Topic};
use futures::StreamExt;
use std::{sync::Arc, time::Duration};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    LosesEveryThird,
    RepeatsAll,
    ClinicsHearNothing,
    VisitsHearTheirClinic,
    VersionsAreBehind,
    WaitsForSlowListeners,
}

struct Faulty {
    fanout: LocalFanout,
    fault: Fault,
    announced: std::sync::atomic::AtomicU64,
}

#[async_trait]
impl Fanout for Faulty {
    async fn announce(&self, mut hint: Hint) -> Result<(), PortError> {
        let number = self
            .announced
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        match self.fault {
            Fault::LosesEveryThird if number.is_multiple_of(3) => return Ok(()),
            Fault::RepeatsAll => self.fanout.announce(hint).await?,
            Fault::VersionsAreBehind => hint.version = Seq(hint.version.0 - 1),
            Fault::WaitsForSlowListeners if number > 1_000 => {
                tokio::time::sleep(Duration::from_secs(3_600)).await;
            }
            _ => {}
        }
        self.fanout.announce(hint).await
    }

    async fn subscribe(&self, topic: Topic) -> Result<HintStream, PortError> {
        match (self.fault, topic) {
            (Fault::ClinicsHearNothing, Topic::Clinic(_)) => Ok(futures::stream::pending().boxed()),
            (Fault::VisitsHearTheirClinic, Topic::Visit(visit)) => {
                self.fanout.subscribe(Topic::Clinic(visit.clinic)).await
            }
            _ => self.fanout.subscribe(topic).await,
        }
    }
}

fn faulty(fault: Fault) -> Arc<dyn Fanout> {
    Arc::new(Faulty {
        fanout: LocalFanout::new(),
        fault,
        announced: Default::default(),
    })
}

/// A fan-out may lose some hints and repeat others.
#[tokio::test(flavor = "multi_thread")]
async fn permitted_faults_break_no_law() {
    for fault in [Fault::None, Fault::LosesEveryThird, Fault::RepeatsAll] {
        let broken = broken(LAWS, &[], || faulty(fault)).await;
        assert!(broken.is_empty(), "{fault:?} broke {broken:?}");
    }
}

/// Tokio's time is paused: it advances as soon as every task is idle.
#[tokio::test(start_paused = true)]
async fn every_fault_is_found() {
    let deaf = faulty(Fault::ClinicsHearNothing);
    let check = async move { topics::clinic_topic_carries_hints_of_its_visits_only(&deaf).await };
    assert!(tokio::spawn(check).await.is_err());

    let mixed = faulty(Fault::VisitsHearTheirClinic);
    let check = async move { topics::visit_topic_carries_only_its_own_hints(&mixed).await };
    assert!(tokio::spawn(check).await.is_err());

    let behind = faulty(Fault::VersionsAreBehind);
    let check = async move { delivery::hint_arrives_unchanged(&behind).await };
    assert!(tokio::spawn(check).await.is_err());

    let waits = faulty(Fault::WaitsForSlowListeners);
    let check = async move { delivery::slow_subscriber_does_not_block_others(&waits).await };
    assert!(tokio::spawn(check).await.is_err());
}
