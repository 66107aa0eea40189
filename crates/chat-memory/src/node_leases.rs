//! Node leases in memory.

use crate::lock::lock;
use async_trait::async_trait;
use chat_ports::{
    Clock, Members, NodeId, NodeLeases, Orphan, PersonInVisit, PortError, SeatChanges, Shard,
    SystemClock,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};
use time::OffsetDateTime;

/// Leases of nodes in one process, such as several services in a test.
#[derive(Clone)]
pub struct MemoryNodeLeases {
    clock: Arc<dyn Clock>,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    /// Until when the lease of each node lasts.
    nodes: BTreeMap<NodeId, OffsetDateTime>,
    shards: BTreeMap<Shard, NodeId>,
    /// Since when the people are disconnected; `None` if they are connected.
    seats: BTreeMap<(PersonInVisit, NodeId), Option<OffsetDateTime>>,
}

impl MemoryNodeLeases {
    /// No leases yet. They run out by the machine's clock.
    #[must_use]
    pub fn new() -> Self {
        Self::with_clock(SystemClock)
    }

    /// The same, by another clock.
    #[must_use]
    pub fn with_clock(clock: impl Clock) -> Self {
        Self {
            clock: Arc::new(clock),
            held: Arc::default(),
        }
    }
}

impl Default for MemoryNodeLeases {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl NodeLeases for MemoryNodeLeases {
    async fn join(&self, node: NodeId, lasts: Duration) -> Result<(), PortError> {
        let until = after(self.clock.now(), lasts);
        lock(&self.held).nodes.insert(node, until);
        Ok(())
    }

    async fn renew(&self, node: NodeId, lasts: Duration) -> Result<Members, PortError> {
        let now = self.clock.now();
        let mut held = lock(&self.held);
        *held.nodes.get_mut(&node).ok_or(PortError::NotFound)? = after(now, lasts);
        held.nodes.retain(|_, until| *until > now);
        let nodes: BTreeSet<_> = held.nodes.keys().copied().collect();
        let shards = held.shards.iter();
        let shards = shards.filter(|(_, holder)| nodes.contains(holder));
        let shards = shards.map(|(shard, holder)| (*shard, *holder)).collect();
        Ok(Members { nodes, shards })
    }

    async fn leave(&self, node: NodeId) -> Result<(), PortError> {
        let now = self.clock.now();
        let mut held = lock(&self.held);
        if held.nodes.remove(&node).is_some() {
            let seats = held.seats.iter_mut();
            for (_, since) in seats.filter(|((_, of), _)| *of == node) {
                since.get_or_insert(now);
            }
        }
        Ok(())
    }

    async fn claim(
        &self,
        node: NodeId,
        shards: &BTreeSet<Shard>,
    ) -> Result<BTreeSet<Shard>, PortError> {
        let mut held = lock(&self.held);
        let Held {
            nodes, shards: of, ..
        } = &mut *held;
        if !nodes.contains_key(&node) {
            return Ok(BTreeSet::new());
        }
        let is_free = |shard: &&Shard| !of.get(shard).is_some_and(|of| nodes.contains_key(of));
        let taken: BTreeSet<_> = shards.iter().filter(is_free).copied().collect();
        of.extend(taken.iter().map(|shard| (*shard, node)));
        Ok(taken)
    }

    async fn release(&self, node: NodeId, shards: &BTreeSet<Shard>) -> Result<(), PortError> {
        let mut held = lock(&self.held);
        held.shards
            .retain(|shard, of| *of != node || !shards.contains(shard));
        Ok(())
    }

    async fn record(&self, node: NodeId, changes: &SeatChanges) -> Result<(), PortError> {
        let now = self.clock.now();
        let mut held = lock(&self.held);
        let connected = changes.connected.iter().map(|person| (person, None));
        let disconnected = changes.disconnected.iter();
        let disconnected = disconnected.map(|person| (person, Some(now)));
        for (person, since) in connected.chain(disconnected) {
            held.seats.insert((*person, node), since);
        }
        for person in &changes.vacated {
            held.seats.remove(&(*person, node));
        }
        Ok(())
    }

    async fn seated_elsewhere(
        &self,
        node: NodeId,
        people: &[PersonInVisit],
        within: Duration,
    ) -> Result<BTreeSet<PersonInVisit>, PortError> {
        let now = self.clock.now();
        let held = lock(&self.held);
        let is_seated = |person: &&PersonInVisit| {
            held.seats.iter().any(|((of, at), since)| {
                of == *person
                    && *at != node
                    && held.nodes.contains_key(at)
                    && since.is_none_or(|since| after(since, within) > now)
            })
        };
        Ok(people.iter().filter(is_seated).copied().collect())
    }

    async fn take_orphans(
        &self,
        shards: &BTreeSet<Shard>,
        limit: usize,
    ) -> Result<Vec<Orphan>, PortError> {
        let now = self.clock.now();
        let mut held = lock(&self.held);
        let Held { nodes, seats, .. } = &mut *held;
        let is_orphan = |(person, node): &(PersonInVisit, NodeId)| {
            !nodes.contains_key(node) && shards.contains(&Shard::of(person.visit.clinic))
        };
        let found = seats.extract_if(.., |seat, _| is_orphan(seat)).take(limit);
        let orphan = |((person, _), since): (_, Option<OffsetDateTime>)| Orphan {
            person,
            disconnected_for: since.map(|since| (now - since).unsigned_abs()),
        };
        Ok(found.map(orphan).collect())
    }
}

fn after(time: OffsetDateTime, by: Duration) -> OffsetDateTime {
    let by = time::Duration::try_from(by).unwrap_or(time::Duration::MAX);
    time.saturating_add(by)
}
