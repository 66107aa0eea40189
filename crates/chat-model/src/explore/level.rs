//! One level: every step from every state in the frontier.

use super::{
    graph::{ByFingerprint, Fingerprint, Graph, Place, fingerprint},
    limits::Limits,
    model::{Absorb, Broken, Model},
};
use std::{
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

/// Number of states a thread takes at a time.
const CHUNK: usize = 16;

/// A step from a known state.
pub(super) struct Way<S> {
    pub(super) parent: Place,
    pub(super) step: S,
}

/// The result of one level.
pub(super) struct Level<S, T> {
    /// The size of the frontier.
    pub(super) frontier: usize,
    /// The number of its states that were expanded.
    pub(super) expanded: usize,
    pub(super) transitions: u64,
    pub(super) accepted: u64,
    pub(super) beyond_bound: usize,
    pub(super) found: Vec<(Way<S>, Fingerprint)>,
    pub(super) merges: Vec<(Way<S>, Fingerprint)>,
    pub(super) broken: Vec<(Way<S>, Vec<Broken>)>,
    pub(super) tally: T,
}

/// Expands a frontier. The result does not depend on the number of threads.
pub(super) fn run<M: Model>(
    model: &M,
    graph: &Graph<M::Step>,
    frontier: Range<Place>,
    limits: Limits,
    deadline: Option<Instant>,
) -> Level<M::Step, M::Tally> {
    let next = AtomicUsize::new(frontier.start);
    let given_up = AtomicBool::new(false);
    let all = Mutex::new(Level::new());
    thread::scope(|scope| {
        for _ in 0..limits.threads.max(1) {
            scope.spawn(|| {
                let mut mine = Worker::new(model, graph, limits.sample_merges);
                loop {
                    let from = next.fetch_add(CHUNK, Ordering::Relaxed);
                    if from >= frontier.end || given_up.load(Ordering::Relaxed) {
                        break;
                    }
                    for place in from..frontier.end.min(from + CHUNK) {
                        if deadline.is_some_and(|end| Instant::now() >= end) {
                            given_up.store(true, Ordering::Relaxed);
                            break;
                        }
                        mine.expand(place, place - frontier.start);
                    }
                }
                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                all.absorb(mine.level);
            });
        }
    });
    let mut level = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    level.frontier = frontier.len();
    level.found.sort_by_key(|(way, _)| way.parent);
    level.merges.sort_by_key(|(way, _)| way.parent);
    level.broken.sort_by_key(|(way, _)| way.parent);
    level
}

struct Worker<'a, M: Model> {
    model: &'a M,
    graph: &'a Graph<M::Step>,
    sample_merges: usize,
    merged: usize,
    /// The states this thread found in this level.
    seen: ByFingerprint<()>,
    level: Level<M::Step, M::Tally>,
}

impl<'a, M: Model> Worker<'a, M> {
    fn new(model: &'a M, graph: &'a Graph<M::Step>, sample_merges: usize) -> Self {
        Self {
            model,
            graph,
            sample_merges,
            merged: 0,
            seen: ByFingerprint::default(),
            level: Level::new(),
        }
    }

    fn expand(&mut self, place: Place, nth: usize) {
        self.level.expanded += 1;
        let state = (self.graph.path(place).into_iter())
            .fold(self.model.start(), |at, step| self.model.follow(at, step));
        if !self.model.within(&state) {
            self.level.beyond_bound += 1;
            return;
        }
        for step in self.model.steps(&state, nth) {
            self.level.transitions += 1;
            let taken = self.model.take(&state, step, &mut self.level.tally);
            let way = Way {
                parent: place,
                step,
            };
            if !taken.broken.is_empty() {
                self.level.broken.push((way, taken.broken));
            } else if let Some(next) = taken.next {
                self.level.accepted += 1;
                self.arrive(way, fingerprint(&self.model.key(&next)));
            }
        }
    }

    fn arrive(&mut self, way: Way<M::Step>, at: Fingerprint) {
        let known = self.graph.place(at).is_some() || self.seen.insert(at, ()).is_some();
        if !known {
            self.level.found.push((way, at));
            return;
        }
        self.merged += 1;
        if self.sample_merges > 0 && self.merged.is_multiple_of(self.sample_merges) {
            self.level.merges.push((way, at));
        }
    }
}

impl<S, T: Default + Absorb> Level<S, T> {
    pub(super) const fn is_complete(&self) -> bool {
        self.expanded == self.frontier
    }

    fn new() -> Self {
        Self {
            frontier: 0,
            expanded: 0,
            transitions: 0,
            accepted: 0,
            beyond_bound: 0,
            found: Vec::new(),
            merges: Vec::new(),
            broken: Vec::new(),
            tally: T::default(),
        }
    }

    fn absorb(&mut self, other: Self) {
        self.expanded += other.expanded;
        self.transitions += other.transitions;
        self.accepted += other.accepted;
        self.beyond_bound += other.beyond_bound;
        self.found.extend(other.found);
        self.merges.extend(other.merges);
        self.broken.extend(other.broken);
        self.tally.absorb(other.tally);
    }
}
