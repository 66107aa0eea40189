//! Two nodes and a held file as a model to explore.

use super::flaw::Flaw;
use crate::{
    explore::{Broken, Model, Taken},
    nodes::Counted,
};

/// The stage of the file's record in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Not released yet.
    Held,
    /// Claimed by nodes that stage it.
    Releasing,
    /// Staged.
    Released,
    /// Discarded.
    Refused,
}

/// What the visit's log says of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Log {
    /// Nothing.
    Absent,
    /// A message may carry it.
    Staged,
    /// A message carries it.
    Carried,
    /// No message can carry it any more.
    Discarded,
}

/// What a node does next with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// Nothing.
    Idle,
    /// Claim it, whose record was seen at this stage.
    Claim(Stage),
    /// Stage it.
    Stage,
    /// Record that it is staged.
    Confirm,
    /// Give it up, whose record was seen at this stage.
    GiveUp(Stage),
    /// Look whether it is staged after all.
    Check,
    /// Delete its bytes.
    Delete,
}

/// The file, the nodes and the uploader's permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct World {
    /// The record's stage.
    pub stage: Stage,
    /// The visit's log.
    pub log: Log,
    /// Whether the store has the bytes.
    pub bytes: bool,
    /// Whether the uploader may stage it.
    pub permitted: bool,
    /// What each node does next.
    pub nodes: [Job; 2],
}

/// A step. Nodes are identified by `false` for A and `true` for B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// The node reads the record to release the file.
    Release(bool),
    /// The node reads the record to give the file up.
    Reject(bool),
    /// The node takes its next step.
    Go(bool),
    /// The node crashes.
    Crash(bool),
    /// The uploader loses the permission.
    Forbid,
    /// A message carries the file.
    Carry,
}

/// Two nodes that settle one held file.
#[derive(Clone, Copy, Debug)]
pub struct FilesModel {
    /// The deliberate flaw.
    pub flaw: Flaw,
}

impl World {
    fn job(&mut self, node: bool) -> &mut Job {
        let [a, b] = &mut self.nodes;
        if node { b } else { a }
    }

    /// Moves the record if it is at the stage that was seen. Returns the stage at which it is otherwise.
    fn put(&mut self, seen: Stage, to: Stage, flaw: Flaw) -> Option<Stage> {
        if self.stage != seen && flaw != Flaw::NoCompareAndSet {
            return Some(self.stage);
        }
        self.stage = to;
        None
    }

    /// One call of a port, and the job that follows it.
    fn go(&mut self, job: Job, flaw: Flaw) -> Job {
        match job {
            Job::Idle => Job::Idle,
            Job::Claim(_) if flaw == Flaw::NoClaim => Job::Stage,
            Job::Claim(seen) => match self.put(seen, Stage::Releasing, flaw) {
                None | Some(Stage::Releasing | Stage::Released) => Job::Stage,
                Some(Stage::Held | Stage::Refused) => Job::Idle,
            },
            Job::Stage => match (self.log, self.permitted) {
                (Log::Absent, true) => {
                    self.log = Log::Staged;
                    Job::Confirm
                }
                (Log::Staged | Log::Carried, _) => Job::Confirm,
                (Log::Absent, false) | (Log::Discarded, _) => Job::GiveUp(Stage::Releasing),
            },
            Job::Confirm => {
                let seen = match flaw {
                    Flaw::NoClaim => Stage::Held,
                    _ => Stage::Releasing,
                };
                // Without a comparison, the record is at least read before it is replaced.
                let found = match self.stage {
                    Stage::Refused => Some(Stage::Refused),
                    _ => self.put(seen, Stage::Released, flaw),
                };
                if found == Some(Stage::Refused) && self.log == Log::Staged {
                    self.log = Log::Discarded;
                }
                Job::Idle
            }
            Job::GiveUp(seen) => match self.put(seen, Stage::Refused, flaw) {
                None | Some(Stage::Refused) => Job::Check,
                Some(_) => Job::Idle,
            },
            Job::Check if self.log == Log::Absent => Job::Delete,
            Job::Check => {
                self.put(Stage::Refused, Stage::Released, flaw);
                Job::Idle
            }
            Job::Delete => {
                self.bytes = false;
                Job::Idle
            }
        }
    }
}

impl FilesModel {
    fn moved(self, mut at: World, step: Move) -> World {
        match step {
            Move::Release(node) => *at.job(node) = Job::Claim(at.stage),
            Move::Reject(node) => *at.job(node) = Job::GiveUp(at.stage),
            Move::Go(node) => {
                let job = *at.job(node);
                let next = at.go(job, self.flaw);
                *at.job(node) = next;
            }
            Move::Crash(node) => *at.job(node) = Job::Idle,
            Move::Forbid => at.permitted = false,
            Move::Carry => at.log = Log::Carried,
        }
        at
    }
}

impl Model for FilesModel {
    type State = World;
    type Step = Move;
    type Tally = Counted;

    fn start(&self) -> World {
        World {
            stage: Stage::Held,
            log: Log::Absent,
            bytes: true,
            permitted: true,
            nodes: [Job::Idle; 2],
        }
    }

    fn steps(&self, at: &World, _: usize) -> Vec<Move> {
        let mut steps = Vec::new();
        for (name, job) in [false, true].into_iter().zip(at.nodes) {
            if job != Job::Idle {
                steps.extend([Move::Go(name), Move::Crash(name)]);
                continue;
            }
            if matches!(at.stage, Stage::Held | Stage::Releasing) {
                steps.push(Move::Release(name));
            }
            let may_reject = at.stage == Stage::Held
                || (at.stage == Stage::Releasing && self.flaw == Flaw::DeletesClaimed);
            if may_reject {
                steps.push(Move::Reject(name));
            }
        }
        if at.permitted {
            steps.push(Move::Forbid);
        }
        if at.log == Log::Staged {
            steps.push(Move::Carry);
        }
        steps
    }

    fn take(&self, at: &World, step: Move, tally: &mut Counted) -> Taken<World> {
        let next = self.moved(*at, step);
        let name = match step {
            Move::Release(_) => "release",
            Move::Reject(_) => "reject",
            Move::Go(_) => "go",
            Move::Crash(_) => "crash",
            Move::Forbid => "forbid",
            Move::Carry => "carry",
        };
        *tally.moves.entry(name).or_default() += 1;
        // Not yet carried counts too: a message can carry it from now on.
        let broken = !next.bytes && matches!(next.log, Log::Staged | Log::Carried);
        let broken = broken.then(|| Broken {
            law: "a file that messages can carry has its bytes",
            how: format!("the log says {:?}, and the bytes are deleted", next.log),
        });
        Taken {
            next: (next != *at).then_some(next),
            broken: broken.into_iter().collect(),
        }
    }

    fn follow(&self, at: World, step: Move) -> World {
        self.moved(at, step)
    }

    fn key(&self, at: &World) -> Vec<u8> {
        format!("{at:?}").into_bytes()
    }

    fn within(&self, _: &World) -> bool {
        true
    }
}
