//! Readable paths of two nodes.

use super::{
    cluster::Cluster,
    model::{Move, NodesModel},
};
use crate::explore::{Finding, Model as _};
use std::fmt::Write as _;

/// A finding in words: the broken laws, the path, and the log at its end.
#[must_use]
pub fn describe_nodes(model: &NodesModel, finding: &Finding<Move>) -> String {
    let mut text = String::new();
    for broken in &finding.broken {
        let _ = writeln!(text, "broken: {}\n        {}", broken.law, broken.how);
    }
    let mut at = model.start();
    for (n, step) in finding.path.iter().enumerate() {
        let next = model.follow(at.clone(), *step);
        let _ = writeln!(text, "{:>3}. {}", n + 1, sentence(*step, &at, &next));
        at = next;
    }
    text.push_str("The log at that point:\n");
    for (entry, mark) in at.log.iter().filter(|(_, mark)| mark.attempt > 0) {
        let (words, attempt) = (mark.request.words(), mark.attempt);
        let _ = writeln!(text, "    {}: {words}, attempt {attempt}", entry.seq);
    }
    text
}

fn sentence(step: Move, before: &Cluster, after: &Cluster) -> String {
    let name = |node: bool| if node { "node B" } else { "node A" };
    let stored = after.log.len() > before.log.len();
    let outcome = if stored {
        "stored"
    } else {
        "conflict: it catches up and decides again"
    };
    match step {
        Move::Ask(request, node) => format!("{} is sent to {}", request.words(), name(node)),
        Move::Decide(node) => {
            let [a, b] = &after.nodes;
            let batch = if node { &b.batch } else { &a.batch };
            match batch {
                Some(batch) => {
                    format!("{} decides on its view at {}", name(node), batch.expected)
                }
                None => format!("{} decides: nothing to append", name(node)),
            }
        }
        Move::Append(node) => format!("{} appends … {outcome}", name(node)),
        Move::AppendAndDie(node) => {
            format!(
                "{} appends … {outcome}; it crashes before it answers",
                name(node)
            )
        }
        Move::ReadUp(node) => format!("{} catches up", name(node)),
        Move::Restart(node) => format!("{} crashes and restarts", name(node)),
    }
}
