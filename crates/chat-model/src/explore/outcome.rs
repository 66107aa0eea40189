//! The result of an exploration.

use super::{
    graph::Graph,
    level::{Level, Way},
    model::{Absorb, Broken},
};
use std::time::Duration;

/// Counts of an exploration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Distinct states found.
    pub states: usize,
    /// States from which every step was taken.
    pub expanded: usize,
    /// States beyond the bound: judged but not expanded.
    pub beyond_bound: usize,
    /// Steps taken and judged.
    pub transitions: u64,
    /// Steps that changed the state.
    pub accepted: u64,
}

/// Laws broken by one step.
#[derive(Clone, Debug)]
pub struct Finding<S> {
    /// A shortest path from the start; its last step broke the laws.
    pub path: Vec<S>,
    /// The broken laws.
    pub broken: Vec<Broken>,
}

/// Two paths to states with the same key.
#[derive(Clone, Debug)]
pub struct Merge<S> {
    /// The path by which the state was first found.
    pub kept: Vec<S>,
    /// The other path.
    pub other: Vec<S>,
}

/// The result of an exploration.
#[derive(Clone, Debug)]
pub struct Exploration<S, T> {
    /// Counts.
    pub counts: Counts,
    /// The number of completely explored levels.
    pub depth: usize,
    /// The number of states found by each complete level, starting with the first.
    pub levels: Vec<usize>,
    /// For a level that ran out of time: how many states were expanded, out of how many.
    pub partly: Option<(usize, usize)>,
    /// Whether everything within the bound was explored.
    pub exhausted: bool,
    /// The model's own counters.
    pub tally: T,
    /// The laws broken at the last level.
    pub findings: Vec<Finding<S>>,
    /// A sample of merges.
    pub merges: Vec<Merge<S>>,
    /// The time it took.
    pub time: Duration,
}

impl<S: Copy, T: Default + Absorb> Exploration<S, T> {
    pub(super) fn new() -> Self {
        Self {
            counts: Counts::default(),
            depth: 0,
            levels: Vec::new(),
            partly: None,
            exhausted: false,
            tally: T::default(),
            findings: Vec::new(),
            merges: Vec::new(),
            time: Duration::ZERO,
        }
    }

    pub(super) fn close_level(&mut self, graph: &mut Graph<S>, level: Level<S, T>) {
        let complete = level.is_complete();
        self.counts.transitions += level.transitions;
        self.counts.accepted += level.accepted;
        self.counts.expanded += level.expanded - level.beyond_bound;
        self.counts.beyond_bound += level.beyond_bound;
        let mut new = 0;
        for (way, state) in level.found {
            new += usize::from(graph.add(state, way.parent, way.step));
        }
        if complete {
            self.depth += 1;
            self.levels.push(new);
        } else {
            self.partly = Some((level.expanded, level.frontier));
        }
        for (way, state) in level.merges {
            if let Some(kept) = graph.place(state) {
                self.merges.push(Merge {
                    kept: graph.path(kept),
                    other: path_along(graph, &way),
                });
            }
        }
        for (way, broken) in level.broken {
            self.findings.push(Finding {
                path: path_along(graph, &way),
                broken,
            });
        }
        self.tally.absorb(level.tally);
    }
}

fn path_along<S: Copy>(graph: &Graph<S>, way: &Way<S>) -> Vec<S> {
    let mut path = graph.path(way.parent);
    path.push(way.step);
    path
}
