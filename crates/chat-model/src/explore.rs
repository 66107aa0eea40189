//! Breadth-first search through a model, level by level, judging every transition.
//!
//! States are not stored but rebuilt by replaying their path from the start. That costs a few
//! microseconds and leaves room for millions of states: each takes a 128-bit fingerprint of its
//! key, its parent and the step that led to it.

mod graph;
mod level;
mod outcome;

pub use outcome::{Counts, Exploration, Finding, Merge};

use graph::Graph;
use std::time::{Duration, Instant};

/// A world of states and steps.
pub trait Model: Sync {
    /// A state.
    type State: Clone;
    /// A step. Only meaningful in the state it was listed for.
    type Step: Copy + Send + Sync;
    /// Counters updated while steps are taken.
    type Tally: Default + Send + Absorb;

    /// The initial state.
    fn start(&self) -> Self::State;

    /// All steps to take in a state. `nth` is the state's index in its level; a model may use it to
    /// distribute steps that need not be taken in every state.
    fn steps(&self, at: &Self::State, nth: usize) -> Vec<Self::Step>;

    /// Takes a step and judges it.
    fn take(
        &self,
        at: &Self::State,
        step: Self::Step,
        tally: &mut Self::Tally,
    ) -> Taken<Self::State>;

    /// Replays a step that was already judged. A no-op step leaves the state unchanged.
    fn follow(&self, at: Self::State, step: Self::Step) -> Self::State;

    /// The state's identity: states with equal keys can't be distinguished by any future step.
    fn key(&self, at: &Self::State) -> Vec<u8>;

    /// Whether to expand this state: the model's bound.
    fn within(&self, at: &Self::State) -> bool;
}

/// Counters that can be merged across threads.
pub trait Absorb {
    /// Adds the counts of `other`.
    fn absorb(&mut self, other: Self);
}

/// The result of a step.
#[derive(Clone, Debug)]
pub struct Taken<S> {
    /// The new state; `None` if nothing changed.
    pub next: Option<S>,
    /// The laws that the step broke.
    pub broken: Vec<Broken>,
}

/// A broken law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The law's name.
    pub law: &'static str,
    /// How it was broken.
    pub how: String,
}

/// Limits of an exploration.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Maximum number of steps from the start.
    pub depth: usize,
    /// Maximum number of states; no level starts once it is reached.
    pub states: usize,
    /// Maximum time; the level in progress is then abandoned.
    pub time: Option<Duration>,
    /// Number of threads.
    pub threads: usize,
    /// One in this many merges is recorded for inspection; 0 records none.
    pub sample_merges: usize,
}

impl Limits {
    /// Limits the depth only, on one thread.
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

    /// Limits the time only.
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
