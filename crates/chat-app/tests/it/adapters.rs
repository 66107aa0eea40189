//! Adapters that fail in the ways that real ones do.

use async_trait::async_trait;
use chat_app::Ports;
use chat_domain::{ClinicId, Entry, PersonId, Seq, VisitSummary};
use chat_ports::{
    Append, DueVisit, Fanout, Hint, HintStream, LogPart, PortError, SignOut, SignOutStream, Topic,
    TypingSignal, TypingStream, VisitEntries, VisitKey, VisitLog, VisitPage, VisitQuery,
};
use futures::StreamExt as _;
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst},
    },
};
use time::OffsetDateTime;
use tokio::sync::{Notify, Semaphore};

/// A log that counts its calls, and fails on demand.
pub(crate) struct FaultyLog {
    inner: Arc<dyn VisitLog>,
    /// Every third append fails, alternately before and after it is stored.
    pub(crate) flaky: AtomicBool,
    /// The next append is lost, and answered as unavailable.
    pub(crate) fails: AtomicBool,
    /// The next append is stored and answered as unavailable.
    pub(crate) stores_and_fails: AtomicBool,
    /// The next append is stored and panics.
    pub(crate) stores_and_panics: AtomicBool,
    /// How many of the next appends conflict.
    pub(crate) overtaken: AtomicU32,
    /// How many of the next reads fail.
    pub(crate) failing_reads: AtomicU32,
    /// The number of reads.
    pub(crate) reads: AtomicU32,
    /// The number of visits of each read of many.
    pub(crate) batches: Mutex<Vec<usize>>,
    /// The number of reads, lists and counts.
    pub(crate) queries: AtomicU32,
    /// While set, a read of many waits for a permit of `read_released`, and answers as of before.
    pub(crate) holds_reads: AtomicBool,
    pub(crate) read_released: Semaphore,
    /// Reading this visit panics.
    pub(crate) panics_at: Mutex<Option<VisitKey>>,
    /// This visit can't be read.
    pub(crate) damaged: Mutex<Option<VisitKey>>,
    /// The number of calls of `takes_part`.
    pub(crate) probes: AtomicU32,
    /// The number of entries read.
    pub(crate) entries_read: AtomicUsize,
    /// Reads take a moment.
    pub(crate) slow: AtomicBool,
    /// Lists return when this is notified, with the state from before.
    pub(crate) holds_lists: AtomicBool,
    pub(crate) list_released: Notify,
    /// While set, appends wait for `append_released`.
    pub(crate) holds_appends: AtomicBool,
    pub(crate) append_released: Notify,
    /// Appends are refused as busy.
    pub(crate) busy: AtomicBool,
    appends: AtomicU32,
}

impl FaultyLog {
    /// The number of appends.
    pub(crate) fn appended(&self) -> u32 {
        self.appends.load(SeqCst)
    }

    /// These ports with a faulty log over their own.
    pub(crate) fn in_front_of(ports: Ports) -> (Arc<Self>, Ports) {
        let log = Self::over(&ports.log);
        let ports = Ports {
            log: Arc::clone(&log) as _,
            ..ports
        };
        (log, ports)
    }

    pub(crate) fn over(inner: &Arc<dyn VisitLog>) -> Arc<Self> {
        Arc::new(Self {
            inner: Arc::clone(inner),
            flaky: AtomicBool::new(false),
            fails: AtomicBool::new(false),
            stores_and_fails: AtomicBool::new(false),
            stores_and_panics: AtomicBool::new(false),
            overtaken: AtomicU32::new(0),
            failing_reads: AtomicU32::new(0),
            reads: AtomicU32::new(0),
            batches: Mutex::default(),
            queries: AtomicU32::new(0),
            holds_reads: AtomicBool::new(false),
            read_released: Semaphore::new(0),
            panics_at: Mutex::default(),
            damaged: Mutex::default(),
            probes: AtomicU32::new(0),
            entries_read: AtomicUsize::new(0),
            slow: AtomicBool::new(false),
            holds_lists: AtomicBool::new(false),
            list_released: Notify::new(),
            holds_appends: AtomicBool::new(false),
            append_released: Notify::new(),
            busy: AtomicBool::new(false),
            appends: AtomicU32::new(0),
        })
    }
}

