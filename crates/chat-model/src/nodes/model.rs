//! Two nodes as a model to explore.

use super::{
    cluster::{Cluster, Flaw},
    laws::{NODE_LAWS, NodeLaw},
    node::Asked,
    request::Request,
};
use crate::{
    explore::{Absorb, Broken, Model, Taken},
    visit::{Ask, By, Guests, Rules, Step, Words, World},
};
use chat_domain::{Actor, Event, Policy, Refusal, VisitState, decide};
use std::collections::BTreeMap;

/// Queue capacity per node. Large enough for two requests to share a batch.
const QUEUE: usize = 2;

/// A step. Nodes are identified by `false` for A and `true` for B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Move {
    /// A client sends a request to a node.
    Ask(Request, bool),
    /// The node decides its queued requests on its view.
    Decide(bool),
    /// The node appends its batch, or gets a conflict and decides again.
    Append(bool),
    /// The same, but the node crashes before it answers.
    AppendAndDie(bool),
    /// The node reads new entries from the log.
    ReadUp(bool),
    /// The node crashes and restarts.
    Restart(bool),
}

/// Two nodes, their clients' requests, and the laws.
#[derive(Clone, Debug)]
pub struct NodesModel {
    /// The requests that clients make.
    pub requests: Vec<Request>,
    /// Maximum number of attempts per request.
    pub attempts: u8,
    /// The deliberate flaw.
    pub flaw: Flaw,
    /// The rules.
    pub rules: Rules,
    /// The laws.
    pub laws: Vec<NodeLaw>,
    /// The events of scheduling the visit.
    beginning: Vec<Event>,
    words: Words,
}

/// Counts of moves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// By the move's name.
    pub moves: BTreeMap<&'static str, u64>,
    /// Appends that ended in a conflict.
    pub conflicts: u64,
}

impl Absorb for Counted {
    fn absorb(&mut self, other: Self) {
        for (name, count) in other.moves {
            *self.moves.entry(name).or_default() += count;
        }
        self.conflicts += other.conflicts;
    }
}

impl NodesModel {
    /// Two nodes under the product's rules.
    ///
    /// # Errors
    /// [`Refusal`] if the domain rejects the model's texts or its visit.
    pub fn new(requests: &[Request], attempts: u8) -> Result<Self, Refusal> {
        let words = Words::new()?;
        let world = World::group("two nodes", Policy::DEFAULT);
        let step = Step {
            by: By::Host,
            ask: Ask::Schedule(Guests::Few),
        };
        let before = VisitState::default();
        let schedule = words.command(&world, &before, step);
        Ok(Self {
            requests: requests.to_vec(),
            attempts,
            flaw: Flaw::None,
            rules: Rules::PRODUCT,
            laws: NODE_LAWS.to_vec(),
            beginning: decide(&before, Actor::Host, &schedule)?,
            words,
        })
    }

    /// The same model with a flaw.
    #[must_use]
    pub fn with(self, flaw: Flaw) -> Self {
        Self { flaw, ..self }
    }

    /// The same model under other rules.
    #[must_use]
    pub fn under(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// The same model, judged by only one law, to find the shortest path that breaks it.
    #[must_use]
    pub fn judged_by(mut self, law: &str) -> Self {
        self.laws.retain(|one| one.name == law);
        self
    }

    fn moved(&self, mut at: Cluster, step: Move) -> Cluster {
        let tools = (&self.rules, &self.words);
        match step {
            Move::Ask(request, node) => {
                let attempt = at.attempts.get_mut(usize::from(request.code()));
                if let Some(attempt) = attempt {
                    *attempt += 1;
                    let asked = Asked {
                        request,
                        attempt: *attempt,
                    };
                    at.node(node).queue.push(asked);
                }
            }
            Move::Decide(node) => at.decide(node, &self.rules, &self.words),
            Move::Append(node) => at.append(node, true, self.flaw, tools),
            Move::AppendAndDie(node) => at.append(node, false, self.flaw, tools),
            Move::ReadUp(node) => {
                let log = at.log.clone();
                at.node(node).read_up(&log, &self.rules);
            }
            Move::Restart(node) => at.restart(node, &self.rules),
        }
        at
    }
}

impl Model for NodesModel {
    type State = Cluster;
    type Step = Move;
    type Tally = Counted;

