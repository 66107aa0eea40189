//! The laws of a [`Fanout`].
//!
//! Hints may be lost, repeated and reordered, and these laws let them be: what is to arrive is
//! announced several times, and only a fan-out that always loses it fails.

pub mod delivery;
pub mod topics;

use crate::{Law, fixture::fresh_clinic, law::laws};
use chat_domain::{ClinicId, Seq, VisitId};
use chat_ports::{Fanout, Hint, HintStream, VisitKey};
use futures::StreamExt;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::time::timeout;
use uuid::Uuid;

/// All laws.
pub const LAWS: &[Law<dyn Fanout>] = laws!(dyn Fanout:
    delivery:
        what_is_announced_after_subscribing_arrives,
        every_subscriber_hears_it,
        a_hint_arrives_as_it_was_announced,
        a_slow_subscriber_blocks_nobody,
        announcing_to_nobody_is_no_error;
    topics:
        a_visit_hears_only_its_own_hints,
        a_clinic_hears_all_its_visits_and_no_others;
);

/// How often a hint is announced before the fan-out counts as deaf.
const ATTEMPTS: usize = 20;
/// How long each time is waited for it.
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

/// Announces until the stream has brought it. Answers with all visits that were heard by then.
async fn arrives(
    fanout: &Arc<dyn Fanout>,
    stream: &mut HintStream,
    announced: &Hint,
) -> BTreeSet<VisitKey> {
    let mut heard = BTreeSet::new();
    for _ in 0..ATTEMPTS {
        fanout.announce(*announced).await.unwrap();
        let until_it_comes = async {
            loop {
                let hint = stream.next().await.expect("the stream goes on");
                heard.insert(hint.visit);
                if (hint.visit, hint.version) == (announced.visit, announced.version) {
                    break;
                }
            }
        };
        if timeout(PATIENCE, until_it_comes).await.is_ok() {
            return heard;
        }
    }
    panic!("{announced:?} was announced {ATTEMPTS} times and never heard");
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("fanout/delivery.rs"),
            include_str!("fanout/topics.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}
