//! Visit logs in memory.

mod query;

use async_trait::async_trait;
use chat_domain::{ChatKey, ChatNumber, Entry, Seq, VisitSummary, log::to_stored};
use chat_ports::{
    Append, ChatPage, PageRequest, PortError, VisitKey, VisitLog, VisitPage, VisitQuery,
};
use std::{
    collections::{BTreeMap, BTreeSet, btree_map},
    ops::Bound,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

/// Keeps visit logs in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryVisitLog {
    visits: Arc<RwLock<Visits>>,
}

type Visits = BTreeMap<VisitKey, Log>;

#[derive(Debug)]
struct Log {
    entries: Vec<Entry>,
    /// Where in `entries` each chat's entries stand, by their number.
    chats: BTreeMap<ChatKey, BTreeMap<ChatNumber, usize>>,
    summary: VisitSummary,
}

impl MemoryVisitLog {
    /// Without any visit.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn reader(&self) -> RwLockReadGuard<'_, Visits> {
        self.visits.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn writer(&self) -> RwLockWriteGuard<'_, Visits> {
        self.visits.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl VisitLog for MemoryVisitLog {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        append.check()?;
        // What no other adapter could store is not taken here either.
        if append.entries.iter().any(|entry| to_stored(entry).is_err()) {
            return Err(PortError::Invalid("an entry has no stored form"));
        }
        let mut visits = self.writer();
        let actual = visits.get(&append.visit).map_or(Seq::ZERO, Log::version);
        if actual != append.expected {
            return Err(PortError::Conflict {
                expected: append.expected,
                actual,
            });
        }
        let log = match (visits.entry(append.visit), append.summary) {
            (btree_map::Entry::Vacant(_), None) => {
                return Err(PortError::Invalid("a new visit needs a summary"));
            }
            (btree_map::Entry::Vacant(place), Some(summary)) => {
                let log = Log::new(summary);
                log.check_numbers(&append.entries)?;
                place.insert(log)
            }
            (btree_map::Entry::Occupied(place), summary) => {
                let log = place.into_mut();
                log.check_numbers(&append.entries)?;
                if let Some(summary) = summary {
                    log.summary = summary;
                }
                log
            }
        };
        append.entries.into_iter().for_each(|entry| log.push(entry));
        Ok(log.version())
    }

    async fn read(
        &self,
        visit: VisitKey,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Entry>, PortError> {
        let visits = self.reader();
        let log = visits.get(&visit).ok_or(PortError::NotFound)?;
        let from = usize::try_from(after.0).unwrap_or(usize::MAX);
        Ok(log.entries.iter().skip(from).take(limit).cloned().collect())
    }

    async fn read_chat(
        &self,
        visit: VisitKey,
        chat: ChatKey,
        page: PageRequest,
    ) -> Result<ChatPage, PortError> {
        let visits = self.reader();
        let log = visits.get(&visit).ok_or(PortError::NotFound)?;
        let none = BTreeMap::new();
        let places = log.chats.get(&chat).unwrap_or(&none);
        Ok(match page {
            PageRequest::Forward { after, limit } => {
                let rest = places.range((Bound::Excluded(after), Bound::Unbounded));
                log.page(rest, limit)
            }
            PageRequest::Backward { before, limit } => {
                let end = before.map_or(Bound::Unbounded, Bound::Excluded);
                let rest = places.range((Bound::Unbounded, end)).rev();
                let mut page = log.page(rest, limit);
                page.entries.reverse();
                page
            }
        })
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        let visits = self.reader();
        Ok(query::page(visits.values().map(|log| &log.summary), &query))
    }
}

impl Log {
    const fn new(summary: VisitSummary) -> Self {
        Self {
            entries: Vec::new(),
            chats: BTreeMap::new(),
            summary,
        }
    }

    fn version(&self) -> Seq {
        self.entries.last().map_or(Seq::ZERO, |entry| entry.seq)
    }

    fn check_numbers(&self, entries: &[Entry]) -> Result<(), PortError> {
        let mut new = BTreeSet::new();
        for (chat, number) in entries.iter().filter_map(|entry| entry.event.chat_entry()) {
            let taken = self
                .chats
                .get(&chat)
                .is_some_and(|c| c.contains_key(&number));
            if taken || !new.insert((chat, number)) {
                return Err(PortError::Invalid("a number of a chat is taken already"));
            }
        }
        Ok(())
    }

    fn push(&mut self, entry: Entry) {
        if let Some((chat, number)) = entry.event.chat_entry() {
            let places = self.chats.entry(chat).or_default();
            places.insert(number, self.entries.len());
        }
        self.entries.push(entry);
    }

    fn page<'a>(
        &self,
        places: impl Iterator<Item = (&'a ChatNumber, &'a usize)>,
        limit: usize,
    ) -> ChatPage {
        let mut entries = places.filter_map(|(_, place)| self.entries.get(*place));
        ChatPage {
            entries: entries.by_ref().take(limit).cloned().collect(),
            more: entries.next().is_some(),
        }
    }
}
