//! Storage that fails, or whose process crashes, at one chosen call.

use async_trait::async_trait;
use bytes::Bytes;
use chat_app::Ports;
use chat_domain::{ClinicId, Entry, PersonId, Seq, UploadId, VisitSummary};
use chat_ports::{
    Append, AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter, DueVisit, LogPart,
    PortError, ScanVerdict, Scanner, StageKind, UploadLedger, UploadQuery, UploadRecord,
    VisitEntries, VisitKey, VisitLog, VisitPage, VisitQuery,
};
use futures::stream::BoxStream;
use std::{
    collections::BTreeSet,
    ops::Range,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
};
use time::OffsetDateTime;

/// The fault at the chosen call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Fails without doing it.
    FailsBefore,
    /// Does it, then fails.
    FailsAfter,
    /// Crashes before doing it: from then on nothing is done or answered.
    DiesBefore,
    /// Crashes after doing it.
    DiesAfter,
}

impl Fault {
    pub(crate) const ALL: [Self; 4] = [
        Self::FailsBefore,
        Self::FailsAfter,
        Self::DiesBefore,
        Self::DiesAfter,
    ];

    pub(crate) fn is_death(self) -> bool {
        matches!(self, Self::DiesBefore | Self::DiesAfter)
    }
}

/// Counts the calls of all ports, and injects one fault.
pub(crate) struct Saboteur {
    at: usize,
    fault: Fault,
    armed: AtomicBool,
    calls: AtomicUsize,
    dead: AtomicBool,
    struck: AtomicBool,
}

impl Saboteur {
    pub(crate) fn new(fault: Fault, at: usize) -> Arc<Self> {
        Arc::new(Self {
            at,
            fault,
            armed: AtomicBool::new(false),
            calls: AtomicUsize::new(0),
            dead: AtomicBool::new(false),
            struck: AtomicBool::new(false),
        })
    }

    /// Starts counting calls.
    pub(crate) fn arm(&self) {
        self.armed.store(true, SeqCst);
    }

    pub(crate) fn has_struck(&self) -> bool {
        self.struck.load(SeqCst)
    }

    /// The ports of a process with this fault.
    pub(crate) fn within(self: &Arc<Self>, sound: &Ports) -> Ports {
        Ports {
            log: Arc::new(Log(Arc::clone(self), Arc::clone(&sound.log))),
            files: Arc::new(Files(Arc::clone(self), Arc::clone(&sound.files))),
            uploads: Arc::new(Ledger(Arc::clone(self), Arc::clone(&sound.uploads))),
            scanner: sound
                .scanner
                .as_ref()
                .map(|scanner| Arc::new(Scans(Arc::clone(self), Arc::clone(scanner))) as _),
            ..sound.clone()
        }
    }

    async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, PortError>> + Send,
    ) -> Result<T, PortError> {
        let mine = self.armed.load(SeqCst) && self.calls.fetch_add(1, SeqCst) == self.at;
        if mine {
            self.struck.store(true, SeqCst);
            match self.fault {
                Fault::FailsBefore => return Err(PortError::unavailable("not done")),
                Fault::DiesBefore => self.dead.store(true, SeqCst),
                Fault::FailsAfter | Fault::DiesAfter => {}
            }
        }
        self.live().await;
        let answer = call.await;
        if mine {
            match self.fault {
                Fault::FailsAfter => return Err(PortError::unavailable("done, then failed")),
                Fault::DiesAfter => self.dead.store(true, SeqCst),
                Fault::FailsBefore | Fault::DiesBefore => {}
            }
        }
        self.live().await;
        answer
    }

    async fn live(&self) {
        if self.dead.load(SeqCst) {
            std::future::pending::<()>().await;
        }
    }
}

struct Log(Arc<Saboteur>, Arc<dyn VisitLog>);
struct Files(Arc<Saboteur>, Arc<dyn AttachmentStore>);
struct Writer(Arc<Saboteur>, Box<dyn AttachmentWriter>);
struct Ledger(Arc<Saboteur>, Arc<dyn UploadLedger>);
struct Scans(Arc<Saboteur>, Arc<dyn Scanner>);

