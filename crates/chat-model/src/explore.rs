//! Breadth-first search through a model, level by level, every transition judged.
//!
//! A state is not kept but found again by walking its path from the start, which costs a few
//! microseconds and makes room for millions of states; what is kept of each is a 128-bit
//! fingerprint of its key, its parent and the step that led to it.

mod graph;
mod level;
mod outcome;

pub use outcome::{Counts, Exploration, Finding, Merge};

use graph::Graph;
use std::time::{Duration, Instant};

/// A world of states and steps.
pub trait Model: Sync {
    /// Where the world stands.
    type State: Clone;
    /// What may happen next. Means something only in the state that it was listed for.
    type Step: Copy + Send + Sync;
    /// What is counted while steps are taken.
    type Tally: Default + Send + Absorb;

    /// Where the exploration begins.
    fn start(&self) -> Self::State;

    /// All steps to be taken in a state. `nth` is the state's place in its level; by it a model
    /// may spread steps that need not be taken in every state over the states of a level.
    fn steps(&self, at: &Self::State, nth: usize) -> Vec<Self::Step>;

    /// Takes a step and judges it.
    fn take(
        &self,
        at: &Self::State,
        step: Self::Step,
        tally: &mut Self::Tally,
    ) -> Taken<Self::State>;

    /// Takes a step that was judged before. A step that leads nowhere leaves the state as it is.
    fn follow(&self, at: Self::State, step: Self::Step) -> Self::State;

    /// What tells states apart: equal keys mean that no future step can tell the difference.
    fn key(&self, at: &Self::State) -> Vec<u8>;

    /// Whether steps are taken from this state: the model's bound.
    fn within(&self, at: &Self::State) -> bool;
}

/// Counts that two threads made are one count in the end.
pub trait Absorb {
    /// Adds the counts of `other`.
    fn absorb(&mut self, other: Self);
}

/// What came of a step.
#[derive(Clone, Debug)]
pub struct Taken<S> {
    /// The state that it led to; `None` if nothing changed.
    pub next: Option<S>,
    /// The laws that it broke.
    pub broken: Vec<Broken>,
}

/// A broken law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its name.
    pub law: &'static str,
    /// How it is broken.
    pub how: String,
}

/// How far to explore.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most steps from the start.
    pub depth: usize,
    /// The most states; no level is begun beyond it.
    pub states: usize,
    /// The most time; a level that is under way then is given up.
    pub time: Option<Duration>,
    /// How many threads share the work.
    pub threads: usize,
    /// Of so many merges one is remembered, to be looked into; 0 for none.
    pub sample_merges: usize,
}

impl Limits {
    /// So deep and no deeper, on one thread.
    #[must_use]
    pub const fn depth(depth: usize) -> Self {
        Self {
            depth,
            states: usize::MAX,
            time: None,
            threads: 1,
            sample_merges: 0,
        }
    }

    /// As deep as this time allows.
    #[must_use]
    pub const fn time(time: Duration, threads: usize) -> Self {
        Self {
            depth: usize::MAX,
            states: usize::MAX,
            time: Some(time),
            threads,
            sample_merges: 0,
        }
    }
}

/// Explores a model until the limits are reached, nothing new is found or a law is broken.
///
/// The first level at which a law is broken is the last one, so that no path in
/// [`Exploration::findings`] could be shorter.
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
