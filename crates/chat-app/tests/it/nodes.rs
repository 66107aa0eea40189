//! Several nodes in one process: what they share, and what a test sees of each.

use crate::{adapters::FaultyLog, clinic::ports, closing::TestClock};
use async_trait::async_trait;
use chat_app::{ChatService, Nodes, Ports, Settings};
use chat_memory::MemoryNodeLeases;
use chat_ports::{
    Members, NodeId, NodeLeases, Orphan, PersonInVisit, PortError, SeatChanges, Shard,
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};

/// The leases as one node reaches them: counted, and cut off on demand.
pub(crate) struct Reached {
    inner: MemoryNodeLeases,
    pub(crate) cut_off: AtomicBool,
    pub(crate) calls: AtomicU32,
    pub(crate) records: AtomicU32,
}

impl Reached {
    pub(crate) fn over(inner: &MemoryNodeLeases) -> Arc<Self> {
        Arc::new(Self {
            inner: inner.clone(),
            cut_off: AtomicBool::new(false),
            calls: AtomicU32::new(0),
            records: AtomicU32::new(0),
        })
    }

    fn reach(&self) -> Result<&MemoryNodeLeases, PortError> {
        self.calls.fetch_add(1, SeqCst);
        if self.cut_off.load(SeqCst) {
            return Err(PortError::unavailable("no connection"));
        }
        Ok(&self.inner)
    }
}

#[async_trait]
impl NodeLeases for Reached {
    async fn join(&self, node: NodeId, lasts: Duration) -> Result<(), PortError> {
        self.reach()?.join(node, lasts).await
    }

    async fn renew(&self, node: NodeId, lasts: Duration) -> Result<Members, PortError> {
        self.reach()?.renew(node, lasts).await
    }

    async fn leave(&self, node: NodeId) -> Result<(), PortError> {
        self.reach()?.leave(node).await
    }

    async fn claim(
        &self,
        node: NodeId,
        shards: &BTreeSet<Shard>,
    ) -> Result<BTreeSet<Shard>, PortError> {
        self.reach()?.claim(node, shards).await
    }

    async fn release(&self, node: NodeId, shards: &BTreeSet<Shard>) -> Result<(), PortError> {
        self.reach()?.release(node, shards).await
    }

    async fn record(&self, node: NodeId, changes: &SeatChanges) -> Result<(), PortError> {
        self.records.fetch_add(1, SeqCst);
        self.reach()?.record(node, changes).await
    }

    async fn seated_elsewhere(
        &self,
        node: NodeId,
        people: &[PersonInVisit],
        within: Duration,
    ) -> Result<BTreeSet<PersonInVisit>, PortError> {
        let leases = self.reach()?;
        leases.seated_elsewhere(node, people, within).await
    }

    async fn take_orphans(
        &self,
        shards: &BTreeSet<Shard>,
        limit: usize,
    ) -> Result<Vec<Orphan>, PortError> {
        self.reach()?.take_orphans(shards, limit).await
    }
}

/// The storage that nodes share.
pub(crate) struct Shared {
    pub(crate) ports: Ports,
    pub(crate) leases: MemoryNodeLeases,
}

/// A node, with what it appends and how it reaches the leases.
pub(crate) struct Node {
    pub(crate) service: ChatService,
    pub(crate) log: Arc<FaultyLog>,
    pub(crate) leases: Arc<Reached>,
}

impl Shared {
    pub(crate) fn new() -> Self {
        let clock = TestClock::start();
        Self {
            ports: Ports {
                clock: Arc::new(clock),
                ..ports()
            },
            leases: MemoryNodeLeases::with_clock(clock),
        }
    }

    pub(crate) fn node(&self, settings: Settings) -> Node {
        let (log, ports) = FaultyLog::in_front_of(self.ports.clone());
        let leases = Reached::over(&self.leases);
        let ports = Ports {
            leases: Some(Arc::clone(&leases) as _),
            ..ports
        };
        let settings = settings.with_nodes(Nodes::Several);
        let service = ChatService::new(ports, settings);
        Node {
            service,
            log,
            leases,
        }
    }
}
