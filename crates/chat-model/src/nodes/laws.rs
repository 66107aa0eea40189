//! What holds whatever two nodes do.

use super::{Cluster, model::NodeLaw};
use crate::visit::Rules;
use chat_domain::{Actor, ClientMessageId, Event, VisitState, replay};
use std::collections::BTreeMap;

/// The laws of two nodes.
pub const NODE_LAWS: &[NodeLaw] = &[
    NodeLaw {
        name: "each entry was permitted by the log before it",
        of_the_log: true,
        check: the_log_proves_itself,
    },
    NodeLaw {
        name: "a client's message is stored once",
        of_the_log: true,
        check: a_clients_message_is_stored_once,
    },
    NodeLaw {
        name: "what was acknowledged is in the log",
        of_the_log: false,
        check: what_was_acknowledged_is_in_the_log,
    },
    NodeLaw {
        name: "nodes that have read up agree",
        of_the_log: false,
        check: nodes_that_have_read_up_agree,
    },
];

fn the_log_proves_itself(cluster: &Cluster) -> Result<(), String> {
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

fn a_clients_message_is_stored_once(cluster: &Cluster) -> Result<(), String> {
    match stored(cluster).into_iter().find(|(_, times)| *times > 1) {
        Some(((actor, client_id), times)) => Err(format!(
            "{actor:?} sent {client_id} once; stored {times} times"
        )),
        None => Ok(()),
    }
}

fn what_was_acknowledged_is_in_the_log(cluster: &Cluster) -> Result<(), String> {
    let stored = stored(cluster);
    let lost = cluster.acknowledged.iter().find(|request| {
        let key = request.client_id().map(|id| (request.actor(), id));
        key.is_some_and(|key| !stored.contains_key(&key))
    });
    match lost {
        Some(request) => Err(format!("{request:?} was acknowledged and is not there")),
        None => Ok(()),
    }
}

/// Also before they have: a view is what the log says as far as it was read.
fn nodes_that_have_read_up_agree(cluster: &Cluster) -> Result<(), String> {
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
                "node {name} at {} is not what the log says at {}",
                node.view.version, whole.version
            ));
        }
    }
    Ok(())
}
