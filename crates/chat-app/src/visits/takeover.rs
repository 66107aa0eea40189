//! What a node takes over when another one dies, or leaves: the timers of people whose presence it watched over (V9).

use super::leases::{Leases, RETRY, leased_page};
use crate::nodes::Membership;
use chat_ports::{PersonInVisit, PortError, VisitLog};
use futures::FutureExt as _;
use std::{
    collections::{BTreeSet, HashMap},
    convert::Infallible,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Duration,
};
use tokio::time::timeout;

/// Longest time between two looks at all leased presence, in case something was missed.
const AT_LEAST_EVERY: Duration = Duration::from_secs(300);

/// For how long each person whose seat was taken has been disconnected; `None` if they were connected when their node
/// died.
type Taken = HashMap<PersonInVisit, Option<Duration>>;

/// Takes over until dropped. Without other nodes there is nothing to do.
pub(crate) async fn run(
    leases: Arc<Leases>,
    membership: Arc<Membership>,
    log: Arc<dyn VisitLog>,
) -> Infallible {
    if !membership.is_shared() {
        return std::future::pending().await;
    }
    let mut handovers = membership.handovers();
    let mut seen = 0;
    loop {
        // The sender lives as long as the membership.
        let handover = handovers.wait_for(|count| *count != seen);
        let handover = timeout(AT_LEAST_EVERY, handover).await;
        seen = handover
            .ok()
            .and_then(Result::ok)
            .map_or(seen, |count| *count);
        let mut taken = Taken::new();
        loop {
            // A panic in an adapter must not end the takeovers.
            let taking = take_over(&leases, &membership, &*log, &mut taken);
            match AssertUnwindSafe(taking).catch_unwind().await {
                Ok(Ok(())) => break,
                Ok(Err(error)) => {
                    tracing::warn!(%error, "the leases of another node are taken over later");
                }
                Err(_) => tracing::error!("taking over the leases of another node panicked"),
            }
            tokio::time::sleep(RETRY).await;
        }
    }
}

/// Starts the timers of all leased presence that no node with a lease watches over.
async fn take_over(
    leases: &Arc<Leases>,
    membership: &Membership,
    log: &dyn VisitLog,
    taken: &mut Taken,
) -> Result<(), PortError> {
    loop {
        let orphans = membership.take_orphans().await?;
        if orphans.is_empty() {
            break;
        }
        let orphans = orphans.into_iter().map(|o| (o.person, o.disconnected_for));
        taken.extend(orphans);
    }
    let mut after = None;
    loop {
        let (people, last) = leased_page(log, after).await?;
        let people = people.into_iter();
        let people = people.map(|(visit, person)| PersonInVisit { visit, person });
        let ours: BTreeSet<_> = people
            .filter(|person| membership.is_responsible(person.visit.clinic))
            .collect();
        let asked: Vec<_> = ours.iter().copied().collect();
        let elsewhere = membership.seated_elsewhere(&asked, leases.patience());
        let elsewhere = elsewhere.await?;
        for person in ours.difference(&elsewhere) {
            leases.adopt(
                *person,
                wait(leases, membership, taken.get(person).copied()),
            );
        }
        if last.is_none() {
            return Ok(());
        }
        after = last;
    }
}

/// How long the presence of a person lasts who is connected nowhere; `None` if nothing is known of their connections.
fn wait(leases: &Leases, membership: &Membership, seat: Option<Option<Duration>>) -> Duration {
    let (gone, at_least) = match seat {
        None => (Duration::ZERO, Duration::ZERO),
        // The node may be alive, after a failure of the storage: it must have time to join again.
        Some(None) => (membership.noticed_after(), membership.joins_again_within()),
        Some(Some(disconnected_for)) => (disconnected_for, Duration::ZERO),
    };
    let left = leases.patience().saturating_sub(gone.min(leases.lasts()));
    left.max(at_least)
}
