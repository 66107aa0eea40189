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

/// Losing some and repeating are a fan-out's right.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_port_permits_breaks_no_law() {
    for fault in [Fault::None, Fault::LosesEveryThird, Fault::RepeatsAll] {
        let broken = broken(LAWS, &[], || faulty(fault)).await;
        assert!(broken.is_empty(), "{fault:?} broke {broken:?}");
    }
}

/// Time is Tokio's own here, which goes on at once when everybody waits.
#[tokio::test(start_paused = true)]
async fn every_fault_is_found() {
    let deaf = faulty(Fault::ClinicsHearNothing);
    let check = async move { topics::a_clinic_hears_all_its_visits_and_no_others(&deaf).await };
    assert!(tokio::spawn(check).await.is_err());

    let mixed = faulty(Fault::VisitsHearTheirClinic);
    let check = async move { topics::a_visit_hears_only_its_own_hints(&mixed).await };
    assert!(tokio::spawn(check).await.is_err());

    let behind = faulty(Fault::VersionsAreBehind);
    let check = async move { delivery::a_hint_arrives_as_it_was_announced(&behind).await };
    assert!(tokio::spawn(check).await.is_err());

    let waits = faulty(Fault::WaitsForSlowListeners);
    let check = async move { delivery::a_slow_subscriber_blocks_nobody(&waits).await };
    assert!(tokio::spawn(check).await.is_err());
}
