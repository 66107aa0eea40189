//! One node: its view of the visit, and what it is about to append.

use super::Request;
use crate::visit::{Rules, Words};
use chat_domain::{Entry, Refusal, Seq, VisitState};

/// A request as it was asked once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asked {
    /// What.
    pub request: Request,
    /// For the so-many-th time.
    pub attempt: u8,
}

/// A node.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The state as far as it has read.
    pub view: VisitState,
    /// What of the log made the view, as the log's own marks.
    pub(super) read: Vec<Asked>,
    /// What waits to be decided.
    pub(super) queue: Vec<Asked>,
    /// What was decided and is on its way to the log.
    pub(super) batch: Option<Batch>,
}

/// What was decided together.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// The version that it was decided on.
    pub(super) expected: Seq,
    pub(super) asked: Vec<Asked>,
    /// For each of `asked`, the number of its entries, or the refusal.
    pub(super) answers: Vec<Result<usize, Refusal>>,
    pub(super) entries: Vec<(Entry, Asked)>,
    /// The view once it is stored.
    pub(super) after: VisitState,
}

impl Node {
    /// Decides on the view, whatever the log holds meanwhile.
    pub(super) fn decide(&self, asked: Vec<Asked>, rules: &Rules, words: &Words) -> Batch {
        let mut after = self.view.clone();
        let mut entries = Vec::new();
        let mut answers = Vec::with_capacity(asked.len());
        for one in &asked {
            let actor = one.request.actor();
            let command = one.request.command(words, one.attempt);
            let answer = (rules.decide)(&after, actor, &command).map(|events| {
                let own = rules.fold(&mut after, actor, events);
                let count = own.len();
                entries.extend(own.into_iter().map(|entry| (entry, *one)));
                count
            });
            answers.push(answer);
        }
        Batch {
            expected: self.view.version,
            asked,
            answers,
            entries,
            after,
        }
    }

    /// Folds in what the log holds beyond the view.
    pub(super) fn read_up(&mut self, log: &[(Entry, Asked)], rules: &Rules) {
        for (entry, mark) in log {
            if entry.seq > self.view.version {
                (rules.evolve)(&mut self.view, entry);
                self.read.push(*mark);
            }
        }
    }
}
