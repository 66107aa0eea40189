//! One visit in memory: its committed state, its newest entries, its queue and its followers.

use super::{
    announce::announce,
    doubt::Doubt,
    fold::{Partial, Reading, Whole},
    leases::Leases,
    marks::Marks,
    queue::Queue,
    reads::{Answer, Reads},
    recent::RecentEntry,
    snapshot::Snapshot,
    typing::TypingSignals,
    typing_elsewhere,
    watchers::Watchers,
};
use crate::{
    error::AppError,
    live::boards::Boards,
    notifying::Notifying,
    settings::{Nodes, Ports, Settings},
};
use chat_domain::{ChatKey, ChatNumber, Entry, PersonId, Seq, VisitState, access::Typing};
use chat_ports::{Hint, LogHead, TypingSignal, VisitKey};
use futures::FutureExt as _;
use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU32, AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};

/// Growth in bytes below which a visit is not weighed again.
const MIN_GROWTH: usize = 16 * 1024;

/// How long to wait before a failed read of the log is retried to settle a doubt.
const SETTLE_AGAIN: Duration = Duration::from_secs(1);

/// One visit in memory.
pub(crate) struct LiveVisit {
    pub(crate) visit: VisitKey,
    pub(crate) ports: Ports,
    pub(super) queue: Queue,
    pub(super) marks: Marks,
    pub(super) nodes: Nodes,
    pub(super) poll_every: Duration,
    /// The whole log, never a part of it.
    committed: RwLock<Option<Whole>>,
    /// Locked while the log is read. The number of the last read that succeeded.
    reading: tokio::sync::Mutex<u64>,
    /// How many reads have begun.
    begun: AtomicU64,
    doubt: Doubt,
    pub(super) watchers: Watchers,
    pub(crate) typing: TypingSignals,
    boards: Arc<Boards>,
    pub(super) leases: Arc<Leases>,
    reads: Arc<Reads>,
    pub(super) notifying: Arc<Notifying>,
    /// Its weight when it was last kept, in bytes.
    weighed: AtomicU32,
}

impl LiveVisit {
    pub(crate) fn new(
        visit: VisitKey,
        ports: Ports,
        settings: &Settings,
        boards: Arc<Boards>,
        leases: Arc<Leases>,
        reads: Arc<Reads>,
        notifying: Arc<Notifying>,
    ) -> Self {
        Self {
            visit,
            ports,
            queue: Queue::default(),
            marks: Marks::default(),
            nodes: settings.nodes,
            poll_every: settings.poll_every,
            committed: RwLock::new(None),
            reading: tokio::sync::Mutex::default(),
            begun: AtomicU64::new(0),
            doubt: Doubt::default(),
            watchers: Watchers::default(),
            typing: TypingSignals::default(),
            boards,
            leases,
            reads,
            notifying,
            weighed: AtomicU32::new(0),
        }
    }

    /// Whether the visit is known to exist.
    pub(crate) fn exists(&self) -> bool {
        self.read_lock().as_ref().is_some_and(Whole::exists)
    }

    /// Approximate size in bytes.
    pub(crate) fn weigh(&self) -> u32 {
        let bytes = self.read_lock().as_ref().map_or(0, Whole::bytes);
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.weighed.store(bytes, SeqCst);
        bytes
    }

    /// Whether it takes far more bytes than when it was last weighed.
    pub(crate) fn has_grown(&self) -> bool {
        let weighed = self.weighed.load(SeqCst) as usize;
        let bytes = self.read_lock().as_ref().map_or(0, Whole::bytes);
        bytes > weighed + weighed / 4 + MIN_GROWTH
    }

    /// The state in memory; `None` if it is not loaded or an append is in doubt. May be behind other
    /// nodes.
    pub(crate) fn cached(&self) -> Option<Snapshot> {
        if self.doubt.exists() {
            return None;
        }
        self.read_lock().as_ref().map(Whole::snapshot)
    }

