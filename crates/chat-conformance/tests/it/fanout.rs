use super::broken;
use async_trait::async_trait;
use chat_conformance::fanout::{LAWS, delivery, topics};
use chat_domain::{ChatKey, ClinicId, Seq, VisitId};
use chat_memory::LocalFanout;
use chat_ports::{
    Fanout, Hint, HintStream, PortError, SignOut, SignOutStream, Topic, TypingSignal, TypingStream,
    VisitKey,
};
use futures::StreamExt;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    LosesEveryThird,
    RepeatsAll,
    ClinicsHearNothing,
    VisitsHearTheirClinic,
    VersionsAreBehind,
    WaitsForSlowListeners,
    TypingIsLost,
    TypingNamesTheVisitChat,
    TypingOfAllVisits,
    TypingIsHinted,
    TypingWaits,
    SignOutsAreLost,
    SignOutsNameAnotherClinic,
    SignOutsAreHinted,
    SignOutsWait,
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

    async fn signal_typing(&self, mut signal: TypingSignal) -> Result<(), PortError> {
        let number = self
            .announced
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        match self.fault {
            Fault::TypingIsLost => return Ok(()),
            Fault::LosesEveryThird if number.is_multiple_of(3) => return Ok(()),
            Fault::RepeatsAll => self.fanout.signal_typing(signal).await?,
            Fault::TypingNamesTheVisitChat => signal.chat = ChatKey::Visit,
            Fault::TypingOfAllVisits => signal.visit = EVERYWHERE,
            Fault::TypingIsHinted => {
                let hint = Hint {
                    visit: signal.visit,
                    version: Seq(1),
                    views_changed: Seq(1),
                };
                self.fanout.announce(hint).await?;
            }
            Fault::TypingWaits if number > 1_000 => {
                tokio::time::sleep(Duration::from_secs(3_600)).await;
            }
            _ => {}
        }
        self.fanout.signal_typing(signal).await
    }

    async fn subscribe_typing(&self, visit: VisitKey) -> Result<TypingStream, PortError> {
        let visit = match self.fault {
            Fault::TypingOfAllVisits => EVERYWHERE,
            _ => visit,
        };
        self.fanout.subscribe_typing(visit).await
    }

    async fn sign_out(&self, mut person: SignOut) -> Result<(), PortError> {
        let number = self
            .announced
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        match self.fault {
            Fault::SignOutsAreLost => return Ok(()),
            Fault::LosesEveryThird if number.is_multiple_of(3) => return Ok(()),
            Fault::RepeatsAll => self.fanout.sign_out(person).await?,
            Fault::SignOutsNameAnotherClinic => person.clinic = EVERYWHERE.clinic,
            Fault::SignOutsAreHinted => {
                let hint = Hint {
                    visit: VisitKey::new(person.clinic, EVERYWHERE.visit),
                    version: Seq(1),
                    views_changed: Seq(1),
                };
                self.fanout.announce(hint).await?;
            }
            Fault::SignOutsWait if number > 1_000 => {
                tokio::time::sleep(Duration::from_secs(3_600)).await;
            }
            _ => {}
        }
        self.fanout.sign_out(person).await
    }

    async fn subscribe_sign_outs(&self) -> Result<SignOutStream, PortError> {
        self.fanout.subscribe_sign_outs().await
    }
}

const EVERYWHERE: VisitKey = VisitKey::new(ClinicId::new(Uuid::nil()), VisitId::new(Uuid::nil()));

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

    for (fault, law) in [
        (Fault::TypingIsLost, TYPING_ARRIVES),
        (Fault::TypingNamesTheVisitChat, TYPING_ARRIVES),
        (Fault::TypingOfAllVisits, TYPING_ARRIVES),
        (Fault::TypingIsHinted, "typing_signals_and_hints_are_apart"),
        (
            Fault::TypingWaits,
            "typing_subscriber_that_does_not_read_blocks_no_one",
        ),
        (Fault::SignOutsAreLost, SIGN_OUT_ARRIVES),
        (Fault::SignOutsNameAnotherClinic, SIGN_OUT_ARRIVES),
        (
            Fault::SignOutsAreHinted,
            "sign_outs_and_other_signals_are_apart",
        ),
        (
            Fault::SignOutsWait,
            "sign_out_subscriber_that_does_not_read_blocks_no_one",
        ),
    ] {
        let broken = broken(LAWS, &[law], || faulty(fault)).await;
        assert!(broken.contains(law), "{fault:?} did not break {law}");
    }
}

const SIGN_OUT_ARRIVES: &str = "sign_out_arrives_unchanged_at_every_subscriber";
const TYPING_ARRIVES: &str = "typing_signal_arrives_unchanged_at_every_subscriber_of_its_visit";
