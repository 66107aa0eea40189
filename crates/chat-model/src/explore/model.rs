//! What a model must provide.

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
