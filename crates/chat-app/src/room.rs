//! One visit in memory: its committed state and its newest entries.

use crate::{
    batch::Queue,
    error::AppError,
    settings::{Nodes, Ports},
};
use chat_domain::{ChatKey, ChatNumber, Entry, Event, Seq, VisitState, evolve::evolve};
use chat_ports::{Hint, PortError, VisitKey};
use std::{
    collections::VecDeque,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

/// How many of the newest entries are kept for live subscribers.
const RECENT: usize = 128;

/// How many entries one read of the log asks for.
const READ: usize = 1_000;

/// One visit in memory.
pub(crate) struct Room {
    pub(crate) visit: VisitKey,
    pub(crate) ports: Ports,
    pub(crate) queue: Queue,
    nodes: Nodes,
    committed: RwLock<Option<Committed>>,
    /// Held while the log is read, so that it is read once.
    loading: tokio::sync::Mutex<()>,
    /// An append may have been stored that the state does not hold: nothing is answered from
    /// memory until the log has been read.
    in_doubt: AtomicBool,
}

struct Committed {
    state: Arc<VisitState>,
    recent: VecDeque<Entry>,
    views_changed: Seq,
}

/// A committed state.
#[derive(Clone, Default)]
pub(crate) struct Snapshot {
    pub(crate) state: Arc<VisitState>,
    /// The newest version at which what people are shown may have changed, messages apart.
    pub(crate) views_changed: Seq,
}

impl Room {
    pub(crate) fn new(visit: VisitKey, ports: Ports, nodes: Nodes) -> Self {
        Self {
            visit,
            ports,
            queue: Queue::default(),
            nodes,
            committed: RwLock::new(None),
            loading: tokio::sync::Mutex::default(),
            in_doubt: AtomicBool::new(false),
        }
    }

    /// Whether the visit is known to exist.
    pub(crate) fn exists(&self) -> bool {
        self.cached()
            .is_some_and(|snapshot| snapshot.state.ids.is_some())
    }

    /// The committed state, as new as this node can know.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot, AppError> {
        match (self.cached(), self.nodes) {
            (Some(snapshot), Nodes::Single) if !self.is_in_doubt() => Ok(snapshot),
            _ => self.refresh().await,
        }
    }

    /// Reads from the log what the state does not hold yet.
    pub(crate) async fn refresh(&self) -> Result<Snapshot, AppError> {
        let _one_reader = self.loading.lock().await;
        let doubted = self.in_doubt.swap(false, Ordering::SeqCst);
        let before = self.version();
        let read = self.read_on().await;
        if doubted {
            match &read {
                Err(_) => self.in_doubt.store(true, Ordering::SeqCst),
                // Whoever follows the visit was not told by the append that went wrong.
                Ok(now) if now.state.version > before => self.announce(now.state.version).await,
                Ok(_) => {}
            }
        }
        read
    }

    async fn read_on(&self) -> Result<Snapshot, AppError> {
        loop {
            let entries = match self.ports.log.read(self.visit, self.version(), READ).await {
                Err(PortError::NotFound) => Vec::new(),
                other => other?,
            };
            self.advance(&entries);
            if entries.len() < READ {
                return Ok(self.cached().unwrap_or_default());
            }
        }
    }

    /// The state that a hint tells of, or a newer one.
    pub(crate) async fn heard(&self, hint: &Hint) -> Result<Snapshot, AppError> {
        match self.cached() {
            Some(snapshot) if snapshot.state.version >= hint.version && !self.is_in_doubt() => {
                Ok(snapshot)
            }
            _ => self.refresh().await,
        }
    }

    /// Says that an append may have been stored after all.
    pub(crate) fn doubt(&self) {
        self.in_doubt.store(true, Ordering::SeqCst);
    }

    fn is_in_doubt(&self) -> bool {
        self.in_doubt.load(Ordering::SeqCst)
    }

    /// Drops a state that the log contradicts.
    pub(crate) fn forget(&self) {
        let mut guard = self
            .committed
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *guard = None;
    }

    fn version(&self) -> Seq {
        self.cached()
            .map_or(Seq::ZERO, |snapshot| snapshot.state.version)
    }

    /// Folds entries that are committed. Those that are known already, or that would leave a gap,
    /// are passed over: the log has them.
    pub(crate) fn advance(&self, entries: &[Entry]) {
        let mut guard = self
            .committed
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let version = guard
            .as_ref()
            .map_or(Seq::ZERO, |committed| committed.state.version);
        let Some(first) = entries.iter().position(|entry| entry.seq == version.next()) else {
            return;
        };
        let new = entries.get(first..).unwrap_or_default();
        let committed = guard.get_or_insert_with(|| Committed {
            state: Arc::default(),
            recent: VecDeque::new(),
            views_changed: Seq::ZERO,
        });
        let state = Arc::make_mut(&mut committed.state);
        for entry in new {
            if entry.seq != state.version.next() {
                break;
            }
            if changes_views(state, entry) {
                committed.views_changed = entry.seq;
            }
            evolve(state, entry);
            remember(&mut committed.recent, entry);
        }
    }

    /// Makes the state known that entries, now committed, have led to from `before`.
    pub(crate) fn publish(&self, before: &VisitState, after: &Arc<VisitState>, entries: &[Entry]) {
        let mut guard = self
            .committed
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        match guard.as_mut() {
            Some(committed) if committed.state.version == before.version => {
                committed.state = Arc::clone(after);
                if entries.iter().any(|entry| changes_views(before, entry)) {
                    committed.views_changed = after.version;
                }
                for entry in entries {
                    remember(&mut committed.recent, entry);
                }
            }
            // A visit's first entries, or somebody has read them from the log already.
            _ => {
                drop(guard);
                self.advance(entries);
            }
        }
    }

    /// The entries of a chat after `after` from memory, if memory reaches back so far.
    pub(crate) fn recent(&self, chat: &ChatKey, after: ChatNumber) -> Option<Vec<Entry>> {
        let guard = self
            .committed
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let recent = guard.as_ref()?.recent.iter();
        let newer: Vec<_> = recent
            .filter(|entry| {
                entry
                    .event
                    .chat_entry()
                    .is_some_and(|(in_chat, n)| in_chat == *chat && n > after)
            })
            .cloned()
            .collect();
        let first = newer.first()?.event.chat_entry()?.1;
        (first == after.next()).then_some(newer)
    }

    pub(crate) fn cached(&self) -> Option<Snapshot> {
        let guard = self
            .committed
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        guard.as_ref().map(|committed| Snapshot {
            state: Arc::clone(&committed.state),
            views_changed: committed.views_changed,
        })
    }
}

fn remember(recent: &mut VecDeque<Entry>, entry: &Entry) {
    if recent.len() == RECENT {
        recent.pop_front();
    }
    recent.push_back(entry.clone());
}

/// Whether an entry may change what somebody is shown besides messages. A message does when it is
/// the first of its chat or the one that starts it (W4).
fn changes_views(before: &VisitState, entry: &Entry) -> bool {
    match &entry.event {
        Event::MessageSent { chat, .. } => {
            let chat = before.chat(chat);
            !chat.started || chat.last == ChatNumber::default()
        }
        Event::MessageCorrected { .. }
        | Event::MessageRetracted { .. }
        | Event::FileStaged { .. }
        | Event::FileDiscarded { .. }
        | Event::GlassBroken { .. } => false,
        _ => true,
    }
}