    /// The committed state: from memory on a single node, else after a read of the log.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot, AppError> {
        match (self.nodes, self.cached()) {
            (Nodes::Single, Some(snapshot)) => Ok(snapshot),
            (Nodes::Single, None) => self.read_log(true).await,
            (Nodes::Several, _) => self.refresh().await,
        }
    }

    /// The committed state after a read of the log.
    pub(crate) async fn refresh(&self) -> Result<Snapshot, AppError> {
        self.read_log(false).await
    }

    /// The state at a version that the log has, or at a newer one.
    pub(crate) async fn at_least(&self, version: Seq) -> Result<Snapshot, AppError> {
        match self.cached() {
            Some(snapshot) if snapshot.state.version >= version => Ok(snapshot),
            _ => self.snapshot().await,
        }
    }

    /// Reads the log from the known version to its end, then publishes the result.
    ///
    /// Single flight: a waiter reuses the result of a read that began after its own request; with
    /// `cached_will_do`, of any read.
    async fn read_log(&self, cached_will_do: bool) -> Result<Snapshot, AppError> {
        let asked = self.begun.load(SeqCst);
        let mut last_read = self.reading.lock().await;
        if (cached_will_do || *last_read > asked)
            && let Some(snapshot) = self.cached()
        {
            return Ok(snapshot);
        }
        let number = self.begun.fetch_add(1, SeqCst) + 1;
        let doubts = self.doubt.so_far();
        let whole = self.read_to_the_end().await?;
        let doubted = self.doubt.exists();
        let (snapshot, grown) = self.take(whole);
        self.doubt.settle(doubts);
        *last_read = number;
        drop(last_read);
        if grown {
            self.signal(&snapshot.state, true);
            if doubted || self.nodes == Nodes::Single {
                // What another node stored is that node's to watch over.
                self.leases.look(self.visit, &snapshot.state); // V9
            }
            if doubted {
                // The failed append announced nothing.
                let version = snapshot.state.version;
                self.announce(version, snapshot.views_changed).await;
            }
        }
        Ok(snapshot)
    }

    async fn read_to_the_end(&self) -> Result<Whole, AppError> {
        let known = self.read_lock().clone();
        let mut partial = Partial::after(known);
        loop {
            let read = self.reads.read(self.visit, partial.version());
            let Answer { part, asked } = read.await?;
            match partial.read(part, asked) {
                Reading::Partial(more) => partial = more,
                Reading::Whole(whole) => return Ok(whole),
            }
        }
    }

    /// Replaces the committed fold unless it is newer. Returns whether the state has grown.
    fn take(&self, whole: Whole) -> (Snapshot, bool) {
        let mut committed = self
            .committed
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        match committed.as_ref() {
            Some(known) if known.version() >= whole.version() => (known.snapshot(), false),
            _ => {
                let snapshot = whole.snapshot();
                *committed = Some(whole);
                (snapshot, true)
            }
        }
    }

    /// Publishes the state and the head that committed entries led to from `before`. Returns the newest version at
    /// which views may have changed.
    pub(crate) fn publish(
        self: &Arc<Self>,
        before: &VisitState,
        after: &Arc<VisitState>,
        head: LogHead,
        entries: &[Entry],
    ) -> Seq {
        let mut committed = self
            .committed
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let views_changed = match committed.as_mut() {
            Some(whole) if whole.version() == before.version => {
                let last = whole.views_changed();
                whole.extend(after, head, entries);
                last < whole.views_changed()
            }
            // A concurrent read already published these entries.
            Some(whole) if whole.version() >= after.version => return whole.views_changed(),
            None if before.version == Seq::ZERO => {
                *committed = Some(Whole::first(after, head, entries));
                true
            }
            _ => {
                drop(committed);
                self.doubt();
                return after.version;
            }
        };
        let last = committed.as_ref().map_or(Seq::ZERO, Whole::views_changed);
        drop(committed);
        self.signal(after, views_changed);
        last
    }

    /// Signals the visit's followers and, if views may have changed, its dashboards.
    fn signal(&self, state: &VisitState, views_changed: bool) {
        self.watchers.raise(self.visit.visit);
        if views_changed {
            self.boards.changed(self.visit, state);
        }
    }

    /// Shows the visit's followers, on other nodes too, that a person types, if they may write in the chat by the state in
    /// memory (R5). Reads and stores nothing.
    pub(crate) fn signal_typing(&self, person: PersonId, chat: ChatKey) {
        let Some(typing) = self.typing_now(person, chat) else {
            return;
        };
        self.typing.add(typing);
        self.watchers.raise(self.visit.visit);
        if self.nodes == Nodes::Several {
            let signal = TypingSignal {
                visit: self.visit,
                chat,
                person,
            };
            typing_elsewhere::send(Arc::clone(&self.ports.fanout), signal);
        }
    }

    /// Shows the visit's followers a signal of another node, if the person may write there by the state in memory.
    pub(super) fn show_typing_of_others(&self, signal: TypingSignal) {
        let typing = self.typing_now(signal.person, signal.chat);
        if typing.is_some_and(|typing| self.typing.add_unless_known(typing)) {
            self.watchers.raise(self.visit.visit);
        }
    }

    fn typing_now(&self, person: PersonId, chat: ChatKey) -> Option<Typing> {
        Typing::now(&self.cached()?.state, person, chat)
    }

    /// Records that a failed append may have been stored. Memory answers nothing until a read of the
    /// log succeeds; the read is retried in the background.
    pub(crate) fn doubt(self: &Arc<Self>) {
        self.doubt.raise();
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        if self.doubt.settling.swap(true, SeqCst) {
            return;
        }
        let live = Arc::clone(self);
        runtime.spawn(async move {
            loop {
                while live.doubt.exists() {
                    // A panic in the adapter must not end this task.
                    match AssertUnwindSafe(live.refresh()).catch_unwind().await {
                        Ok(Ok(_)) => continue,
                        Ok(Err(error)) => {
                            tracing::warn!(%error, "the log can't be read after a failed append");
                        }
                        Err(_) => tracing::error!("reading the log panicked"),
                    }
                    tokio::time::sleep(SETTLE_AGAIN).await;
                }
                live.doubt.settling.store(false, SeqCst);
                if !live.doubt.exists() || live.doubt.settling.swap(true, SeqCst) {
                    return;
                }
            }
        });
    }

    /// Drops a state that contradicts the log.
    pub(crate) fn forget(&self) {
        *self
            .committed
            .write()
            .unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The entries of a chat after `after`, if all of them are in memory.
    pub(crate) fn recent(
        &self,
        chat: &ChatKey,
        after: ChatNumber,
    ) -> Option<Vec<Arc<RecentEntry>>> {
        self.read_lock().as_ref()?.recent().of_chat(chat, after)
    }

    /// Announces a version to other nodes.
    pub(super) async fn announce(&self, version: Seq, views_changed: Seq) {
        let hint = Hint {
            visit: self.visit,
            version,
            views_changed,
        };
        announce(Arc::clone(&self.ports.fanout), hint).await;
    }

    fn read_lock(&self) -> std::sync::RwLockReadGuard<'_, Option<Whole>> {
        self.committed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
