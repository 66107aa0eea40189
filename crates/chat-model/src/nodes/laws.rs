//! The laws of two nodes.

use super::cluster::Cluster;
use crate::visit::Rules;
use chat_domain::{Actor, ClientMessageId, Event, VisitState, replay};
use std::collections::BTreeMap;

/// A law of two nodes.
#[derive(Clone, Copy, Debug)]
pub struct NodeLaw {
    /// The name.
    pub name: &'static str,
    /// Whether the law depends only on the log, so that it need not be rechecked until the log
    /// grows.
    pub of_the_log: bool,
    /// Returns how the law is broken, if it is.
    pub check: fn(&Cluster) -> Result<(), String>,
}

/// All laws of two nodes.
pub const NODE_LAWS: &[NodeLaw] = &[
    NodeLaw {
        name: "each entry was permitted by the log before it",
        of_the_log: true,
        check: every_entry_was_permitted,
    },
    NodeLaw {
        name: "a client's message is stored once",
        of_the_log: true,
        check: client_message_is_stored_once,
    },
    NodeLaw {
        name: "acknowledged requests are in the log",
        of_the_log: false,
        check: acknowledged_requests_are_in_the_log,
    },
    NodeLaw {
        name: "nodes that have caught up agree",
        of_the_log: false,
        check: caught_up_nodes_agree,
    },
];

fn every_entry_was_permitted(cluster: &Cluster) -> Result<(), String> {
    replay(&cluster.entries())
        .map(drop)
        .map_err(|violation| violation.to_string())
}

fn stored(cluster: &Cluster) -> BTreeMap<(Actor, ClientMessageId), usize> {
    let mut stored = BTreeMap::new();
    for (entry, _) in &cluster.log {
        if let Event::MessageSent { client_id, .. } = &entry.event {
            *stored.entry((entry.actor, *client_id)).or_default() += 1;
        }
    }
    stored
}

fn client_message_is_stored_once(cluster: &Cluster) -> Result<(), String> {
    match stored(cluster).into_iter().find(|(_, times)| *times > 1) {
        Some(((actor, client_id), times)) => Err(format!(
            "{actor:?} sent {client_id} once; stored {times} times"
        )),
        None => Ok(()),
    }
}

fn acknowledged_requests_are_in_the_log(cluster: &Cluster) -> Result<(), String> {
    let stored = stored(cluster);
    let lost = cluster.acknowledged.iter().find(|request| {
        let key = request.client_id().map(|id| (request.actor(), id));
        key.is_some_and(|key| !stored.contains_key(&key))
    });
    match lost {
        Some(request) => Err(format!(
            "{request:?} was acknowledged but is not in the log"
        )),
        None => Ok(()),
    }
}

/// Stale nodes too: a view must match the log up to the version that was read.
fn caught_up_nodes_agree(cluster: &Cluster) -> Result<(), String> {
    let rules = Rules::PRODUCT;
    let mut whole = VisitState::default();
    for (entry, _) in &cluster.log {
        (rules.evolve)(&mut whole, entry);
    }
    for (name, node) in ["A", "B"].into_iter().zip(&cluster.nodes) {
        let mut node = node.clone();
        node.read_up(&cluster.log, &rules);
        if node.view != whole {
            return Err(format!(
                "node {name} at {} differs from the log at {}",
                node.view.version, whole.version
            ));
        }
    }
    Ok(())
}
