//! The report of a run.

mod text;

use crate::{
    check::Checked,
    disk::Cache,
    fault::Fault,
    finding::{Finding, Kind},
    ledger::{Book, Fate, Known},
};
use std::{collections::BTreeMap, time::Instant};

/// Maximum number of findings printed in full; the rest are only counted.
const MAX_PRINTED: u64 = 40;

/// Counts of disturbances and findings.
pub(crate) struct Report {
    /// The number of `kill -9`.
    pub(crate) kills: u32,
    /// The number of windows with a full disk.
    pub(crate) full_disks: u32,
    /// Skipped tests, with the reasons.
    pub(crate) not_done: Vec<String>,
    /// The number of acknowledged items lost in the control.
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

/// Totals over all ledgers.
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
    /// An empty report.
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

    /// A report that counts but prints nothing.
    pub(crate) fn quiet() -> Self {
        Self {
            quiet: true,
            ..Self::new()
        }
    }

    /// Adds a finding.
    pub(crate) fn found(&mut self, finding: Finding) {
        let all: u64 = self.findings.values().sum();
        if !self.quiet && all < MAX_PRINTED {
            println!("FOUND {finding}");
        }
        *self.findings.entry(finding.kind).or_default() += 1;
    }

    /// Adds findings.
    pub(crate) fn found_all(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            self.found(finding);
        }
    }

    /// Adds the result of a check.
    pub(crate) fn checked(&mut self, checked: Checked) {
        self.checks += 1;
        self.messages_read += checked.messages;
        self.found_all(checked.findings);
    }

    /// Adds the result of `chat-server verify`.
    pub(crate) fn verified(&mut self, outcome: Result<(), String>) {
        self.verified += 1;
        if let Err(outcome) = outcome {
            self.found(Finding::new(Kind::Unsound, outcome));
        }
    }

    /// Counts a power cut.
    pub(crate) fn cut(&mut self, cache: Cache) {
        match cache {
            Cache::None => self.instant_cuts += 1,
            Cache::Volatile => self.flush_cuts += 1,
        }
    }

    /// Counts a fault window and its failed calls.
    pub(crate) fn fault(&mut self, fault: &Fault, injected: u64) {
        self.windows += 1;
        self.empty_windows += u32::from(injected == 0);
        let name = format!("{} {}", fault.calls, fault.error);
        *self.injected.entry(name).or_default() += injected;
    }

    /// Adds the final book of a round.
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

    /// The number of findings of a kind.
    pub(crate) fn count(&self, kind: Kind) -> u64 {
        self.findings.get(&kind).copied().unwrap_or_default()
    }

    /// Whether there are no findings.
    pub(crate) fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}
