//! Breadth-first search through a model, level by level, judging every transition.
//!
//! States are not stored but rebuilt by replaying their path from the start. That costs a few
//! microseconds and leaves room for millions of states: each takes a 128-bit fingerprint of its
//! key, its parent and the step that led to it.

mod graph;
mod level;
mod limits;
mod model;
mod outcome;

pub use limits::Limits;
pub use model::{Absorb, Broken, Model, Taken};
pub use outcome::{Counts, Exploration, Finding, Merge};

use graph::Graph;
use std::time::Instant;

/// Explores a model until a limit is reached, all states are found or a law is broken.
///
/// The first level with a broken law is the last one explored, so every path in
/// [`Exploration::findings`] is as short as possible.
pub fn explore<M: Model>(model: &M, limits: Limits) -> Exploration<M::Step, M::Tally> {
    let begun = Instant::now();
    let deadline = limits.time.map(|time| begun + time);
    let start = model.start();
    let mut graph = Graph::new(graph::fingerprint(&model.key(&start)));
    let mut explored = Exploration::new();
    let mut frontier = 0..1;
    while !frontier.is_empty() {
        if explored.depth == limits.depth || graph.len() >= limits.states {
            break;
        }
        let first_new = graph.len();
        let level = level::run(model, &graph, frontier, limits, deadline);
        explored.close_level(&mut graph, level);
        if explored.partly.is_some() || !explored.findings.is_empty() {
            break;
        }
        frontier = first_new..graph.len();
        explored.exhausted = frontier.is_empty();
    }
    explored.counts.states = graph.len();
    explored.time = begun.elapsed();
    explored
}
