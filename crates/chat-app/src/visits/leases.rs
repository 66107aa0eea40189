//! Leases of presence that people reported themselves (V9): each lasts as long as the person's live
//! connections that follow the visit, and a while longer.
//!
//! Invariant: every leased presence in the committed state has a live connection or a timer. A report that is
//! committed and a connection that ends both look for the other; the lock orders them.
//!
//! With several nodes, the connections and the timers of a node are its seats, which the others see. A timer that runs out
//! ends the lease only if the person has not been connected elsewhere since it began; and the seats of a node that dies
//! get timers at another one ([`takeover`](super::takeover)).

use crate::{
    error::AppError,
    nodes::Membership,
    settings::{Nodes, Settings},
};
use chat_domain::{Entry, Event, PersonId, VisitState};
use chat_ports::{PersonInVisit, PortError, VisitKey, VisitLog};
use futures::future::BoxFuture;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

/// How long the service waits before it tries again to end a lease that the storage did not record.
pub(super) const RETRY: Duration = Duration::from_secs(5);

/// Number of visits per read.
const PAGE: usize = 500;

/// With several nodes, the time in which a connection at another node is recorded there.
const RECORDED: Duration = Duration::from_secs(2);

/// The live connections of people who follow visits, and the timers of leases without one.
pub(crate) struct Leases {
    lasts: Duration,
    nodes: Nodes,
    membership: Arc<Membership>,
    visits: Weak<dyn Visits>,
    held: Mutex<Held>,
}

/// The visits whose presence is leased.
pub(crate) trait Visits: Send + Sync {
    /// Whether a person's presence is leased, by the state in memory; `None` if there is none.
    fn is_leased(&self, visit: VisitKey, person: PersonId) -> Option<bool>;

    /// Ends the lease of a person's presence.
    fn drop_person(
        &self,
        visit: VisitKey,
        person: PersonId,
    ) -> BoxFuture<'static, Result<(), AppError>>;
}

/// A person in a visit.
type Holder = (VisitKey, PersonId);

#[derive(Default)]
struct Held {
    leases: HashMap<Holder, Lease>,
    /// The number of the newest timer.
    newest: u64,
}

/// The connections of a person to other nodes.
enum Elsewhere {
    /// They are connected to one.
    Connected,
    /// They were while the lease lasted. Both nodes may see this of each other, so neither may leave the person to the other.
    Recently,
    /// There was none while the lease lasted.
    Nowhere,
}

/// The connections of a person that follow a visit, or the timer that runs without one.
#[derive(Default)]
struct Lease {
    connections: usize,
    timer: Option<u64>,
}

impl Leases {
    pub(crate) fn new(
        settings: &Settings,
        membership: Arc<Membership>,
        visits: Weak<dyn Visits>,
    ) -> Arc<Self> {
        Arc::new(Self {
            lasts: settings.presence_lease,
            nodes: settings.nodes,
            membership,
            visits,
            held: Mutex::default(),
        })
    }

    /// Counts a connection that follows a visit, until it is dropped. A running timer stops.
    pub(crate) fn connect(self: &Arc<Self>, visit: VisitKey, person: PersonId) -> Connected {
        let holder = (visit, person);
        let mut held = self.lock();
        let lease = held.leases.entry(holder).or_default();
        lease.connections += 1;
        lease.timer = None;
        if lease.connections == 1 && self.membership.is_shared() {
            self.membership.seats().connect(seat(holder));
        }
        drop(held);
        Connected {
            leases: Arc::clone(self),
            holder,
        }
    }

    /// Whether the person has a live connection that follows the visit.
    pub(super) fn is_connected(&self, visit: VisitKey, person: PersonId) -> bool {
        let held = self.lock();
        let lease = held.leases.get(&(visit, person));
        lease.is_some_and(|lease| lease.connections > 0)
    }

    /// Counts a connection whose follow failed and will be retried, until it is dropped. `None` if the person has
    /// neither a connection nor a timer, so that no one can fill the memory by following visits of others.
    pub(crate) fn keep(self: &Arc<Self>, visit: VisitKey, person: PersonId) -> Option<Connected> {
        let known = self.lock().leases.contains_key(&(visit, person));
        known.then(|| self.connect(visit, person))
    }

    /// Starts the timers of presence that these committed entries report and that has no connection.
    pub(super) fn reported(
        self: &Arc<Self>,
        visit: VisitKey,
        state: &VisitState,
        entries: &[Entry],
    ) {
        for entry in entries {
            if let Event::WaitingRoomEntered { person } | Event::CallJoined { person } = entry.event
                && is_leased(state, person)
            {
                self.start_timer((visit, person), true, self.patience());
            }
        }
    }

    /// Starts the timers of leased presence that has neither a connection nor a timer.
    pub(super) fn look(self: &Arc<Self>, visit: VisitKey, state: &VisitState) {
        for participant in state.participants.values().filter(|p| p.leased) {
            self.start_timer((visit, participant.person), false, self.patience());
        }
    }

