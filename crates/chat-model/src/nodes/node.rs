//! One node: its view of the visit and its pending batch.

use super::request::Request;
use crate::visit::{Rules, Words};
use chat_domain::{Entry, Refusal, Seq, VisitState};

/// One attempt at a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asked {
    /// The request.
    pub request: Request,
    /// The number of the attempt.
    pub attempt: u8,
}

/// A node.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The state as of the last read.
    pub view: VisitState,
    /// The log entries that the view was folded from, identified by their requests.
    pub(super) read: Vec<Asked>,
    /// Requests that are not yet decided.
    pub(super) queue: Vec<Asked>,
    /// Decided requests that are not yet appended.
    pub(super) batch: Option<Batch>,
}

/// Requests that were decided together.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// The version they were decided on.
    pub(super) expected: Seq,
    pub(super) asked: Vec<Asked>,
    /// For each of `asked`, the number of its entries or the refusal.
    pub(super) answers: Vec<Result<usize, Refusal>>,
    pub(super) entries: Vec<(Entry, Asked)>,
    /// The view after the batch is stored.
    pub(super) after: VisitState,
}

impl Node {
    /// Decides on the view, even if the log has moved on.
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

    /// Folds in the log entries after the view's version.
    pub(super) fn read_up(&mut self, log: &[(Entry, Asked)], rules: &Rules) {
        for (entry, mark) in log {
            if entry.seq > self.view.version {
                (rules.evolve)(&mut self.view, entry);
                self.read.push(*mark);
            }
        }
    }
}
