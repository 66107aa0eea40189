//! The service and its one way of changing anything.

use crate::{
    error::AppError,
    files::{Admission, Spools, Thumbnails},
    room::Snapshot,
    rooms::Rooms,
    settings::{Ports, Settings},
};
use chat_domain::{Actor, Command, Entry, PersonId, Policy, VisitState, VisitView, view};
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
    pub(crate) rooms: Rooms,
    pub(crate) admission: Admission,
    pub(crate) spools: Spools,
    /// Whose turn it is to be scanned.
    pub(crate) scans: Semaphore,
    /// The held upload after which the next round goes on; from the first one if there is none.
    pub(crate) held_after: Mutex<Option<UploadCursor>>,
    /// Held while a waiting file is released, or is given up: never both at once.
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
        let rooms = Rooms::new(ports.clone(), &settings);
        let thumbnails = Thumbnails::new(&settings.thumbnails);
        let spools = Spools::new(&settings);
        let scans = settings.uploads.scans_at_once;
        let scans = Semaphore::new(scans.clamp(1, Semaphore::MAX_PERMITS));
        Self {
            inner: Arc::new(Inner {
                ports,
                settings,
                rooms,
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
    /// [`AppError::Refused`] with the rule, or [`AppError::Unavailable`].
    pub async fn execute(
        &self,
        visit: VisitKey,
        actor: Actor,
        command: Command,
    ) -> Result<Outcome, AppError> {
        let room = self.inner.rooms.get(visit);
        let outcome = Arc::clone(&room).execute(actor, command).await;
        self.inner.rooms.keep(&room);
        outcome
    }

    /// What a person is shown of a visit.
    ///
    /// # Errors
    /// [`AppError::Refused`]: to an outsider the visit does not exist (M7).
    pub async fn view(&self, visit: VisitKey, person: PersonId) -> Result<VisitView, AppError> {
        Ok(view(&self.snapshot(visit).await?.state, person)?)
    }

    pub(crate) async fn snapshot(&self, visit: VisitKey) -> Result<Snapshot, AppError> {
        let room = self.inner.rooms.get(visit);
        let snapshot = room.snapshot().await;
        self.inner.rooms.keep(&room);
        snapshot
    }
}
