//! Laws about which node holds a shard.

use super::{LONG, all_shards, die, fresh_node, joined, leave};
use chat_ports::{NodeId, NodeLeases, Shard};
use futures::future::join_all;
use std::{collections::BTreeSet, sync::Arc};

/// The shards of a node, as the members tell.
async fn held(leases: &Arc<dyn NodeLeases>, node: NodeId) -> BTreeSet<Shard> {
    let members = leases.renew(node, LONG).await.unwrap();
    let held = members.shards.iter().filter(|(_, of)| **of == node);
    held.map(|(shard, _)| *shard).collect()
}

/// Two of the shards.
fn two() -> BTreeSet<Shard> {
    Shard::all().skip(3).take(2).collect()
}

/// Of nodes that claim at the same time, each shard goes to exactly one.
pub async fn free_shard_goes_to_one_of_many_claimants(leases: &Arc<dyn NodeLeases>) {
    let mut nodes = Vec::new();
    for _ in 0..8 {
        nodes.push(joined(leases).await);
    }
    let claims = nodes.iter().map(|node| {
        let (leases, node) = (Arc::clone(leases), *node);
        tokio::spawn(async move { leases.claim(node, &all_shards()).await.unwrap() })
    });
    let claims: Vec<_> = join_all(claims)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let taken: Vec<_> = claims.iter().flatten().copied().collect();
    assert_eq!(taken.len(), usize::from(Shard::COUNT), "each once");
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), all_shards());
    for (node, claimed) in nodes.iter().zip(claims) {
        assert_eq!(held(leases, *node).await, claimed);
    }
    leave(leases, nodes).await;
}

/// Neither by another node nor, a second time, by its holder. Only what was asked for is taken.
pub async fn held_shard_is_not_claimed(leases: &Arc<dyn NodeLeases>) {
    let (holder, other) = (joined(leases).await, joined(leases).await);
    assert_eq!(leases.claim(holder, &two()).await.unwrap(), two());
    for node in [holder, other] {
        let taken = leases.claim(node, &two()).await.unwrap();
        assert_eq!(taken, BTreeSet::new());
    }
    assert_eq!(held(leases, holder).await, two());
    assert_eq!(held(leases, other).await, BTreeSet::new());
    leave(leases, [holder, other]).await;
}

/// A shard that was released is free, and the others of its holder are not.
pub async fn released_shard_can_be_claimed(leases: &Arc<dyn NodeLeases>) {
    let (holder, other) = (joined(leases).await, joined(leases).await);
    leases.claim(holder, &two()).await.unwrap();
    let released: BTreeSet<_> = two().into_iter().take(1).collect();
    for _ in 0..2 {
        leases.release(holder, &released).await.unwrap();
    }
    assert_eq!(leases.claim(other, &two()).await.unwrap(), released);
    assert_eq!(held(leases, other).await, released);
    leave(leases, [holder, other]).await;
}

/// Releasing what another node holds is a no-op.
pub async fn only_its_holder_releases_a_shard(leases: &Arc<dyn NodeLeases>) {
    let (holder, other) = (joined(leases).await, joined(leases).await);
    leases.claim(holder, &two()).await.unwrap();
    leases.release(other, &two()).await.unwrap();
    assert_eq!(held(leases, holder).await, two());
    assert_eq!(leases.claim(other, &two()).await.unwrap(), BTreeSet::new());
    leave(leases, [holder, other]).await;
}

/// Whether the node died or left.
pub async fn shards_of_an_ended_lease_are_free(leases: &Arc<dyn NodeLeases>) {
    let (dead, left, other) = (
        joined(leases).await,
        joined(leases).await,
        joined(leases).await,
    );
    let of_left: BTreeSet<_> = Shard::all().take(3).collect();
    leases.claim(dead, &two()).await.unwrap();
    leases.claim(left, &of_left).await.unwrap();
    leases.leave(left).await.unwrap();
    die(leases, dead, other).await;
    let members = leases.renew(other, LONG).await.unwrap();
    assert!(members.shards.values().all(|of| ![dead, left].contains(of)));
    let wanted: BTreeSet<_> = two().union(&of_left).copied().collect();
    assert_eq!(leases.claim(other, &wanted).await.unwrap(), wanted);
    assert_eq!(held(leases, other).await, wanted);
    leave(leases, [other]).await;
}

/// Neither a node that never joined, nor one whose lease has ended.
pub async fn node_without_a_lease_claims_nothing(leases: &Arc<dyn NodeLeases>) {
    let (left, other) = (joined(leases).await, joined(leases).await);
    leases.leave(left).await.unwrap();
    for node in [left, fresh_node()] {
        let taken = leases.claim(node, &all_shards()).await.unwrap();
        assert_eq!(taken, BTreeSet::new());
    }
    assert_eq!(leases.claim(other, &two()).await.unwrap(), two());
    leave(leases, [other]).await;
}