    /// Starts the timers of presence that was leased when the previous process ended. With several nodes, that is the
    /// [`takeover`](super::takeover).
    pub(crate) async fn resume(self: Arc<Self>, log: Arc<dyn VisitLog>) {
        if self.nodes == Nodes::Several {
            return;
        }
        let mut after = None;
        loop {
            match leased_page(&*log, after).await {
                Ok((people, last)) => {
                    for (visit, person) in people {
                        self.start_timer((visit, person), false, self.lasts);
                    }
                    if last.is_none() {
                        return;
                    }
                    after = last;
                }
                Err(error) => {
                    tracing::warn!(%error, "leases are resumed later");
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }

    /// Starts the timer of a person whom a dead node watched over, unless they have one or are connected here.
    pub(super) fn adopt(self: &Arc<Self>, person: PersonInVisit, wait: Duration) {
        self.start_timer((person.visit, person.person), false, wait);
    }

    /// How long presence lasts after the last connection.
    pub(super) fn lasts(&self) -> Duration {
        self.lasts
    }

    /// How long this node waits before it ends a lease.
    pub(super) fn patience(&self) -> Duration {
        match self.nodes {
            Nodes::Single => self.lasts,
            Nodes::Several => self.lasts.saturating_add(RECORDED),
        }
    }

    fn start_timer(self: &Arc<Self>, holder: Holder, restart: bool, wait: Duration) {
        // Without seats, another node's connections are unknown here, so no lease ends.
        let can_end = self.nodes == Nodes::Single || self.membership.is_shared();
        let (true, Ok(runtime)) = (can_end, tokio::runtime::Handle::try_current()) else {
            return;
        };
        let mut held = self.lock();
        held.newest += 1;
        let timer = held.newest;
        let lease = held.leases.entry(holder).or_default();
        if lease.connections > 0 || (lease.timer.is_some() && !restart) {
            return;
        }
        lease.timer = Some(timer);
        if self.membership.is_shared() {
            self.membership.seats().disconnect(seat(holder));
        }
        drop(held);
        // Without a reference to the visits: the service and its storage may be closed meanwhile.
        runtime.spawn(Arc::clone(self).end_later(holder, timer, wait));
    }

    /// Ends a lease whose timer runs out.
    async fn end_later(self: Arc<Self>, (visit, person): Holder, timer: u64, mut wait: Duration) {
        loop {
            tokio::time::sleep(wait).await;
            let Some(visits) = self.visits.upgrade().filter(|_| {
                let held = self.lock();
                let lease = held.leases.get(&(visit, person));
                lease.is_some_and(|lease| lease.timer == Some(timer))
            }) else {
                return;
            };
            let ended = match self.elsewhere((visit, person)).await {
                Ok(Elsewhere::Connected) => Ok(()), // the other node watches over them
                Ok(Elsewhere::Recently) => {
                    wait = again();
                    continue;
                }
                Ok(Elsewhere::Nowhere) => visits.drop_person(visit, person).await,
                Err(error) => Err(error.into()),
            };
            match ended {
                Err(error @ AppError::Unavailable(_)) => {
                    tracing::warn!(%error, "a lease is ended later");
                }
                // Refused if the visit was closed or the person removed: there is no lease to end.
                _ => {
                    self.forget((visit, person), timer);
                    return;
                }
            }
            wait = again();
        }
    }

    /// Where else the person has been connected while the lease lasted.
    async fn elsewhere(&self, holder: Holder) -> Result<Elsewhere, PortError> {
        if !self.membership.is_shared() {
            return Ok(Elsewhere::Nowhere);
        }
        let people = [seat(holder)];
        let within = |within| self.membership.seated_elsewhere(&people, within);
        if within(self.lasts).await?.is_empty() {
            return Ok(Elsewhere::Nowhere);
        }
        Ok(match within(Duration::ZERO).await?.is_empty() {
            true => Elsewhere::Recently,
            false => Elsewhere::Connected,
        })
    }

    fn forget(&self, holder: Holder, timer: u64) {
        let mut held = self.lock();
        let lease = held.leases.get(&holder);
        if lease.is_some_and(|lease| lease.timer == Some(timer)) {
            held.leases.remove(&holder);
            self.vacate(holder);
        }
    }

    fn vacate(&self, holder: Holder) {
        if self.membership.is_shared() {
            self.membership.seats().vacate(seat(holder));
        }
    }

    fn disconnect(self: &Arc<Self>, holder: Holder) {
        let mut held = self.lock();
        let Some(lease) = held.leases.get_mut(&holder) else {
            return;
        };
        lease.connections = lease.connections.saturating_sub(1);
        if lease.connections > 0 {
            return;
        }
        held.leases.remove(&holder);
        self.vacate(holder);
        drop(held);
        let (visit, person) = holder;
        let visits = self.visits.upgrade();
        let leased = visits.and_then(|visits| visits.is_leased(visit, person));
        // Without a known state there may be a lease; the rules decide when the timer runs out.
        if leased.unwrap_or(true) {
            self.start_timer(holder, false, self.patience());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page of the people whose presence is leased, and the last visit of the page; `None` at the end.
pub(super) async fn leased_page(
    log: &dyn VisitLog,
    after: Option<VisitKey>,
) -> Result<(Vec<(VisitKey, PersonId)>, Option<VisitKey>), PortError> {
    let page = log.visits_with_leases(after, PAGE).await?;
    let last = page.last().map(|s| VisitKey::new(s.clinic, s.visit));
    let leased = page.into_iter().flat_map(|summary| {
        let visit = VisitKey::new(summary.clinic, summary.visit);
        let people = summary.participants.into_iter().filter(|p| p.leased);
        people.map(move |p| (visit, p.person))
    });
    Ok((leased.collect(), last))
}

/// The time until the next attempt, different at each node.
fn again() -> Duration {
    RETRY.mul_f64(0.5 + fastrand::f64())
}

fn seat((visit, person): Holder) -> PersonInVisit {
    PersonInVisit { visit, person }
}

pub(super) fn is_leased(state: &VisitState, person: PersonId) -> bool {
    let participant = state.participants.get(&person);
    participant.is_some_and(|participant| participant.leased)
}

/// A live connection that follows a visit on behalf of a person.
pub(crate) struct Connected {
    leases: Arc<Leases>,
    holder: Holder,
}

impl Drop for Connected {
    fn drop(&mut self) {
        self.leases.disconnect(self.holder);
    }
}
