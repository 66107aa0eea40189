//! Refusals, counted together so that a flood of them is bounded in memory and in the log.
//!
//! The first refusal of a kind is an entry. Further ones of the same person, visit and code within a minute are one entry with
//! their number. What is beyond some kinds of one person is counted without the visit, which a client can make up.

use chat_domain::{ClinicId, PersonId, VisitId};
use chat_ports::{AccessEntry, AccessKind};
use std::{
    collections::{BTreeMap, VecDeque},
    mem,
    time::Duration,
};
use tokio::time::Instant;

/// How long refusals are counted together.
pub(super) const WINDOW: Duration = Duration::from_secs(60);

/// The most visits and codes that are counted separately for one person.
const MAX_OF_PERSON: usize = 20;

/// The most kinds that are counted, of all people.
const MAX_KINDS: usize = 10_000;

/// The most entries that wait to be stored.
const MAX_READY: usize = 10_000;

type Who = (ClinicId, Option<PersonId>);

type Kind = (Who, AccessKind, Option<String>, Option<VisitId>);

/// The refusals of the last minute.
#[derive(Default)]
pub(super) struct Folding {
    windows: BTreeMap<Kind, Window>,
    kinds_of: BTreeMap<Who, usize>,
    ready: VecDeque<AccessEntry>,
}

struct Window {
    since: Instant,
    /// What came after the first one, counted together.
    more: Option<AccessEntry>,
}

impl Folding {
    /// Counts a refusal. Returns whether there was room for it.
    pub(super) fn add(&mut self, mut entry: AccessEntry, now: Instant) -> bool {
        let who = (entry.clinic, entry.who.person());
        let mut kind = (who, entry.kind, entry.code.clone(), entry.visit);
        if !self.windows.contains_key(&kind)
            && self.kinds_of.get(&who).copied().unwrap_or(0) >= MAX_OF_PERSON
        {
            (kind.3, entry.visit, entry.chat, entry.file) = (None, None, None, None);
        }
        if let Some(window) = self.windows.get_mut(&kind) {
            window.more = Some(match window.more.take() {
                Some(before) => together(before, entry),
                None => entry,
            });
            return true;
        }
        if self.windows.len() >= MAX_KINDS || self.ready.len() >= MAX_READY {
            return false;
        }
        let window = Window {
            since: now,
            more: None,
        };
        self.windows.insert(kind, window);
        *self.kinds_of.entry(who).or_default() += 1;
        self.ready.push_back(entry);
        true
    }

    /// Adds an entry that could not be stored when it was made. Returns whether there was room for it.
    pub(super) fn keep(&mut self, entry: AccessEntry) -> bool {
        let has_room = self.ready.len() < MAX_READY;
        if has_room {
            self.ready.push_back(entry);
        }
        has_room
    }

    /// The entries to be stored, at most `limit` of them, with what was counted in the windows that have ended.
    pub(super) fn take(&mut self, now: Instant, limit: usize) -> Vec<AccessEntry> {
        self.end_windows(|since| now.saturating_duration_since(since) >= WINDOW, now);
        let count = self.ready.len().min(limit);
        self.ready.drain(..count).collect()
    }

    /// Ends all windows.
    pub(super) fn end(&mut self, now: Instant) {
        self.end_windows(|_| true, now);
    }

    /// Puts entries back that could not be stored. Returns how many there was no room for.
    pub(super) fn put_back(&mut self, entries: Vec<AccessEntry>) -> usize {
        for entry in entries.into_iter().rev() {
            self.ready.push_front(entry);
        }
        let surplus = self.ready.len().saturating_sub(MAX_READY);
        self.ready.drain(..surplus);
        surplus
    }

    fn end_windows(&mut self, has_ended: impl Fn(Instant) -> bool, now: Instant) {
        for (kind, window) in mem::take(&mut self.windows) {
            if !has_ended(window.since) {
                self.windows.insert(kind, window);
                continue;
            }
            match window.more {
                // It goes on: the next minute is counted together, too.
                Some(more) => {
                    self.ready.push_back(more);
                    let next = Window {
                        since: now,
                        more: None,
                    };
                    self.windows.insert(kind, next);
                }
                None => {
                    if let Some(count) = self.kinds_of.get_mut(&kind.0) {
                        *count = count.saturating_sub(1);
                        if *count == 0 {
                            self.kinds_of.remove(&kind.0);
                        }
                    }
                }
            }
        }
    }
}

/// Two refusals as one entry: of the later time, with what both have in common.
fn together(before: AccessEntry, entry: AccessEntry) -> AccessEntry {
    AccessEntry {
        id: before.id,
        count: before.count.saturating_add(entry.count),
        chat: entry.chat.filter(|chat| before.chat == Some(*chat)),
        file: entry.file.filter(|file| before.file == Some(*file)),
        at: entry.at.max(before.at),
        ..entry
    }
}

#[cfg(test)]
mod tests;
