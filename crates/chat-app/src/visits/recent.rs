//! A visit's newest entries, kept for its followers.

use crate::live::delivery::Delivery;
use chat_domain::{
    ChatKey, ChatNumber, Entry, Event, PersonId, VisitState, audience::reads_entry,
    view::readable_message,
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// Maximum number of entries that are kept.
const MAX_ENTRIES: usize = 128;

/// Approximate maximum bytes of their texts together.
const MAX_BYTES: usize = 256 * 1024;

/// How many of them keep their cached renderings.
const RENDERED: usize = 16;

/// Bytes that an entry counts as, its text apart.
const ENTRY_BYTES: usize = 512;

/// The newest entries of a visit, bounded in number and bytes.
#[derive(Clone, Default)]
pub(crate) struct Recent {
    entries: VecDeque<Arc<RecentEntry>>,
    bytes: usize,
}

impl Recent {
    /// Adds an entry; only entries of chats are kept.
    pub(super) fn push(&mut self, entry: Entry) {
        if entry.event.chat_entry().is_none() {
            return;
        }
        if let Some(delivered) = self.entries.iter().rev().nth(RENDERED - 1) {
            delivered.forget_shown();
        }
        self.bytes += weight(&entry);
        self.entries.push_back(Arc::new(RecentEntry::new(entry)));
        while self.entries.len() > MAX_ENTRIES || self.bytes > MAX_BYTES {
            let Some(oldest) = self.entries.pop_front() else {
                return;
            };
            self.bytes = self.bytes.saturating_sub(weight(&oldest.entry));
        }
    }

    /// The newest entries of a chat whose last number is `last`, at most `limit`, if all of them are
    /// kept.
    pub(super) fn newest_of_chat(
        &self,
        chat: &ChatKey,
        last: ChatNumber,
        limit: usize,
    ) -> Option<Vec<Entry>> {
        if last == ChatNumber::default() {
            return Some(Vec::new());
        }
        let before = last.0.saturating_sub(limit as u64);
        let newest = self.of_chat(chat, ChatNumber(before))?;
        let entries = newest.into_iter().map(|entry| entry.entry.clone());
        Some(entries.collect())
    }

    /// Approximate size in bytes, cached renderings included.
    pub(super) fn bytes(&self) -> usize {
        3 * self.bytes
    }

    /// The entries of a chat after `after`, if all of them are kept.
    pub(super) fn of_chat(
        &self,
        chat: &ChatKey,
        after: ChatNumber,
    ) -> Option<Vec<Arc<RecentEntry>>> {
        let mut newer: Vec<_> = self
            .entries
            .iter()
            .rev()
            .filter_map(|entry| Some((entry.entry.event.chat_entry()?, entry)))
            .filter(|((of, _), _)| of == chat)
            .take_while(|((_, number), _)| *number > after)
            .map(|((_, number), entry)| (number, Arc::clone(entry)))
            .collect();
        newer.reverse();
        let (first, _) = newer.first()?;
        (*first == after.next()).then(|| newer.into_iter().map(|(_, entry)| entry).collect())
    }
}

fn weight(entry: &Entry) -> usize {
    let text = match &entry.event {
        Event::MessageSent { text, .. } => text.as_ref(),
        Event::MessageCorrected { text, .. } => Some(text),
        _ => None,
    };
    ENTRY_BYTES + text.map_or(0, |text| text.as_str().len())
}

/// An entry and the cached renderings of its message.
pub(crate) struct RecentEntry {
    pub(crate) entry: Entry,
    /// The author's rendering, and that of all other readers.
    shown: Mutex<[Option<Shown>; 2]>,
}

/// A rendering, and the state of the message that it shows.
struct Shown {
    version: u32,
    retracted: bool,
    delivery: Arc<Delivery>,
}

impl RecentEntry {
    pub(crate) fn new(entry: Entry) -> Self {
        Self {
            entry,
            shown: Mutex::default(),
        }
    }

    /// Drops cached renderings. They are rebuilt on demand.
    fn forget_shown(&self) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = [None, None];
    }

    /// The entry's message as it stands in `state`, if `person` may read it. Readers who are shown the
    /// same share one value.
    pub(crate) fn delivery(&self, state: &VisitState, person: PersonId) -> Option<Arc<Delivery>> {
        let entry = &self.entry;
        if !reads_entry(state, person, entry) {
            return None;
        }
        let message = state.messages.get(&entry.event.message()?)?;
        let (version, retracted) = (message.version(), message.retraction.is_some());
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let [author, others] = &mut *shown;
        let place = if message.author == person {
            author
        } else {
            others
        };
        if let Some(shown) = place
            && (shown.version, shown.retracted) == (version, retracted)
        {
            return Some(Arc::clone(&shown.delivery));
        }
        let view = readable_message(state, person, entry)?;
        let delivery = Arc::new(Delivery::new(state.ids?.1, entry.event.chat_entry()?, view));
        *place = Some(Shown {
            version,
            retracted,
            delivery: Arc::clone(&delivery),
        });
        Some(delivery)
    }
}
