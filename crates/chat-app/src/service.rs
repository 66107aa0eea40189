//! The service and its one way of changing anything.

use crate::{
    error::AppError,
    files::{Admission, Spools, Thumbnails},
    live::Boards,
    rates::Rates,
    room::{Room, Snapshot},
    rooms::Rooms,
    settings::{Ports, Settings},
};
use chat_domain::{
    Actor, Command, Entry, PersonId, Policy, Refusal, VisitState, VisitView, commit, view,
};
use chat_ports::{UploadCursor, VisitKey};
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Visit chat as a service: one value for all visits of all clinics, cheap to clone.
///
/// Must be used within a tokio runtime.
#[derive(Clone)]
pub struct ChatService {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) ports: Ports,
    pub(crate) settings: Settings,
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) boards: Arc<Boards>,
    pub(crate) admission: Admission,
    pub(crate) rates: Rates,
    pub(crate) spools: Spools,
    /// Whose turn it is to be scanned.
    pub(crate) scans: Semaphore,
    /// The held upload after which the next round goes on; from the first one if there is none.
    pub(crate) held_after: Mutex<Option<UploadCursor>>,
    /// Held while a waiting file is released or discarded, so that the two never overlap.
    pub(crate) settling: tokio::sync::Mutex<()>,
    pub(crate) thumbnails: Thumbnails,
}

/// What a command led to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The entries that were appended; none if all was as asked already.
    pub entries: Vec<Entry>,
    /// The state after them, and after the commands that were decided together with this one.
    pub state: Arc<VisitState>,
}

impl ChatService {
    /// A service over the given adapters.
    #[must_use]
    pub fn new(ports: Ports, settings: Settings) -> Self {
        let boards = Arc::new(Boards::new(&settings));
        let rooms = Arc::new(Rooms::new(ports.clone(), &settings, Arc::clone(&boards)));
        let thumbnails = Thumbnails::new(&settings.thumbnails);
        let spools = Spools::new(&settings);
        let scans = settings.uploads.scans_at_once;
        let scans = Semaphore::new(scans.clamp(1, Semaphore::MAX_PERMITS));
        Self {
            inner: Arc::new(Inner {
                ports,
                rates: Rates::new(settings.rates),
                settings,
                rooms,
                boards,
                admission: Admission::default(),
                spools,
                scans,
                held_after: Mutex::default(),
                settling: tokio::sync::Mutex::default(),
                thumbnails,
            }),
        }
    }

    /// The policy of visits that are scheduled without one of their own.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.inner.settings.policy
    }

    /// Decides a command and, if permitted, makes it durable and announces it.
    ///
    /// Answers after the commit. Dropping the future does not undo the command.
    ///
    /// # Errors
    /// [`AppError::Refused`] with the rule, [`AppError::TooOften`] or [`AppError::Unavailable`].
    pub async fn execute(
        &self,
        visit: VisitKey,
        actor: Actor,
        command: Command,
    ) -> Result<Outcome, AppError> {
        self.enqueue(visit, actor, command).await?.await
    }

    /// Gives a command its place in the visit's queue; what is awaited then is its outcome.
    pub(crate) async fn enqueue(
        &self,
        visit: VisitKey,
        actor: Actor,
        command: Command,
    ) -> Result<impl Future<Output = Result<Outcome, AppError>> + Send + use<>, AppError> {
        self.inner.rates.command(visit.clinic, actor, &command)?;
        let room = match actor {
            Actor::Person(person) => self.enter(visit, person).await?,
            Actor::Host | Actor::Overseer(_) => Some(self.inner.rooms.get(visit)),
        };
        let Some(room) = room else {
            let mut nothing = VisitState::default();
            let now = self.inner.ports.clock.now();
            let refusal = commit(&mut nothing, actor, &command, now).err();
            return Err(refusal.unwrap_or(Refusal::VisitUnknown).into());
        };
        let answer = Arc::clone(&room).enqueue(actor, command);
        let inner = Arc::clone(&self.inner);
        Ok(async move {
            let outcome = answer.await.map_err(AppError::unavailable);
            inner.rooms.keep(&room);
            outcome?
        })
    }

    /// What a person is shown of a visit.
    ///
    /// # Errors
    /// [`AppError::Refused`]: to an outsider the visit does not exist (M7).
    pub async fn view(&self, visit: VisitKey, person: PersonId) -> Result<VisitView, AppError> {
        Ok(view(
            &self.snapshot_for(visit, person).await?.state,
            person,
        )?)
    }

    /// The visit, if the person is or was a participant. To everybody else there is no such visit,
    /// and to find that out takes the same work whether there is one or not (M7).
    pub(crate) async fn enter(
        &self,
        visit: VisitKey,
        person: PersonId,
    ) -> Result<Option<Arc<Room>>, AppError> {
        if let Some(room) = self.entered(visit, person) {
            return Ok(Some(room));
        }
        let takes_part = self.inner.ports.log.takes_part(visit, person).await?;
        Ok(takes_part.then(|| self.inner.rooms.get(visit)))
    }

    /// As [`ChatService::enter`], if memory tells.
    pub(crate) fn entered(&self, visit: VisitKey, person: PersonId) -> Option<Arc<Room>> {
        let room = self.inner.rooms.known(visit)?;
        let known = room.cached()?;
        known
            .state
            .participants
            .contains_key(&person)
            .then_some(room)
    }

    /// The committed state to answer a person by: an empty one to whom the visit does not exist.
    pub(crate) async fn snapshot_for(
        &self,
        visit: VisitKey,
        person: PersonId,
    ) -> Result<Snapshot, AppError> {
        let Some(room) = self.enter(visit, person).await? else {
            return Ok(Snapshot::default());
        };
        let snapshot = room.snapshot().await;
        self.inner.rooms.keep(&room);
        snapshot
    }

    pub(crate) async fn snapshot(&self, visit: VisitKey) -> Result<Snapshot, AppError> {
        let room = self.inner.rooms.get(visit);
        let snapshot = room.snapshot().await;
        self.inner.rooms.keep(&room);
        snapshot
    }
}