#[async_trait]
impl VisitLog for FaultyLog {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        if self.busy.load(SeqCst) {
            return Err(PortError::Busy("the queue is full"));
        }
        if self.holds_appends.swap(false, SeqCst) {
            self.append_released.notified().await;
        }
        let overtaken = self.overtaken.load(SeqCst);
        if overtaken > 0 {
            self.overtaken.store(overtaken - 1, SeqCst);
            let expected = append.base().version;
            let actual = expected.next();
            return Err(PortError::Conflict { expected, actual });
        }
        let turn = self.appends.fetch_add(1, SeqCst) % 6;
        let flaky = self.flaky.load(SeqCst);
        if self.fails.swap(false, SeqCst) || (flaky && turn == 2) {
            return Err(PortError::unavailable("lost before storing"));
        }
        let stored = self.inner.append(append).await?;
        assert!(
            !self.stores_and_panics.swap(false, SeqCst),
            "the adapter panics"
        );
        if self.stores_and_fails.swap(false, SeqCst) || (flaky && turn == 5) {
            return Err(PortError::unavailable("lost after storing"));
        }
        Ok(stored)
    }

    async fn read(&self, v: VisitKey, after: Seq, n: usize) -> Result<LogPart, PortError> {
        self.reads.fetch_add(1, SeqCst);
        if self.slow.load(SeqCst) {
            tokio::task::yield_now().await;
        }
        let failing = self.failing_reads.load(SeqCst);
        if failing > 0 {
            self.failing_reads.store(failing - 1, SeqCst);
            return Err(PortError::unavailable("no connection"));
        }
        let part = self.inner.read(v, after, n).await?;
        self.entries_read.fetch_add(part.entries.len(), SeqCst);
        Ok(part)
    }

    async fn read_many(
        &self,
        visits: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError> {
        self.reads.fetch_add(1, SeqCst);
        if self.slow.load(SeqCst) {
            tokio::task::yield_now().await;
        }
        let failing = self.failing_reads.load(SeqCst);
        if failing > 0 {
            self.failing_reads.store(failing - 1, SeqCst);
            return Err(PortError::unavailable("no connection"));
        }
        self.queries.fetch_add(1, SeqCst);
        self.batches.lock().unwrap().push(visits.len());
        let panics_at = *self.panics_at.lock().unwrap();
        let panics = visits.iter().any(|(visit, _)| Some(*visit) == panics_at);
        assert!(!panics, "the adapter panics");
        let mut answers = self.inner.read_many(visits, limit).await?;
        if self.holds_reads.load(SeqCst) {
            self.read_released.acquire().await.unwrap().forget();
        }
        let damaged = *self.damaged.lock().unwrap();
        for (answer, (visit, _)) in answers.iter_mut().zip(visits) {
            if Some(*visit) == damaged {
                *answer = Err(PortError::corrupt("damaged"));
            }
        }
        let read = answers
            .iter()
            .flatten()
            .map(|part| part.entries.len())
            .sum();
        self.entries_read.fetch_add(read, SeqCst);
        Ok(answers)
    }

    async fn read_at(&self, v: VisitKey, at: BTreeSet<Seq>) -> Result<Vec<Entry>, PortError> {
        self.inner.read_at(v, at).await
    }

    async fn takes_part(&self, v: VisitKey, person: PersonId) -> Result<bool, PortError> {
        self.probes.fetch_add(1, SeqCst);
        self.inner.takes_part(v, person).await
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        self.queries.fetch_add(1, SeqCst);
        let page = self.inner.list_visits(query).await;
        if self.holds_lists.swap(false, SeqCst) {
            self.list_released.notified().await;
        }
        page
    }

    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError> {
        self.queries.fetch_add(1, SeqCst);
        self.inner.count_waiting(clinic, person).await
    }

    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError> {
        self.inner.visits_with_leases(after, limit).await
    }

    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError> {
        self.inner.visits_due(by, after, limit).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.inner.check().await
    }
}

/// A fan-out that loses hints, or hangs.
pub(crate) struct FaultyFanout {
    inner: Arc<dyn Fanout>,
    /// The hints of this visit are lost.
    pub(crate) loses: Mutex<Option<VisitKey>>,
    /// Announcing hangs.
    pub(crate) hangs: AtomicBool,
}

impl FaultyFanout {
    pub(crate) fn over(inner: &Arc<dyn Fanout>) -> Arc<Self> {
        let inner = Arc::clone(inner);
        Arc::new(Self {
            inner,
            loses: Mutex::new(None),
            hangs: AtomicBool::new(false),
        })
    }
}

#[async_trait]
impl Fanout for FaultyFanout {
    async fn announce(&self, hint: Hint) -> Result<(), PortError> {
        if self.hangs.load(SeqCst) {
            std::future::pending::<()>().await;
        }
        if *self.loses.lock().unwrap() == Some(hint.visit) {
            return Ok(());
        }
        self.inner.announce(hint).await
    }

    async fn subscribe(&self, topic: Topic) -> Result<HintStream, PortError> {
        self.inner.subscribe(topic).await
    }

    async fn signal_typing(&self, signal: TypingSignal) -> Result<(), PortError> {
        self.inner.signal_typing(signal).await
    }

    async fn subscribe_typing(&self, visit: VisitKey) -> Result<TypingStream, PortError> {
        self.inner.subscribe_typing(visit).await
    }

    async fn sign_out(&self, person: SignOut) -> Result<(), PortError> {
        self.inner.sign_out(person).await
    }

    async fn subscribe_sign_outs(&self) -> Result<SignOutStream, PortError> {
        self.inner.subscribe_sign_outs().await
    }
}

/// A fan-out that is down.
pub(crate) struct DeadFanout;

#[async_trait]
impl Fanout for DeadFanout {
    async fn announce(&self, _: Hint) -> Result<(), PortError> {
        Err(PortError::unavailable("the bus is down"))
    }

    async fn subscribe(&self, _: Topic) -> Result<HintStream, PortError> {
        Ok(futures::stream::pending().boxed())
    }

    async fn signal_typing(&self, _: TypingSignal) -> Result<(), PortError> {
        Err(PortError::unavailable("the bus is down"))
    }

    async fn subscribe_typing(&self, _: VisitKey) -> Result<TypingStream, PortError> {
        Err(PortError::unavailable("the bus is down"))
    }

    async fn sign_out(&self, _: SignOut) -> Result<(), PortError> {
        Err(PortError::unavailable("the bus is down"))
    }

    async fn subscribe_sign_outs(&self) -> Result<SignOutStream, PortError> {
        Err(PortError::unavailable("the bus is down"))
    }
}
