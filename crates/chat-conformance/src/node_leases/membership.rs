//! Laws about which nodes are alive.

use super::{LATER, LONG, SHORT, fresh_node, joined, leave};
use chat_ports::{NodeLeases, PortError};
use std::sync::Arc;
use tokio::time::sleep;

/// A node whose lease is renewed in time stays, and all nodes see each other.
pub async fn lease_lasts_while_it_is_renewed(leases: &Arc<dyn NodeLeases>) {
    let (short, long) = (fresh_node(), joined(leases).await);
    leases.join(short, SHORT).await.unwrap();
    leases.renew(short, LONG).await.unwrap();
    sleep(LATER).await;
    let members = leases.renew(long, LONG).await.unwrap();
    assert!(members.nodes.contains(&short), "its lease was renewed");
    assert!(members.nodes.contains(&long));
    leave(leases, [short, long]).await;
}

/// Another node ends a lease that ran out. Its node can't renew it then.
pub async fn lease_that_ran_out_is_ended_for_good(leases: &Arc<dyn NodeLeases>) {
    let (paused, other) = (fresh_node(), joined(leases).await);
    leases.join(paused, SHORT).await.unwrap();
    sleep(LATER).await;
    let members = leases.renew(other, LONG).await.unwrap();
    assert!(!members.nodes.contains(&paused), "its lease ran out");
    let renewed = leases.renew(paused, LONG).await;
    assert!(matches!(renewed, Err(PortError::NotFound)), "{renewed:?}");
    let members = leases.renew(other, LONG).await.unwrap();
    assert!(!members.nodes.contains(&paused));
    leave(leases, [other]).await;
}

/// Renewing does not begin a lease.
pub async fn node_without_a_lease_cannot_renew_one(leases: &Arc<dyn NodeLeases>) {
    let (stranger, other) = (fresh_node(), joined(leases).await);
    let renewed = leases.renew(stranger, LONG).await;
    assert!(matches!(renewed, Err(PortError::NotFound)), "{renewed:?}");
    let members = leases.renew(other, LONG).await.unwrap();
    assert!(!members.nodes.contains(&stranger));
    leave(leases, [other]).await;
}

/// A node that leaves is gone immediately, and only that one. Leaving is idempotent.
pub async fn node_that_leaves_is_no_member(leases: &Arc<dyn NodeLeases>) {
    let (leaving, other) = (joined(leases).await, joined(leases).await);
    leave(leases, [leaving, leaving, fresh_node()]).await;
    let members = leases.renew(other, LONG).await.unwrap();
    assert!(!members.nodes.contains(&leaving));
    assert!(members.nodes.contains(&other));
    let renewed = leases.renew(leaving, LONG).await;
    assert!(matches!(renewed, Err(PortError::NotFound)), "{renewed:?}");
    leave(leases, [other]).await;
}

/// A join whose answer was lost is repeated. The last one decides how long the lease lasts.
pub async fn joining_twice_is_one_lease(leases: &Arc<dyn NodeLeases>) {
    let (node, other) = (fresh_node(), joined(leases).await);
    leases.join(node, SHORT).await.unwrap();
    leases.join(node, LONG).await.unwrap();
    sleep(LATER).await;
    let members = leases.renew(other, LONG).await.unwrap();
    assert!(members.nodes.contains(&node));
    leave(leases, [node, other]).await;
}