    /// The visit is scheduled and both nodes have read it.
    fn start(&self) -> Cluster {
        let mut state = VisitState::default();
        let events = self.beginning.clone();
        let entries = self.rules.fold(&mut state, Actor::Host, events);
        let beginning = Asked {
            request: Request::Greet,
            attempt: 0,
        };
        let mut cluster = Cluster {
            log: entries.into_iter().map(|e| (e, beginning)).collect(),
            ..Cluster::default()
        };
        cluster.restart(false, &self.rules);
        cluster.restart(true, &self.rules);
        cluster
    }

    fn steps(&self, at: &Cluster, _: usize) -> Vec<Move> {
        let mut steps = Vec::new();
        for (name, node) in [false, true].into_iter().zip(&at.nodes) {
            if node.queue.len() < QUEUE {
                let asked = |request: Request| at.attempts.get(usize::from(request.code()));
                let open = |request: &Request| asked(*request).is_some_and(|n| *n < self.attempts);
                let requests = self.requests.iter().copied().filter(open);
                steps.extend(requests.map(|request| Move::Ask(request, name)));
            }
            if node.batch.is_some() {
                steps.extend([Move::Append(name), Move::AppendAndDie(name)]);
            } else if !node.queue.is_empty() {
                steps.push(Move::Decide(name));
            }
            if node.read.len() < at.log.len() {
                steps.push(Move::ReadUp(name));
            }
            if !node.queue.is_empty() || node.batch.is_some() {
                steps.push(Move::Restart(name));
            }
        }
        steps
    }

    fn take(&self, at: &Cluster, step: Move, tally: &mut Counted) -> Taken<Cluster> {
        let next = self.moved(at.clone(), step);
        *tally.moves.entry(name_of(step)).or_default() += 1;
        let appends = matches!(step, Move::Append(_) | Move::AppendAndDie(_));
        let added = next.log.len() > at.log.len();
        tally.conflicts += u64::from(appends && !added);
        let broken = (self.laws.iter().filter(|law| added || !law.of_the_log))
            .filter_map(|law| {
                let how = (law.check)(&next).err()?;
                Some(Broken { law: law.name, how })
            })
            .collect();
        Taken {
            next: Some(next),
            broken,
        }
    }

    fn follow(&self, at: Cluster, step: Move) -> Cluster {
        self.moved(at, step)
    }

    /// Everything except times. A view is identified by the entries it was folded from and a batch
    /// by the requests it was decided from, since deciding and folding are deterministic.
    fn key(&self, at: &Cluster) -> Vec<u8> {
        let mut key = Vec::with_capacity(96);
        marks(&mut key, at.log.iter().map(|(_, mark)| *mark));
        for node in &at.nodes {
            marks(&mut key, node.read.iter().copied());
            marks(&mut key, node.queue.iter().copied());
            if let Some(batch) = &node.batch {
                key.push(u8::try_from(batch.expected.0).unwrap_or(u8::MAX));
                marks(&mut key, batch.asked.iter().copied());
                marks(&mut key, batch.entries.iter().map(|(_, mark)| *mark));
            }
            key.push(u8::MAX);
        }
        key.extend(at.attempts);
        key.extend(at.acknowledged.iter().map(|request| request.code()));
        key
    }

    fn within(&self, _: &Cluster) -> bool {
        true
    }
}

fn marks(key: &mut Vec<u8>, marks: impl Iterator<Item = Asked>) {
    key.extend(marks.map(|mark| mark.request.code() << 4 | mark.attempt));
    key.push(0xFE);
}

fn name_of(step: Move) -> &'static str {
    match step {
        Move::Ask(..) => "ask",
        Move::Decide(_) => "decide",
        Move::Append(_) => "append",
        Move::AppendAndDie(_) => "append and die",
        Move::ReadUp(_) => "catch up",
        Move::Restart(_) => "restart",
    }
}
