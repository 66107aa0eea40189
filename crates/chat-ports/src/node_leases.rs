//! What the nodes of one log agree on: which are alive, which one does the upkeep of a shard, and which one watches over
//! a person's presence.

mod shard;

pub use shard::Shard;

use crate::{error::PortError, visit_key::VisitKey};
use async_trait::async_trait;
use chat_domain::PersonId;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    time::Duration,
};
use uuid::Uuid;

/// The leases of the nodes of one log, in a storage that they share.
///
/// A node is alive while it has a lease, which it renews. Shards and seats belong to nodes; those of a node
/// without a lease are free. Leases run out by one clock, that of the storage, and an ended lease never returns: the
/// node joins again with a new [`NodeId`], which is the fencing token. So no two nodes with a lease hold one shard.
///
/// A lease is no lock on a log. A node that stood still may act once more after its lease has ended, so what it
/// does must be idempotent or a compare-and-set.
#[async_trait]
pub trait NodeLeases: Send + Sync + 'static {
    /// Begins the lease of a node, whose id must not have been used for an earlier lease. Idempotent while it lasts.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] if it is unknown whether the lease began.
    async fn join(&self, node: NodeId, lasts: Duration) -> Result<(), PortError>;

    /// Renews a lease, then ends the leases of other nodes that have run out. Returns who is alive after that.
    ///
    /// # Errors
    /// [`PortError::NotFound`] if the node has no lease: it never had one, it left, or another node ended it.
    /// [`PortError::Unavailable`] if it is unknown whether the lease was renewed.
    async fn renew(&self, node: NodeId, lasts: Duration) -> Result<Members, PortError>;

    /// Ends a lease. The node's people count as disconnected from this moment on. Idempotent.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn leave(&self, node: NodeId) -> Result<(), PortError>;

    /// Takes those of the shards that are free, each by compare-and-set, and returns them. A node without a lease gets none.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] if it is unknown which were taken.
    async fn claim(
        &self,
        node: NodeId,
        shards: &BTreeSet<Shard>,
    ) -> Result<BTreeSet<Shard>, PortError>;

    /// Frees those of the shards that the node holds. Idempotent.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn release(&self, node: NodeId, shards: &BTreeSet<Shard>) -> Result<(), PortError>;

    /// Records changes of a node's seats. Idempotent, except that a person who disconnects does so at the time of the
    /// last call.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] if it is unknown which were recorded.
    async fn record(&self, node: NodeId, changes: &SeatChanges) -> Result<(), PortError>;

    /// Those of the people who have a seat at another node with a lease, and are connected there or were within this time.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn seated_elsewhere(
        &self,
        node: NodeId,
        people: &[PersonInVisit],
        within: Duration,
    ) -> Result<BTreeSet<PersonInVisit>, PortError>;

    /// Removes seats of nodes without a lease, in visits of these shards, at most `limit`, and returns them. Empty if there
    /// are none.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] if it is unknown which were removed.
    async fn take_orphans(
        &self,
        shards: &BTreeSet<Shard>,
        limit: usize,
    ) -> Result<Vec<Orphan>, PortError>;
}

/// A node from the beginning to the end of one lease.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(Uuid);

impl NodeId {
    /// Wraps a UUID, which must be new for each lease.
    #[must_use]
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The UUID inside.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodeId({})", self.0)
    }
}

/// The nodes with a lease.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// The nodes.
    pub nodes: BTreeSet<NodeId>,
    /// The shards that they hold. The others are free.
    pub shards: BTreeMap<Shard, NodeId>,
}

/// A person in a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonInVisit {
    /// The visit.
    pub visit: VisitKey,
    /// The person.
    pub person: PersonId,
}

/// Changes of a node's seats: of the people whose presence it watches over (V9). No person is in two of the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeatChanges {
    /// They have a live connection that follows the visit.
    pub connected: Vec<PersonInVisit>,
    /// They have none any more, from this moment on.
    pub disconnected: Vec<PersonInVisit>,
    /// The node no longer watches over them.
    pub vacated: Vec<PersonInVisit>,
}

/// A seat of a node whose lease has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// Whose seat it was.
    pub person: PersonInVisit,
    /// For how long they have been disconnected; `None` if they were connected when the lease ended.
    pub disconnected_for: Option<Duration>,
}
