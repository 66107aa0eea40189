//! The cache of visits, bounded by bytes.

use super::{
    leases::{Leases, Visits, is_leased},
    live_visit::LiveVisit,
    reads::Reads,
};
use crate::{
    error::AppError,
    live::boards::Boards,
    nodes::Membership,
    notifying::Notifying,
    settings::{Ports, Settings},
};
use chat_domain::{Actor, Command, PersonId};
use chat_ports::VisitKey;
use futures::{FutureExt as _, future::BoxFuture};
use moka::sync::Cache;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

/// Invariant: at most one [`LiveVisit`] per visit in a process. A second one would miss the other's commits.
///
/// Weak references find the visits in use; the cache only decides which idle visits stay.
pub(crate) struct VisitCache {
    ports: Ports,
    settings: Settings,
    boards: Arc<Boards>,
    leases: Arc<Leases>,
    reads: Arc<Reads>,
    notifying: Arc<Notifying>,
    in_use: Mutex<InUse>,
    /// Bounded by the bytes that the visits take.
    idle: Cache<VisitKey, Arc<LiveVisit>>,
}

#[derive(Default)]
struct InUse {
    visits: HashMap<VisitKey, Weak<LiveVisit>>,
    sweep_at: usize,
}

impl VisitCache {
    pub(crate) fn new(
        ports: Ports,
        settings: &Settings,
        boards: Arc<Boards>,
        membership: Arc<Membership>,
    ) -> Arc<Self> {
        let idle = Cache::builder()
            .max_capacity(settings.idle_visit_bytes)
            .weigher(|_, live: &Arc<LiveVisit>| live.weigh())
            .build();
        Arc::new_cyclic(|visits: &Weak<Self>| Self {
            reads: Reads::new(Arc::clone(&ports.log)),
            notifying: Arc::new(Notifying::new(&ports)),
            ports,
            settings: settings.clone(),
            boards,
            leases: Leases::new(settings, membership, visits.clone()),
            in_use: Mutex::default(),
            idle,
        })
    }

    /// The leases of presence.
    pub(crate) fn leases(&self) -> &Arc<Leases> {
        &self.leases
    }

    /// The reads of the logs.
    pub(crate) fn reads(&self) -> &Arc<Reads> {
        &self.reads
    }

    /// Keeps a visit after use, and weighs it again if it has grown. Visits that do not exist are not
    /// kept, since a client can invent ids.
    pub(crate) fn keep(&self, live: &Arc<LiveVisit>) {
        if live.exists() && (live.has_grown() || self.idle.get(&live.visit).is_none()) {
            self.idle.insert(live.visit, Arc::clone(live));
        }
    }

    /// The visit, if it is in memory.
    pub(crate) fn known(&self, visit: VisitKey) -> Option<Arc<LiveVisit>> {
        self.lock().visits.get(&visit).and_then(Weak::upgrade)
    }

    /// The visit, loaded or not, whether or not it exists.
    pub(crate) fn get(&self, visit: VisitKey) -> Arc<LiveVisit> {
        let mut in_use = self.lock();
        if let Some(live) = in_use.visits.get(&visit).and_then(Weak::upgrade) {
            return live;
        }
        if in_use.visits.len() >= in_use.sweep_at {
            in_use.visits.retain(|_, live| live.strong_count() > 0);
            in_use.sweep_at = (2 * in_use.visits.len()).max(1_024);
        }
        let (ports, boards) = (self.ports.clone(), Arc::clone(&self.boards));
        let (leases, reads) = (Arc::clone(&self.leases), Arc::clone(&self.reads));
        let notifying = Arc::clone(&self.notifying);
        let live = LiveVisit::new(
            visit,
            ports,
            &self.settings,
            boards,
            leases,
            reads,
            notifying,
        );
        let live = Arc::new(live);
        in_use.visits.insert(visit, Arc::downgrade(&live));
        live
    }

    /// Sends notifications.
    pub(crate) const fn notifying(&self) -> &Arc<Notifying> {
        &self.notifying
    }

    /// The number of idle visits that are kept, and their approximate bytes.
    pub(crate) fn kept(&self) -> (u64, u64) {
        self.idle.run_pending_tasks();
        (self.idle.entry_count(), self.idle.weighted_size())
    }

    fn lock(&self) -> MutexGuard<'_, InUse> {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Visits for VisitCache {
    fn is_leased(&self, visit: VisitKey, person: PersonId) -> Option<bool> {
        let known = self.known(visit)?.cached()?;
        Some(is_leased(&known.state, person))
    }

    fn drop_person(
        &self,
        visit: VisitKey,
        person: PersonId,
    ) -> BoxFuture<'static, Result<(), AppError>> {
        let answer = self
            .get(visit)
            .enqueue(Actor::Service, Command::Drop { person });
        let answer = async move { answer.await.map_err(AppError::unavailable)?.map(drop) };
        answer.boxed()
    }
}