#[async_trait]
impl VisitLog for Log {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        self.0.call(self.1.append(append)).await
    }

    async fn read(&self, v: VisitKey, after: Seq, n: usize) -> Result<LogPart, PortError> {
        self.0.call(self.1.read(v, after, n)).await
    }

    async fn read_many(
        &self,
        visits: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError> {
        self.0.call(self.1.read_many(visits, limit)).await
    }

    async fn read_at(&self, v: VisitKey, at: BTreeSet<Seq>) -> Result<Vec<Entry>, PortError> {
        self.0.call(self.1.read_at(v, at)).await
    }

    async fn takes_part(&self, v: VisitKey, person: PersonId) -> Result<bool, PortError> {
        self.0.call(self.1.takes_part(v, person)).await
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        self.0.call(self.1.list_visits(query)).await
    }

    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError> {
        self.0.call(self.1.count_waiting(clinic, person)).await
    }

    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError> {
        // Not counted: it runs in the background at the start of a process.
        self.0.live().await;
        self.1.visits_with_leases(after, limit).await
    }

    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError> {
        self.0.live().await;
        self.1.visits_due(by, after, limit).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.1.check().await
    }
}

#[async_trait]
impl AttachmentStore for Files {
    async fn create(&self, key: AttachmentKey) -> Result<Box<dyn AttachmentWriter>, PortError> {
        let writer = self.0.call(self.1.create(key)).await?;
        Ok(Box::new(Writer(Arc::clone(&self.0), writer)))
    }

    async fn read(
        &self,
        key: AttachmentKey,
        range: Option<Range<u64>>,
    ) -> Result<AttachmentRead, PortError> {
        self.0.call(self.1.read(key, range)).await
    }

    async fn delete(&self, key: AttachmentKey) -> Result<(), PortError> {
        self.0.call(self.1.delete(key)).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.1.check().await
    }
}

#[async_trait]
impl AttachmentWriter for Writer {
    async fn write(&mut self, bytes: Bytes) -> Result<(), PortError> {
        self.0.call(self.1.write(bytes)).await
    }

    async fn finish(self: Box<Self>) -> Result<u64, PortError> {
        self.0.call(self.1.finish()).await
    }
}

#[async_trait]
impl UploadLedger for Ledger {
    async fn put(&self, record: UploadRecord, from: Option<StageKind>) -> Result<(), PortError> {
        self.0.call(self.1.put(record, from)).await
    }

    async fn count(&self, stage: StageKind) -> Result<usize, PortError> {
        self.1.count(stage).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.1.check().await
    }

    async fn get(&self, key: AttachmentKey) -> Result<Option<UploadRecord>, PortError> {
        self.0.call(self.1.get(key)).await
    }

    async fn find(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<Option<UploadRecord>, PortError> {
        self.0.call(self.1.find(visit, person, upload)).await
    }

    async fn list(&self, query: UploadQuery) -> Result<Vec<UploadRecord>, PortError> {
        self.0.call(self.1.list(query)).await
    }

    async fn remove(&self, key: AttachmentKey) -> Result<(), PortError> {
        self.0.call(self.1.remove(key)).await
    }
}

#[async_trait]
impl Scanner for Scans {
    async fn scan(
        &self,
        bytes: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, PortError> {
        self.0.call(self.1.scan(bytes)).await
    }
}

/// A store that lists its files.
#[derive(Clone)]
pub(crate) struct ListedStore {
    inner: Arc<dyn AttachmentStore>,
    keys: Arc<Mutex<BTreeSet<AttachmentKey>>>,
}

impl ListedStore {
    pub(crate) fn over(inner: &Arc<dyn AttachmentStore>) -> Self {
        Self {
            inner: Arc::clone(inner),
            keys: Arc::default(),
        }
    }

    pub(crate) fn keys(&self) -> BTreeSet<AttachmentKey> {
        self.keys.lock().unwrap().clone()
    }
}

struct ListedWriter {
    inner: Box<dyn AttachmentWriter>,
    store: ListedStore,
    key: AttachmentKey,
}

#[async_trait]
impl AttachmentStore for ListedStore {
    async fn create(&self, key: AttachmentKey) -> Result<Box<dyn AttachmentWriter>, PortError> {
        Ok(Box::new(ListedWriter {
            inner: self.inner.create(key).await?,
            store: self.clone(),
            key,
        }))
    }

    async fn read(
        &self,
        key: AttachmentKey,
        range: Option<Range<u64>>,
    ) -> Result<AttachmentRead, PortError> {
        self.inner.read(key, range).await
    }

    async fn delete(&self, key: AttachmentKey) -> Result<(), PortError> {
        self.inner.delete(key).await?;
        self.keys.lock().unwrap().remove(&key);
        Ok(())
    }

    async fn check(&self) -> Result<(), PortError> {
        self.inner.check().await
    }
}

#[async_trait]
impl AttachmentWriter for ListedWriter {
    async fn write(&mut self, bytes: Bytes) -> Result<(), PortError> {
        self.inner.write(bytes).await
    }

    async fn finish(self: Box<Self>) -> Result<u64, PortError> {
        let Self { inner, store, key } = *self;
        let size = inner.finish().await?;
        store.keys.lock().unwrap().insert(key);
        Ok(size)
    }
}
