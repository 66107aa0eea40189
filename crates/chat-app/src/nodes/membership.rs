//! The lease of this node, and its share of the shards.

use super::seats::{GATHERED, Seats};
use crate::settings::{Nodes, Ports, Settings};
use chat_domain::ClinicId;
use chat_ports::{IdSource, Members, NodeId, NodeLeases, Orphan, PersonInVisit, PortError, Shard};
use futures::FutureExt as _;
use std::{
    collections::BTreeSet,
    convert::Infallible,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// Number of people per query.
const PAGE: usize = 500;

/// The membership of this node.
pub(crate) struct Membership {
    /// `None` without other nodes, or without a storage to agree with them.
    port: Option<Arc<dyn NodeLeases>>,
    ids: Arc<dyn IdSource>,
    lasts: Duration,
    standing: Mutex<Standing>,
    seats: Seats,
    /// Held by who asks for seats of other nodes.
    asking: tokio::sync::Mutex<()>,
    /// Counts the moments at which this node gained shards, or another node was lost.
    handovers: watch::Sender<u64>,
}

/// What this node knows of its lease.
#[derive(Default)]
struct Standing {
    node: Option<NodeId>,
    /// Until when the lease lasts, by the clock of this machine.
    until: Option<Instant>,
    shards: BTreeSet<Shard>,
    /// The nodes at the last renewal.
    nodes: BTreeSet<NodeId>,
    left: bool,
}

impl Standing {
    fn lasts(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() < until)
    }
}

impl Membership {
    pub(crate) fn new(ports: &Ports, settings: &Settings) -> Arc<Self> {
        let port = ports.leases.clone();
        Arc::new(Self {
            port: port.filter(|_| settings.nodes == Nodes::Several),
            ids: Arc::clone(&ports.ids),
            lasts: settings.node_lease,
            standing: Mutex::default(),
            seats: Seats::default(),
            asking: tokio::sync::Mutex::default(),
            handovers: watch::Sender::new(0),
        })
    }

    /// Whether several nodes agree on who does what.
    pub(crate) fn is_shared(&self) -> bool {
        self.port.is_some()
    }

    /// Whether this node does the upkeep of a clinic now. Ask before each act: a node that stood still has lost its lease.
    pub(crate) fn is_responsible(&self, clinic: ClinicId) -> bool {
        self.holds(Shard::of(clinic))
    }

    /// Whether this node does what is of no clinic: it holds the first shard.
    pub(crate) fn is_first(&self) -> bool {
        Shard::all().next().is_some_and(|first| self.holds(first))
    }

    fn holds(&self, shard: Shard) -> bool {
        let standing = self.lock();
        self.port.is_none() || standing.lasts() && standing.shards.contains(&shard)
    }

    /// The seats of this node's people.
    pub(crate) fn seats(&self) -> &Seats {
        &self.seats
    }

    /// How often the lease is renewed.
    pub(crate) fn every(&self) -> Duration {
        self.lasts / 3
    }

    /// The least time for which a node is dead when others notice.
    pub(crate) fn noticed_after(&self) -> Duration {
        self.lasts.saturating_sub(self.every())
    }

    /// How long a live node takes to join again and to record its people, once the storage works.
    pub(crate) fn joins_again_within(&self) -> Duration {
        2 * self.every() + 2 * GATHERED
    }

    /// Tells when this node gained shards, or another node was lost.
    pub(crate) fn handovers(&self) -> watch::Receiver<u64> {
        self.handovers.subscribe()
    }

    /// Those of the people who have a seat at another node, and are connected there or were within this time.
    ///
    /// # Errors
    /// [`PortError::Unavailable`], also if this node has no lease at the moment.
    pub(crate) async fn seated_elsewhere(
        &self,
        people: &[PersonInVisit],
        within: Duration,
    ) -> Result<BTreeSet<PersonInVisit>, PortError> {
        // One at a time: the timers of a dead node's people run out together, and must not delay the renewals.
        let _turn = self.asking.lock().await;
        let (port, node) = self.member()?;
        let mut found = BTreeSet::new();
        for page in people.chunks(PAGE) {
            found.append(&mut port.seated_elsewhere(node, page, within).await?);
        }
        Ok(found)
    }

    /// Takes a page of the seats of dead nodes, in visits that this node is responsible for.
    ///
    /// # Errors
    /// [`PortError::Unavailable`], also if this node has no lease at the moment.
    pub(crate) async fn take_orphans(&self) -> Result<Vec<Orphan>, PortError> {
        let (port, _) = self.member()?;
        let shards = self.lock().shards.clone();
        port.take_orphans(&shards, PAGE).await
    }

