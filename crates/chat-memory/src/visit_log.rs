//! Visit logs in memory.

mod audit;
mod query;

pub use audit::MemoryLogAudit;

use async_trait::async_trait;
use chat_domain::{
    ChatKey, ChatNumber, Entry, PersonId, Seq, VisitSummary,
    log::{ChainHash, to_stored},
};
use chat_ports::{
    Append, ChatPage, PageRequest, PortError, VisitKey, VisitLog, VisitPage, VisitQuery,
};
use std::{
    collections::{BTreeMap, BTreeSet, btree_map},
    ops::Bound,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

/// Stores visit logs in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryVisitLog {
    visits: Arc<RwLock<Visits>>,
}

type Visits = BTreeMap<VisitKey, Log>;

#[derive(Clone, Debug)]
struct Log {
    /// The entries, each with its stored form and hash (G4).
    entries: Vec<Kept>,
    /// For each chat, the index in `entries` of each number.
    chats: BTreeMap<ChatKey, BTreeMap<ChatNumber, usize>>,
    summary: VisitSummary,
    /// The newest entry's hash.
    hash: ChainHash,
}

#[derive(Clone, Debug)]
struct Kept {
    entry: Entry,
    body: Arc<[u8]>,
    hash: ChainHash,
}

impl MemoryVisitLog {
    /// An empty store.
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
        let stored = |entry: Entry| to_stored(&entry).map(|body| (entry, body));
        let entries: Result<Vec<_>, _> = append.entries.into_iter().map(stored).collect();
        let entries = entries.map_err(|_| PortError::Invalid("an entry has no stored form"))?;
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
                log.check_numbers(&entries)?;
                place.insert(log)
            }
            (btree_map::Entry::Occupied(place), summary) => {
                let log = place.into_mut();
                log.check_numbers(&entries)?;
                if let Some(summary) = summary {
                    log.summary = summary;
                }
                log
            }
        };
        for (entry, body) in entries {
            log.push(entry, body);
        }
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
        let rest = log.entries.iter().skip(from).take(limit);
        Ok(rest.map(|kept| kept.entry.clone()).collect())
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

    async fn takes_part(&self, visit: VisitKey, person: PersonId) -> Result<bool, PortError> {
        let visits = self.reader();
        Ok(visits.get(&visit).is_some_and(|log| {
            let mut people = log.summary.participants.iter();
            people.any(|participant| participant.person == person)
        }))
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        let visits = self.reader();
        Ok(query::page(visits.values().map(|log| &log.summary), &query))
    }
}

impl Log {
    fn new(summary: VisitSummary) -> Self {
        Self {
            entries: Vec::new(),
            chats: BTreeMap::new(),
            hash: ChainHash::start(summary.clinic, summary.visit),
            summary,
        }
    }

    fn version(&self) -> Seq {
        self.entries.last().map_or(Seq::ZERO, |kept| kept.entry.seq)
    }

    fn check_numbers(&self, entries: &[(Entry, Vec<u8>)]) -> Result<(), PortError> {
        let mut new = BTreeSet::new();
        let filed = entries.iter().filter_map(|(e, _)| e.event.chat_entry());
        for (chat, number) in filed {
            let taken = self
                .chats
                .get(&chat)
                .is_some_and(|c| c.contains_key(&number));
            if taken || !new.insert((chat, number)) {
                return Err(PortError::Invalid("a chat number is already taken"));
            }
        }
        Ok(())
    }

    fn push(&mut self, entry: Entry, body: Vec<u8>) {
        if let Some((chat, number)) = entry.event.chat_entry() {
            let places = self.chats.entry(chat).or_default();
            places.insert(number, self.entries.len());
        }
        self.hash = self.hash.then(&body);
        self.entries.push(Kept {
            entry,
            body: body.into(),
            hash: self.hash,
        });
    }

    fn page<'a>(
        &self,
        places: impl Iterator<Item = (&'a ChatNumber, &'a usize)>,
        limit: usize,
    ) -> ChatPage {
        let kept = places.filter_map(|(_, place)| self.entries.get(*place));
        let mut entries = kept.map(|kept| &kept.entry);
        ChatPage {
            entries: entries.by_ref().take(limit).cloned().collect(),
            more: entries.next().is_some(),
        }
    }
}
