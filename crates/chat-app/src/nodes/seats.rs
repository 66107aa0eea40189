//! The seats of this node's people, recorded for the other nodes in batches.

use chat_ports::{NodeId, NodeLeases, PersonInVisit, PortError, SeatChanges};
use std::{
    collections::{HashMap, HashSet},
    convert::Infallible,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// How long changes are gathered. Who comes and goes within this time is not recorded.
pub(crate) const GATHERED: Duration = Duration::from_secs(1);

/// The most changes of a request.
const BATCH: usize = 1_000;

/// The people whose presence this node watches over.
#[derive(Default)]
pub(crate) struct Seats {
    all: Mutex<All>,
    changed: Notify,
}

#[derive(Default)]
struct All {
    seats: HashMap<PersonInVisit, Seat>,
    /// The people whose seat may differ from what is recorded.
    changed: HashSet<PersonInVisit>,
    /// What is recorded. After a failure, that something may be.
    recorded: HashMap<PersonInVisit, Seat>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seat {
    Connected,
    Disconnected,
}

impl Seats {
    /// The person has a connection that follows the visit.
    pub(crate) fn connect(&self, person: PersonInVisit) {
        self.change(person, Some(Seat::Connected));
    }

    /// The person has none, from now on.
    pub(crate) fn disconnect(&self, person: PersonInVisit) {
        self.change(person, Some(Seat::Disconnected));
    }

    /// This node no longer watches over the person.
    pub(crate) fn vacate(&self, person: PersonInVisit) {
        self.change(person, None);
    }

    /// Nothing is recorded: this node has a new lease.
    pub(super) fn all_are_new(&self) {
        let mut all = self.lock();
        all.recorded.clear();
        let people: Vec<_> = all.seats.keys().copied().collect();
        all.changed.extend(people);
        drop(all);
        self.changed.notify_one();
    }

    /// Records changes until dropped, for the node that this is at the time.
    pub(super) async fn record(
        &self,
        port: &dyn NodeLeases,
        node: impl Fn() -> Option<NodeId>,
    ) -> Infallible {
        loop {
            self.changed.notified().await;
            tokio::time::sleep(GATHERED).await;
            // Without a lease they wait: all are recorded for the next one.
            while let Some(node) = node() {
                match self.record_batch(port, node).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::warn!(%error, "connections are recorded later");
                        tokio::time::sleep(GATHERED).await;
                    }
                }
            }
        }
    }

    /// Records some changes. Returns whether there are more.
    async fn record_batch(&self, port: &dyn NodeLeases, node: NodeId) -> Result<bool, PortError> {
        let (people, changes) = self.next_batch();
        if people.is_empty() {
            return Ok(false);
        }
        if changes != SeatChanges::default()
            && let Err(error) = port.record(node, &changes).await
        {
            let mut all = self.lock();
            let unknown = people.iter().map(|person| (*person, Seat::Disconnected));
            all.recorded.extend(unknown);
            all.changed.extend(people);
            return Err(error);
        }
        Ok(true)
    }

    /// Some people whose seats changed, and what is to be recorded.
    fn next_batch(&self) -> (Vec<PersonInVisit>, SeatChanges) {
        let mut all = self.lock();
        let people: Vec<_> = all.changed.iter().take(BATCH).copied().collect();
        let mut changes = SeatChanges::default();
        for person in &people {
            all.changed.remove(person);
            let recorded = match all.seats.get(person).copied() {
                Some(seat) => all.recorded.insert(*person, seat),
                None => all.recorded.remove(person),
            };
            match (all.seats.get(person), recorded) {
                (Some(Seat::Connected), Some(Seat::Connected)) | (None, None) => {}
                (Some(Seat::Connected), _) => changes.connected.push(*person),
                (Some(Seat::Disconnected), _) => changes.disconnected.push(*person),
                (None, Some(_)) => changes.vacated.push(*person),
            }
        }
        (people, changes)
    }

    fn change(&self, person: PersonInVisit, to: Option<Seat>) {
        let mut all = self.lock();
        match to {
            Some(seat) => all.seats.insert(person, seat),
            None => all.seats.remove(&person),
        };
        all.changed.insert(person);
        drop(all);
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
