//! The implementation of [`NodeLeases`].

use crate::{readers, visit_log::Inner};
use async_trait::async_trait;
use chat_ports::{
    Members, NodeId, NodeLeases, Orphan, PersonInVisit, PortError, SeatChanges, Shard,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};

/// The leases of the services that share an open visit log: its clones, in one process. Clones share the file with the
/// log's clones, and keep it open.
#[derive(Clone, Debug)]
pub struct SqliteNodeLeases {
    inner: Arc<Inner>,
}

/// A change of the tables about nodes. Its times are those at which it is written.
pub(crate) enum NodeChange {
    Join(NodeId, Duration),
    Renew(NodeId, Duration),
    Leave(NodeId),
    Claim(NodeId, BTreeSet<Shard>),
    Release(NodeId, BTreeSet<Shard>),
    Record(NodeId, SeatChanges),
    /// Removes these seats.
    Take(Vec<(PersonInVisit, NodeId)>),
}

impl NodeChange {
    /// Approximate heap size in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Record(_, changes) => {
                let people = changes.connected.len() + changes.disconnected.len();
                (people + changes.vacated.len()) * size_of::<PersonInVisit>()
            }
            Self::Take(seats) => seats.len() * size_of::<(PersonInVisit, NodeId)>(),
            _ => 0,
        }
    }
}

impl SqliteNodeLeases {
    pub(crate) const fn new(inner: Arc<Inner>) -> Self {
        Self { inner }
    }

    async fn change(&self, change: NodeChange) -> Result<(), PortError> {
        self.inner.writer.change_nodes(change).await
    }
}

#[async_trait]
impl NodeLeases for SqliteNodeLeases {
    async fn join(&self, node: NodeId, lasts: Duration) -> Result<(), PortError> {
        self.change(NodeChange::Join(node, lasts)).await
    }

    async fn renew(&self, node: NodeId, lasts: Duration) -> Result<Members, PortError> {
        self.change(NodeChange::Renew(node, lasts)).await?;
        self.inner.readers.run(readers::members).await
    }

    async fn leave(&self, node: NodeId) -> Result<(), PortError> {
        self.change(NodeChange::Leave(node)).await
    }

    async fn claim(
        &self,
        node: NodeId,
        shards: &BTreeSet<Shard>,
    ) -> Result<BTreeSet<Shard>, PortError> {
        let before = self.inner.readers.run(readers::members).await?.shards;
        self.change(NodeChange::Claim(node, shards.clone())).await?;
        let after = self.inner.readers.run(readers::members).await?.shards;
        let is_taken = |shard: &&Shard| {
            let held = |by: &std::collections::BTreeMap<_, _>| by.get(*shard) == Some(&node);
            held(&after) && !held(&before)
        };
        Ok(shards.iter().filter(is_taken).copied().collect())
    }

    async fn release(&self, node: NodeId, shards: &BTreeSet<Shard>) -> Result<(), PortError> {
        let change = NodeChange::Release(node, shards.clone());
        self.change(change).await
    }

    async fn record(&self, node: NodeId, changes: &SeatChanges) -> Result<(), PortError> {
        let change = NodeChange::Record(node, changes.clone());
        self.change(change).await
    }

    async fn seated_elsewhere(
        &self,
        node: NodeId,
        people: &[PersonInVisit],
        within: Duration,
    ) -> Result<BTreeSet<PersonInVisit>, PortError> {
        let people = people.to_vec();
        let read =
            move |connection: &_| readers::seated_elsewhere(connection, node, &people, within);
        self.inner.readers.run(read).await
    }

    async fn take_orphans(
        &self,
        shards: &BTreeSet<Shard>,
        limit: usize,
    ) -> Result<Vec<Orphan>, PortError> {
        let shards = shards.clone();
        let read = move |connection: &_| readers::orphans(connection, &shards, limit);
        let found = self.inner.readers.run(read).await?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let seats = found.iter().map(|(orphan, node)| (orphan.person, *node));
        self.change(NodeChange::Take(seats.collect())).await?;
        Ok(found.into_iter().map(|(orphan, _)| orphan).collect())
    }
}
