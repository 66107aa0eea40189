//! What an exploration brought.

use super::{
    Absorb, Broken,
    graph::Graph,
    level::{Level, Way},
};
use std::time::Duration;

/// How much was explored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Different states that were found.
    pub states: usize,
    /// Of them, those from which every step was taken.
    pub expanded: usize,
    /// Of them, those beyond the bound: found and judged, not gone on from.
    pub beyond_bound: usize,
    /// Steps that were taken and judged.
    pub transitions: u64,
    /// Of them, those that changed something.
    pub accepted: u64,
}

/// Laws that were broken by one step.
#[derive(Clone, Debug)]
pub struct Finding<S> {
    /// A shortest path from the start; its last step broke the laws.
    pub path: Vec<S>,
    /// Which, and how.
    pub broken: Vec<Broken>,
}

/// Two paths to what the key takes for one state.
#[derive(Clone, Debug)]
pub struct Merge<S> {
    /// The path by which the state was found.
    pub kept: Vec<S>,
    /// Another one.
    pub other: Vec<S>,
}

/// What an exploration brought.
#[derive(Clone, Debug)]
pub struct Exploration<S, T> {
    /// How much was explored.
    pub counts: Counts,
    /// Levels of which every step of every state was taken.
    pub depth: usize,
    /// How many states each complete level found, the first level's first.
    pub levels: Vec<usize>,
    /// Of the level that time did not suffice for: how many states had their turn, of how many.
    pub partly: Option<(usize, usize)>,
    /// Whether nothing is left to explore within the bound.
    pub exhausted: bool,
    /// What the model counted.
    pub tally: T,
    /// The laws that were broken at the last level.
    pub findings: Vec<Finding<S>>,
    /// Merges that were remembered.
    pub merges: Vec<Merge<S>>,
    /// How long it took.
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
