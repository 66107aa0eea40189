//! The laws of [`NodeLeases`].
//!
//! There are few shards, so these laws need a storage that no other node uses meanwhile. Each ends the leases that
//! it began.

pub mod membership;
pub mod seats;
pub mod shards;

use crate::law::{Law, laws};
use chat_domain::{ClinicId, PersonId, VisitId};
use chat_ports::{NodeId, NodeLeases, Orphan, PersonInVisit, SeatChanges, Shard, VisitKey};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use uuid::Uuid;

/// All laws of the leases of nodes.
pub const LAWS: &[Law<dyn NodeLeases>] = laws!(dyn NodeLeases:
    membership:
        lease_lasts_while_it_is_renewed,
        lease_that_ran_out_is_ended_for_good,
        node_without_a_lease_cannot_renew_one,
        node_that_leaves_is_no_member,
        joining_twice_is_one_lease;
    shards:
        free_shard_goes_to_one_of_many_claimants,
        held_shard_is_not_claimed,
        released_shard_can_be_claimed,
        only_its_holder_releases_a_shard,
        shards_of_an_ended_lease_are_free,
        node_without_a_lease_claims_nothing;
    seats:
        connected_person_is_seated_for_other_nodes,
        disconnected_person_is_seated_for_a_while,
        person_who_reconnects_is_seated_again,
        vacated_seat_is_gone,
        seats_of_visits_clinics_and_people_are_apart,
        seat_of_an_ended_lease_counts_no_more,
        orphans_are_taken_once_and_by_their_shard,
        orphans_tell_how_long_they_are_disconnected,
        people_of_a_node_that_leaves_are_disconnected;
);

/// Longer than a law takes.
const LONG: Duration = Duration::from_secs(60);

/// Runs out soon.
const SHORT: Duration = Duration::from_millis(200);

/// After this, what lasts [`SHORT`] has run out.
const LATER: Duration = Duration::from_millis(400);

fn fresh_node() -> NodeId {
    NodeId::new(Uuid::now_v7())
}

/// A node with a lease.
async fn joined(leases: &Arc<dyn NodeLeases>) -> NodeId {
    let node = fresh_node();
    leases.join(node, LONG).await.unwrap();
    node
}

/// Ends the lease of a node by letting it run out, as if it had died.
async fn die(leases: &Arc<dyn NodeLeases>, node: NodeId, witness: NodeId) {
    leases.join(node, SHORT).await.unwrap();
    tokio::time::sleep(LATER).await;
    let members = leases.renew(witness, LONG).await.unwrap();
    assert!(!members.nodes.contains(&node), "{members:?}");
}

async fn leave(leases: &Arc<dyn NodeLeases>, nodes: impl IntoIterator<Item = NodeId>) {
    for node in nodes {
        leases.leave(node).await.unwrap();
    }
}

fn all_shards() -> BTreeSet<Shard> {
    Shard::all().collect()
}

fn fresh_person() -> PersonInVisit {
    PersonInVisit {
        visit: VisitKey::new(ClinicId::new(Uuid::now_v7()), VisitId::new(Uuid::now_v7())),
        person: PersonId::new(Uuid::now_v7()),
    }
}

fn connected(people: &[PersonInVisit]) -> SeatChanges {
    SeatChanges {
        connected: people.to_vec(),
        ..SeatChanges::default()
    }
}

fn disconnected(people: &[PersonInVisit]) -> SeatChanges {
    SeatChanges {
        disconnected: people.to_vec(),
        ..SeatChanges::default()
    }
}

/// All orphans of these shards that are among these people, in pages of one.
async fn orphans_of(
    leases: &Arc<dyn NodeLeases>,
    shards: &BTreeSet<Shard>,
    people: &[PersonInVisit],
) -> Vec<Orphan> {
    let mut found = Vec::new();
    loop {
        let page = leases.take_orphans(shards, 1).await.unwrap();
        assert!(page.len() <= 1);
        if page.is_empty() {
            return found;
        }
        found.extend(page.into_iter().filter(|o| people.contains(&o.person)));
    }
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("node_leases/membership.rs"),
            include_str!("node_leases/shards.rs"),
            include_str!("node_leases/seats.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}
