//! The log, two nodes and their clients' knowledge.

use super::{
    node::{Asked, Batch, Node},
    request::Request,
};
use crate::visit::{Rules, Words};
use chat_domain::{Entry, Seq};
use std::collections::BTreeSet;

/// A deliberate flaw that the model must detect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// No flaw.
    None,
    /// The log does not check the version and stores entries at the next positions.
    NoVersionCheck,
    /// A node that loses the race catches up but does not decide again.
    NoSecondDecision,
}

/// The log, two nodes and their clients' knowledge.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    /// The entries, each with the request that caused it.
    pub(super) log: Vec<(Entry, Asked)>,
    /// The nodes.
    pub nodes: [Node; 2],
    /// The number of attempts of each request.
    pub(super) attempts: [u8; Request::ALL.len()],
    /// The requests whose success was reported to the client.
    pub acknowledged: BTreeSet<Request>,
}

impl Cluster {
    /// The log's entries.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.log.iter().map(|(entry, _)| entry.clone()).collect()
    }

    pub(super) fn node(&mut self, name: bool) -> &mut Node {
        let [a, b] = &mut self.nodes;
        if name { b } else { a }
    }

    /// Decides all requests queued at a node. If there are no entries, they are answered
    /// immediately.
    pub(super) fn decide(&mut self, node: bool, rules: &Rules, words: &Words) {
        let queue = std::mem::take(&mut self.node(node).queue);
        let batch = self.node(node).decide(queue, rules, words);
        self.offer(node, batch);
    }

    fn offer(&mut self, node: bool, batch: Batch) {
        if batch.entries.is_empty() {
            self.answer(&batch);
        } else {
            self.node(node).batch = Some(batch);
        }
    }

    /// Appends a node's batch to the log. If `answered` is false, the node crashes before it
    /// answers the clients.
    pub(super) fn append(
        &mut self,
        node: bool,
        answered: bool,
        flaw: Flaw,
        (rules, words): (&Rules, &Words),
    ) {
        let Some(batch) = self.node(node).batch.take() else {
            return;
        };
        let end = self.log.last().map_or(Seq::ZERO, |(entry, _)| entry.seq);
        let fits = batch.expected == end;
        if !fits && flaw != Flaw::NoVersionCheck {
            let log = self.log.clone();
            self.node(node).read_up(&log, rules);
            if flaw == Flaw::NoSecondDecision {
                let stale = Batch {
                    expected: self.node(node).view.version,
                    ..batch
                };
                self.node(node).batch = Some(stale);
            } else {
                let again = self.node(node).decide(batch.asked, rules, words);
                self.offer(node, again);
            }
            return;
        }
        let stored = self.store(end, &batch);
        if answered {
            self.answer(&batch);
            let from_here = self.node(node).view.version == batch.expected;
            let own = self.node(node);
            if flaw == Flaw::NoSecondDecision {
                own.read_up(&stored, rules);
            } else if from_here {
                own.view = batch.after;
                own.read.extend(batch.entries.iter().map(|(_, mark)| *mark));
            }
        } else {
            self.restart(node, rules);
        }
    }

    /// Renumbers the entries to the log's next positions, a no-op unless the cluster is flawed.
    fn store(&mut self, end: Seq, batch: &Batch) -> Vec<(Entry, Asked)> {
        let mut place = end;
        let stored: Vec<_> = (batch.entries.iter().cloned())
            .map(|(entry, mark)| {
                place = place.next();
                (
                    Entry {
                        seq: place,
                        ..entry
                    },
                    mark,
                )
            })
            .collect();
        self.log.extend(stored.iter().cloned());
        stored
    }

    /// Crashes and restarts a node: its queue is lost, and it reads the log from the start.
    pub(super) fn restart(&mut self, node: bool, rules: &Rules) {
        let mut fresh = Node::default();
        fresh.read_up(&self.log, rules);
        *self.node(node) = fresh;
    }

    fn answer(&mut self, batch: &Batch) {
        let done = (batch.asked.iter().zip(&batch.answers)).filter(|(_, answer)| answer.is_ok());
        self.acknowledged
            .extend(done.map(|(asked, _)| asked.request));
    }
}
