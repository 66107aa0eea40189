//! The engine: the one way of changing a visit, and the committed states to answer from.

use crate::{
    access_log::recorder::AccessRecorder,
    error::AppError,
    live::boards::Boards,
    nodes::Membership,
    rates::{Kind, Rates},
    settings::{Ports, Settings},
    sign_outs::SignOuts,
    visits::{cache::VisitCache, live_visit::LiveVisit, queue::Answer, snapshot::Snapshot},
};
use chat_domain::{Actor, ChatKey, Command, PersonId, Refusal, Seq, VisitState, commit};
use chat_ports::VisitKey;
use futures::FutureExt as _;
use std::sync::Arc;
use tokio::sync::watch;

/// The visits of all clinics, over the ports. Files and live subscriptions build on it.
pub(crate) struct Engine {
    pub(crate) ports: Ports,
    pub(crate) settings: Settings,
    pub(crate) visits: Arc<VisitCache>,
    pub(crate) boards: Arc<Boards>,
    pub(crate) rates: Rates,
    pub(crate) membership: Arc<Membership>,
    pub(crate) sign_outs: SignOuts,
    pub(crate) accesses: AccessRecorder,
    /// Counts the changes of webhook endpoints on this node.
    pub(crate) webhook_changes: watch::Sender<u64>,
}

impl Engine {
    pub(crate) fn new(ports: Ports, settings: Settings) -> Self {
        let boards = Arc::new(Boards::new(&settings));
        let membership = Membership::new(&ports, &settings);
        let ours = Arc::clone(&membership);
        let visits = VisitCache::new(ports.clone(), &settings, Arc::clone(&boards), ours);
        Self {
            accesses: AccessRecorder::new(&ports),
            ports,
            membership,
            rates: Rates::new(settings.rates),
            settings,
            visits,
            boards,
            sign_outs: SignOuts::default(),
            webhook_changes: watch::Sender::new(0),
        }
    }

    /// Decides a command and, if permitted, appends and announces it. Returns the state after
    /// the commit.
    pub(crate) async fn execute(&self, visit: VisitKey, actor: Actor, command: Command) -> Answer {
        self.enqueue(visit, actor, command).await?.await
    }

    /// Queues a command; the returned future is its answer. Commands are decided in the order in
    /// which they were queued.
    pub(crate) async fn enqueue(
        &self,
        visit: VisitKey,
        actor: Actor,
        command: Command,
    ) -> Result<impl Future<Output = Answer> + Send + use<>, AppError> {
        self.rates.command(visit.clinic, actor, &command)?;
        self.enqueue_admitted(visit, actor, command).await
    }

    /// [`Engine::enqueue`] for a command that was counted toward a rate.
    pub(crate) async fn enqueue_admitted(
        &self,
        visit: VisitKey,
        actor: Actor,
        command: Command,
    ) -> Result<impl Future<Output = Answer> + Send + use<>, AppError> {
        let live = match actor {
            Actor::Person(person) => self.enter(visit, person).await?,
            Actor::Host | Actor::Overseer(_) | Actor::Service => Some(self.visits.get(visit)),
        };
        let Some(live) = live else {
            let mut nothing = VisitState::default();
            let now = self.ports.clock.now();
            let refusal = commit(&mut nothing, actor, &command, now).err();
            return Err(refusal.unwrap_or(Refusal::VisitUnknown).into());
        };
        let answer = Arc::clone(&live).enqueue(actor, command);
        let visits = Arc::clone(&self.visits);
        Ok(async move {
            let answer = answer.await.map_err(AppError::unavailable);
            visits.keep(&live);
            answer?
        })
    }

    /// The visit, if the person is or was a participant. For anyone else it does not exist, and the
    /// answer takes the same work whether it does or not (M7).
    pub(crate) async fn enter(
        &self,
        visit: VisitKey,
        person: PersonId,
    ) -> Result<Option<Arc<LiveVisit>>, AppError> {
        if let Some(live) = self.entered(visit, person) {
            return Ok(Some(live));
        }
        let takes_part = self.ports.log.takes_part(visit, person).await?;
        Ok(takes_part.then(|| self.visits.get(visit)))
    }

    /// [`Engine::enter`] from memory alone.
    fn entered(&self, visit: VisitKey, person: PersonId) -> Option<Arc<LiveVisit>> {
        let live = self.visits.known(visit)?;
        let known = live.cached()?;
        known
            .state
            .participants
            .contains_key(&person)
            .then_some(live)
    }

    /// Shows the visit's followers that a person types, if they may write in the chat (R5).
    pub(crate) fn signal_typing(&self, visit: VisitKey, person: PersonId, chat: ChatKey) {
        if self
            .rates
            .admit(Kind::Typing, visit.clinic, person)
            .is_err()
        {
            return;
        }
        // No one follows a visit that is not in memory.
        if let Some(live) = self.visits.known(visit) {
            live.signal_typing(person, chat);
        }
    }

    /// The committed state to answer a person from; an empty one if the visit does not exist for them.
    pub(crate) async fn snapshot_for(
        &self,
        visit: VisitKey,
        person: PersonId,
    ) -> Result<Snapshot, AppError> {
        let Some(live) = self.enter(visit, person).await? else {
            return Ok(Snapshot::default());
        };
        let snapshot = live.snapshot().await;
        self.visits.keep(&live);
        snapshot
    }

    /// The committed state of a visit; an empty one if it does not exist.
    pub(crate) async fn snapshot(&self, visit: VisitKey) -> Result<Snapshot, AppError> {
        let live = self.visits.get(visit);
        let snapshot = live.snapshot().await;
        self.visits.keep(&live);
        snapshot
    }

    /// The committed states of visits, in order. What must be read is read together.
    pub(crate) async fn snapshots(&self, visits: Vec<VisitKey>) -> Vec<Result<Snapshot, AppError>> {
        let snapshots = visits.into_iter().map(|visit| self.snapshot(visit).boxed());
        self.visits.reads().together(snapshots).await
    }

    /// The committed states of listed visits, at the version of the list or a newer one, in order. What must be read is read
    /// together.
    pub(crate) async fn load(
        &self,
        visits: &[(Arc<LiveVisit>, Seq)],
    ) -> Vec<Result<Snapshot, AppError>> {
        let snapshots = visits.iter().map(|(live, version)| async move {
            let snapshot = live.at_least(*version).await;
            self.visits.keep(live);
            snapshot
        });
        self.visits.reads().together(snapshots).await
    }
}
