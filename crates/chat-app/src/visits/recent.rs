//! A visit's newest entries, kept for its followers.

use crate::live::delivery::Delivery;
use chat_domain::{
    ChatKey, ChatNumber, Entry, Event, PersonId, Readable, ReaderNumber, VisitState,
    access::may_read, audience::reads_entry, view::readable_message,
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

    /// Approximate size in bytes, cached renderings included.
    pub(super) fn bytes(&self) -> usize {
        4 * self.bytes
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
    /// The author's rendering, that of readers of the whole chat, and the newest of readers who count fewer
    /// entries.
    shown: Mutex<[Option<Shown>; 3]>,
}

/// A rendering, and the state of the message that it shows.
struct Shown {
    /// The reader's numbers of the entry, the message and its newest version.
    numbers: [ReaderNumber; 3],
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
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = [None, None, None];
    }

    /// The entry's message as it stands in `state`, if `person` may read it. Readers who are shown the
    /// same, with the same numbers, share one value.
    pub(crate) fn delivery(&self, state: &VisitState, person: PersonId) -> Option<Arc<Delivery>> {
        let entry = &self.entry;
        if !reads_entry(state, person, entry) {
            return None;
        }
        let (chat, entry_number) = entry.event.chat_entry()?;
        let message = state.messages.get(&entry.event.message()?)?;
        let readable = may_read(state, person, &chat).ok()?;
        let numbers = [entry_number, message.number, message.newest_version()];
        let numbers = numbers.map(|number| readable.number(number)); // M7
        let retracted = message.retraction.is_some();
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let [author, whole, fewer] = &mut *shown;
        let place = if message.author == person {
            author
        } else if readable == Readable::all() {
            whole
        } else {
            fewer
        };
        if let Some(shown) = place
            && (shown.numbers, shown.retracted) == (numbers, retracted)
        {
            return Some(Arc::clone(&shown.delivery));
        }
        let view = readable_message(state, person, entry)?;
        let [number, ..] = numbers;
        let delivery = Arc::new(Delivery::new(state.ids?.1, (chat, number), view));
        *place = Some(Shown {
            numbers,
            retracted,
            delivery: Arc::clone(&delivery),
        });
        Some(delivery)
    }
}
