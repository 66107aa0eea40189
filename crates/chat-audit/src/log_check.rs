//! Verification of one log, entry by entry.

use crate::{
    chain::{Chain, Link},
    file_check::FileClaim,
    finding::{Finding, Problem},
    head::Head,
};
use chat_domain::{
    AttachmentId, Entry, Event, Seq, VisitState, VisitSummary, evolve,
    log::{ChainHash, check, from_stored, to_stored},
};
use chat_ports::{StoredEntry, StoredVisit, VisitKey};
use std::{collections::BTreeMap, mem};

/// Verifies one log that is fed to it entry by entry. Does no I/O.
///
/// Continues after a finding as well as possible, so that each damaged position is reported but not
/// everything after it. A log with a finding never counts as sound again.
pub struct LogCheck {
    visit: VisitKey,
    chain: Chain,
    state: State,
    /// The position of the newest entry.
    place: Seq,
    entries: u64,
    unproven: u64,
    /// The log's head at a checkpoint, and the actual head at the same version.
    checkpoint: Option<Head>,
    hash_there: Option<ChainHash>,
    files: BTreeMap<AttachmentId, Vec<FileClaim>>,
    findings: Vec<Finding>,
}

/// The visit's state, if known.
enum State {
    Known(Box<VisitState>),
    /// Entries are missing or unreadable, so it is unknown what was permitted after them.
    Unknown,
}

impl LogCheck {
    /// Starts the verification of a visit's log.
    #[must_use]
    pub fn new(visit: VisitKey) -> Self {
        Self {
            visit,
            chain: Chain::new(visit),
            state: State::Known(Box::default()),
            place: Seq::ZERO,
            entries: 0,
            unproven: 0,
            checkpoint: None,
            hash_there: None,
            files: BTreeMap::new(),
            findings: Vec::new(),
        }
    }

    /// Also compares the log with its head at a checkpoint.
    #[must_use]
    pub fn since_checkpoint(mut self, head: Head) -> Self {
        self.checkpoint = Some(head);
        self
    }

    /// Checks the next entry. Feed entries in the order of their positions.
    pub fn entry(&mut self, stored: &StoredEntry) {
        let seq = stored.seq;
        self.entries = self.entries.saturating_add(1);
        self.check_place(seq);
        match self.chain.follow(&stored.body, stored.hash) {
            Link::Sound => {}
            Link::Broken => self.find(seq, Problem::BrokenChain),
            Link::Missing => self.find(seq, Problem::NoHash),
        }
        if self.checkpoint.is_some_and(|head| head.version == seq) {
            self.hash_there = Some(self.chain.recomputed());
        }
        for problem in &stored.problems {
            self.find(seq, Problem::Store(problem.clone()));
        }
        match from_stored(&stored.body) {
            Ok(entry) => self.check_content(stored, &entry),
            Err(error) => {
                self.find(seq, Problem::Unreadable(error.into()));
                self.lose_state();
            }
        }
    }

    /// Takes the findings since the last call.
    #[must_use]
    pub fn take_findings(&mut self) -> Vec<Finding> {
        mem::take(&mut self.findings)
    }

    /// Takes the files carried by messages so far, with the messages' claims about each.
    #[must_use]
    pub fn take_files(&mut self) -> BTreeMap<AttachmentId, Vec<FileClaim>> {
        mem::take(&mut self.files)
    }

    /// The number of entries checked.
    #[must_use]
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// The number of entries that could not be checked against the rules.
    #[must_use]
    pub const fn unproven(&self) -> u64 {
        self.unproven
    }

    /// Checks the log as a whole after its last entry, and returns its head; `None` if it has no
    /// entries. Call [`take_findings`](Self::take_findings) once more afterwards.
    pub fn end(&mut self, stored: &StoredVisit) -> Option<Head> {
        for problem in &stored.problems {
            self.find(None, Problem::Store(problem.clone()));
        }
        if self.entries == 0 {
            self.find(None, Problem::NoEntries);
        }
        if stored.version != self.place {
            let (stored, found) = (stored.version, self.place);
            self.find(None, Problem::VersionDiffers { stored, found });
        }
        match (&self.state, &stored.summary) {
            (_, None) => self.find(None, Problem::SummaryUnreadable),
            (State::Known(state), Some(summary)) => {
                let made = VisitSummary::of(state);
                if self.entries > 0 && made.as_ref() != Some(summary) {
                    self.find(None, Problem::SummaryDiffers);
                }
            }
            (State::Unknown, Some(_)) => {}
        }
        self.check_checkpoint();
        (self.entries > 0).then(|| Head {
            visit: self.visit,
            version: self.place,
            hash: self.chain.recomputed(),
        })
    }

    fn check_place(&mut self, seq: Seq) {
        let expected = self.place.next();
        if seq < expected {
            self.find(seq, Problem::OutOfOrder);
            self.chain.gap();
            self.lose_state();
        } else if seq > expected {
            let to = Seq(seq.0.saturating_sub(1));
            self.find(expected, Problem::Missing { from: expected, to });
            self.chain.gap();
            self.lose_state();
        }
        self.place = self.place.max(seq);
    }

    fn check_content(&mut self, stored: &StoredEntry, entry: &Entry) {
        let seq = stored.seq;
        if to_stored(entry).ok().as_deref() != Some(&stored.body) {
            self.find(seq, Problem::OtherSpelling);
        }
        self.claim_files(seq, &entry.event);
        if entry.seq != seq {
            self.find(seq, Problem::OtherPlace { says: entry.seq });
            self.lose_state();
        }
        if self.entries == 1 && seq == Seq::ZERO.next() {
            self.check_first(seq, &entry.event);
        }
        let State::Known(state) = &mut self.state else {
            self.unproven = self.unproven.saturating_add(1);
            return;
        };
        let checked = check(state, entry);
        // Fold in entries that were not permitted too: later entries build on them.
        evolve(state, entry);
        if let Err(violation) = checked {
            self.find(seq, Problem::NotPermitted(violation));
        }
    }

    fn check_first(&mut self, seq: Seq, event: &Event) {
        match event {
            Event::VisitScheduled { clinic, visit, .. }
                if VisitKey::new(*clinic, *visit) == self.visit => {}
            Event::VisitScheduled { .. } => self.find(seq, Problem::OtherVisit),
            _ => {
                self.find(seq, Problem::NotScheduled);
                self.lose_state();
            }
        }
    }

    fn claim_files(&mut self, seq: Seq, event: &Event) {
        let Event::MessageSent { files, .. } = event else {
            return;
        };
        for file in files {
            let claim = FileClaim {
                seq,
                size: file.size,
                sha256: file.sha256,
            };
            self.files.entry(file.attachment).or_default().push(claim);
        }
    }

    fn check_checkpoint(&mut self) {
        let Some(Head { version, hash, .. }) = self.checkpoint else {
            return;
        };
        let found = self.place;
        if found < version {
            self.find(None, Problem::Truncated { version, found });
        } else if self.hash_there != Some(hash) {
            self.find(None, Problem::Rewritten { version });
        }
    }

    fn lose_state(&mut self) {
        self.state = State::Unknown;
    }

    fn find(&mut self, seq: impl Into<Option<Seq>>, problem: Problem) {
        self.findings.push(Finding {
            visit: Some(self.visit),
            seq: seq.into(),
            problem,
        });
    }
}