    /// Keeps the lease and the share of the shards, and records the seats, until dropped.
    pub(crate) async fn run(self: Arc<Self>) -> Infallible {
        let Some(port) = &self.port else {
            return std::future::pending().await;
        };
        let rounds = async {
            loop {
                // A panic in an adapter must not end the membership.
                match AssertUnwindSafe(self.round(&**port)).catch_unwind().await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => {
                        tracing::warn!(%error, "the lease of this node can't be renewed now");
                    }
                    Err(_) => tracing::error!("renewing the lease of this node panicked"),
                }
                // Jitter, so that nodes that started together don't claim together.
                let every = self.every().mul_f64(0.9 + fastrand::f64() / 10.0);
                tokio::time::sleep(every).await;
            }
        };
        let recording = self.seats.record(&**port, || self.lock().node);
        tokio::select! {
            never = rounds => never,
            never = recording => never,
        }
    }

    /// Ends the lease, so that others take over immediately. This node joins no more.
    ///
    /// # Errors
    /// [`PortError::Unavailable`]: the lease runs out.
    pub(crate) async fn leave(&self) -> Result<(), PortError> {
        let node = {
            let mut standing = self.lock();
            standing.left = true;
            standing.shards.clear();
            standing.node.take()
        };
        match (&self.port, node) {
            (Some(port), Some(node)) => port.leave(node).await,
            _ => Ok(()),
        }
    }

    async fn round(&self, port: &dyn NodeLeases) -> Result<(), PortError> {
        if self.lock().left {
            return Ok(());
        }
        let known = self.lock().node;
        let (node, members) = match known {
            Some(node) => match self.renew(port, node).await {
                Err(PortError::NotFound) => {
                    tracing::warn!("this node was silent for too long: others took over");
                    self.join(port).await?
                }
                renewed => (node, renewed?),
            },
            None => self.join(port).await?,
        };
        self.share(port, node, members).await
    }

    async fn renew(&self, port: &dyn NodeLeases, node: NodeId) -> Result<Members, PortError> {
        // From before the request: here, the lease ends earlier than in the storage.
        let asked = Instant::now();
        let members = port.renew(node, self.lasts).await?;
        self.lock().until = asked.checked_add(self.lasts);
        Ok(members)
    }

    /// Begins a new lease.
    async fn join(&self, port: &dyn NodeLeases) -> Result<(NodeId, Members), PortError> {
        let node = NodeId::new(self.ids.next_id());
        {
            let mut standing = self.lock();
            (standing.node, standing.until) = (None, None);
            standing.shards.clear();
        }
        port.join(node, self.lasts).await?;
        let members = self.renew(port, node).await?;
        if !self.begins(node) {
            port.leave(node).await?;
            return Err(PortError::unavailable("this node leaves"));
        }
        self.seats.all_are_new();
        Ok((node, members))
    }

    /// Takes note of a new lease, unless this node has left meanwhile.
    fn begins(&self, node: NodeId) -> bool {
        let mut standing = self.lock();
        if !standing.left {
            standing.node = Some(node);
        }
        !standing.left
    }

    /// Brings this node's shards to its share.
    async fn share(
        &self,
        port: &dyn NodeLeases,
        node: NodeId,
        members: Members,
    ) -> Result<(), PortError> {
        let held = members.shards.iter().filter(|(_, of)| **of == node);
        let mut held: BTreeSet<_> = held.map(|(shard, _)| *shard).collect();
        let share = usize::from(Shard::COUNT).div_ceil(members.nodes.len().max(1));
        let excess: BTreeSet<_> = held.iter().skip(share).copied().collect();
        held.retain(|shard| !excess.contains(shard));
        let missing = share.saturating_sub(held.len());
        let mut free: Vec<_> = Shard::all()
            .filter(|shard| !members.shards.contains_key(shard))
            .collect();
        // Other nodes claim, too.
        fastrand::shuffle(&mut free);
        // No new act in these shards begins from here on.
        self.settle(node, &held, &members);
        if !excess.is_empty() {
            port.release(node, &excess).await?;
        }
        let wanted: BTreeSet<_> = free.into_iter().take(missing).collect();
        if !wanted.is_empty() {
            held.append(&mut port.claim(node, &wanted).await?);
        }
        self.settle(node, &held, &members);
        Ok(())
    }

    /// Takes note of the shards and nodes, and tells if shards were gained or nodes lost.
    fn settle(&self, node: NodeId, held: &BTreeSet<Shard>, members: &Members) {
        let mut standing = self.lock();
        if standing.node != Some(node) {
            return;
        }
        let gained = held.difference(&standing.shards).next().is_some();
        let lost = standing.nodes.difference(&members.nodes).next().is_some();
        standing.shards.clone_from(held);
        standing.nodes.clone_from(&members.nodes);
        drop(standing);
        if gained || lost {
            self.handovers.send_modify(|count| *count += 1);
        }
    }

    fn member(&self) -> Result<(&dyn NodeLeases, NodeId), PortError> {
        let node = Some(self.lock()).filter(|standing| standing.lasts());
        let node = node.and_then(|standing| standing.node);
        let member = self.port.as_deref().zip(node);
        member.ok_or_else(|| PortError::unavailable("this node has no lease"))
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
