//! The laws of a [`Fanout`].
//!
//! Hints may be lost, repeated and reordered, so each law announces its hint several times. Only a
//! fan-out that always loses it fails.

pub mod delivery;
pub mod sign_out;
pub mod topics;
pub mod typing;

use crate::law::{Law, laws};
use chat_domain::{ClinicId, Seq, VisitId};
use chat_ports::{Fanout, Hint, HintStream, VisitKey};
use futures::StreamExt;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::time::timeout;
use uuid::Uuid;

/// All laws of a fan-out.
pub const LAWS: &[Law<dyn Fanout>] = laws!(dyn Fanout:
    delivery:
        hint_announced_after_subscribing_arrives,
        every_subscriber_gets_the_hint,
        hint_arrives_unchanged,
        slow_subscriber_does_not_block_others,
        announcing_without_subscribers_succeeds;
    sign_out:
        sign_out_arrives_unchanged_at_every_subscriber,
        sign_outs_and_other_signals_are_apart,
        sign_out_subscriber_that_does_not_read_blocks_no_one;
    topics:
        visit_topic_carries_only_its_own_hints,
        clinic_topic_carries_hints_of_its_visits_only;
    typing:
        typing_signal_arrives_unchanged_at_every_subscriber_of_its_visit,
        typing_signals_and_hints_are_apart,
        typing_subscriber_that_does_not_read_blocks_no_one;
);

/// Number of announcements after which an unheard hint counts as undeliverable.
const ATTEMPTS: usize = 20;
/// How long to wait for the hint after each announcement.
const PATIENCE: Duration = Duration::from_millis(500);

fn fresh_visit(clinic: ClinicId) -> VisitKey {
    VisitKey::new(clinic, VisitId::new(Uuid::now_v7()))
}

fn hint(visit: VisitKey, version: u64) -> Hint {
    Hint {
        visit,
        version: Seq(version),
        views_changed: Seq(version / 2),
    }
}

/// Announces until the hint arrives. Returns all visits heard until then.
async fn arrives(
    fanout: &Arc<dyn Fanout>,
    stream: &mut HintStream,
    announced: &Hint,
) -> BTreeSet<VisitKey> {
    let mut received = BTreeSet::new();
    for _ in 0..ATTEMPTS {
        fanout.announce(*announced).await.unwrap();
        let until_it_comes = async {
            loop {
                let hint = stream.next().await.expect("the stream is open");
                received.insert(hint.visit);
                if (hint.visit, hint.version) == (announced.visit, announced.version) {
                    break;
                }
            }
        };
        if timeout(PATIENCE, until_it_comes).await.is_ok() {
            return received;
        }
    }
    panic!("{announced:?} did not arrive in {ATTEMPTS} announcements");
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("fanout/delivery.rs"),
            include_str!("fanout/sign_out.rs"),
            include_str!("fanout/topics.rs"),
            include_str!("fanout/typing.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}
