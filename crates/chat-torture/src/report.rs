//! What was done, and what was found.

mod text;

use crate::{
    check::Checked,
    disk::Cache,
    fault::Fault,
    finding::{Finding, Kind},
    ledger::{Book, Fate, Known},
};
use std::{collections::BTreeMap, time::Instant};

/// How many findings are told at once; the rest is counted.
const TOLD: u64 = 40;

/// Counts of everything.
pub(crate) struct Report {
    /// `kill -9`.
    pub(crate) kills: u32,
    /// Times in which the disk was full.
    pub(crate) full_disks: u32,
    /// What could not be done, and why.
    pub(crate) not_done: Vec<String>,
    /// How many acknowledged things the control lost.
    pub(crate) control: Option<u64>,
    quiet: bool,
    begun: Instant,
    instant_cuts: u32,
    flush_cuts: u32,
    windows: u32,
    empty_windows: u32,
    injected: BTreeMap<String, u64>,
    checks: u64,
    messages_read: u64,
    verified: u64,
    findings: BTreeMap<Kind, u64>,
    books: Books,
}

/// What the ledgers say in the end.
#[derive(Default)]
struct Books {
    stored: u64,
    refused: u64,
    settled_later: u64,
    corrections: u64,
    retractions: u64,
    uploads: u64,
    removals: u64,
    largest: u64,
}

impl Report {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self {
            kills: 0,
            full_disks: 0,
            not_done: Vec::new(),
            control: None,
            quiet: false,
            begun: Instant::now(),
            instant_cuts: 0,
            flush_cuts: 0,
            windows: 0,
            empty_windows: 0,
            injected: BTreeMap::new(),
            checks: 0,
            messages_read: 0,
            verified: 0,
            findings: BTreeMap::new(),
            books: Books::default(),
        }
    }

    /// One that counts and tells nothing.
    pub(crate) fn quiet() -> Self {
        Self {
            quiet: true,
            ..Self::new()
        }
    }

    /// Something is wrong.
    pub(crate) fn found(&mut self, finding: Finding) {
        let all: u64 = self.findings.values().sum();
        if !self.quiet && all < TOLD {
            println!("FOUND {finding}");
        }
        *self.findings.entry(finding.kind).or_default() += 1;
    }

    /// Several things are wrong, or none.
    pub(crate) fn found_all(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            self.found(finding);
        }
    }

    /// Everything was looked at.
    pub(crate) fn checked(&mut self, checked: Checked) {
        self.checks += 1;
        self.messages_read += checked.messages;
        self.found_all(checked.findings);
    }

    /// `chat-server verify` has said something.
    pub(crate) fn verified(&mut self, said: Result<(), String>) {
        self.verified += 1;
        if let Err(said) = said {
            self.found(Finding::new(Kind::Unsound, said));
        }
    }

    /// A power cut.
    pub(crate) fn cut(&mut self, cache: Cache) {
        match cache {
            Cache::None => self.instant_cuts += 1,
            Cache::Volatile => self.flush_cuts += 1,
        }
    }

    /// A time in which calls failed, and how many did.
    pub(crate) fn fault(&mut self, fault: &Fault, injected: u64) {
        self.windows += 1;
        self.empty_windows += u32::from(injected == 0);
        let name = format!("{} {}", fault.calls, fault.error);
        *self.injected.entry(name).or_default() += injected;
    }

    /// A round is over: this is what was asked and answered.
    pub(crate) fn book(&mut self, book: &Book) {
        let Books {
            stored,
            refused,
            settled_later,
            corrections,
            retractions,
            uploads,
            removals,
            largest,
        } = &mut self.books;
        let mut visits: BTreeMap<usize, u64> = BTreeMap::new();
        for message in book.messages.values() {
            let is_stored = u64::from(message.receipt().is_some());
            *stored += is_stored;
            *visits.entry(message.visit).or_default() += is_stored;
            *refused += u64::from(message.fate == Fate::Refused);
            *corrections += message.settled as u64;
            *retractions += u64::from(message.retraction == Known::Done);
        }
        *largest = visits.into_values().fold(*largest, u64::max);
        *settled_later += book.settled_later;
        *uploads += book.uploads.values().filter(|u| u.file.is_some()).count() as u64;
        let removed = |removal: &&crate::ledger::Removal| removal.known == Known::Done;
        *removals += book.removals.values().filter(removed).count() as u64;
    }

    /// How many findings of a kind there are.
    pub(crate) fn count(&self, kind: Kind) -> u64 {
        self.findings.get(&kind).copied().unwrap_or_default()
    }

    /// Whether there is no finding.
    pub(crate) fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}
