//! The service: what a transport or an embedding host calls.

pub(crate) mod accesses;
pub(crate) mod dashboard;
mod deliveries;
mod events;
pub(crate) mod fhir;
mod files;
pub(crate) mod history;
pub(crate) mod host;
mod invitations;
mod link_sessions;
pub(crate) mod many;
pub(crate) mod messages;
pub(crate) mod notices;
mod on_one_node;
pub(crate) mod reading;
pub(crate) mod schedule;
mod sign_out;
mod subscribe;
pub(crate) mod transcript;
mod webhooks;

use crate::{
    access_log::upkeep as deleting,
    engine::Engine,
    error::AppError,
    files::{Files, upkeep},
    invitations::{Answers, upkeep as collecting},
    meters::METERS,
    notifying::follow,
    settings::{Nodes, Ports, Settings, Upkeep},
    transcripts::Transcripts,
    visits::{sweep, takeover},
};
use chat_domain::{Actor, Command, PersonId, VisitView, view};
use chat_ports::VisitKey;
use std::{
    convert::Infallible,
    sync::{Arc, LazyLock, OnceLock},
};
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;

/// Visit chat as a service: one value for all visits of all clinics, cheap to clone.
///
/// Must be used within a tokio runtime. Until the last clone is dropped, it runs the upkeep of uploads
/// ([`Upkeep::Automatic`]), ends leases of presence (V9) and closes visits by their policy (W8) in the background.
#[derive(Clone)]
pub struct ChatService {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Arc<Engine>,
    files: Files,
    answers: Answers,
    upkeep: OnceLock<AbortOnDropHandle<Infallible>>,
    membership: OnceLock<AbortOnDropHandle<Infallible>>,
    leases: OnceLock<AbortOnDropHandle<Infallible>>,
    sweep: OnceLock<AbortOnDropHandle<Infallible>>,
    collecting: OnceLock<AbortOnDropHandle<Infallible>>,
    recording: OnceLock<AbortOnDropHandle<Infallible>>,
    deleting: OnceLock<AbortOnDropHandle<Infallible>>,
    transcripts: Transcripts,
    notifying: OnceLock<AbortOnDropHandle<Infallible>>,
}

impl ChatService {
    /// A service over the given adapters. Outside of a tokio runtime, its background tasks start with the
    /// first upload.
    #[must_use]
    pub fn new(ports: Ports, settings: Settings) -> Self {
        LazyLock::force(&METERS);
        let engine = Arc::new(Engine::new(ports, settings));
        let files = Files::new(&engine);
        let service = Self {
            inner: Arc::new(Inner {
                engine,
                files,
                answers: Answers::default(),
                upkeep: OnceLock::new(),
                membership: OnceLock::new(),
                leases: OnceLock::new(),
                sweep: OnceLock::new(),
                collecting: OnceLock::new(),
                recording: OnceLock::new(),
                deleting: OnceLock::new(),
                transcripts: Transcripts::default(),
                notifying: OnceLock::new(),
            }),
        };
        service.start_background();
        service
    }

    /// Resumes the leases of the previous process, joins the other nodes, and starts to close visits, and the upkeep
    /// unless that is the host's.
    fn start_background(&self) {
        let inner = &self.inner;
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        inner.leases.get_or_init(|| {
            let leases = Arc::clone(inner.engine.visits.leases());
            let membership = Arc::clone(&inner.engine.membership);
            let log = Arc::clone(&inner.engine.ports.log);
            AbortOnDropHandle::new(runtime.spawn(async move {
                Arc::clone(&leases).resume(Arc::clone(&log)).await;
                takeover::run(leases, membership, log).await
            }))
        });
        if inner.engine.settings.nodes == Nodes::Several {
            let (ports, again) = (&inner.engine.ports, inner.engine.settings.poll_every);
            inner
                .engine
                .sign_outs
                .listen(&runtime, &ports.fanout, again);
        }
        inner.sweep.get_or_init(|| {
            let engine = Arc::clone(&inner.engine);
            AbortOnDropHandle::new(runtime.spawn(sweep::run(engine)))
        });
        if inner.engine.ports.invitations.is_some() {
            inner.collecting.get_or_init(|| {
                let engine = Arc::clone(&inner.engine);
                AbortOnDropHandle::new(runtime.spawn(collecting::run(engine)))
            });
        }
        if inner.engine.ports.accesses.is_some() {
            inner.recording.get_or_init(|| {
                let engine = Arc::clone(&inner.engine);
                AbortOnDropHandle::new(runtime.spawn(async move { engine.accesses.run().await }))
            });
            inner.deleting.get_or_init(|| {
                let engine = Arc::clone(&inner.engine);
                AbortOnDropHandle::new(runtime.spawn(deleting::run(engine)))
            });
        }
        if inner.engine.visits.notifying().is_followed() {
            inner.notifying.get_or_init(|| {
                let engine = Arc::clone(&inner.engine);
                AbortOnDropHandle::new(runtime.spawn(follow::run(engine)))
            });
        }
        inner.membership.get_or_init(|| {
            let membership = Arc::clone(&inner.engine.membership);
            AbortOnDropHandle::new(runtime.spawn(membership.run()))
        });
        if inner.engine.settings.uploads.upkeep == Upkeep::Automatic {
            inner.upkeep.get_or_init(|| {
                // Without a reference to the service, whose last drop aborts the task.
                let settings = inner.engine.settings.uploads.clone();
                let releaser = Arc::clone(&inner.files.releaser);
                let collector = Arc::clone(&inner.files.collector);
                let ours = Arc::clone(&inner.engine.membership);
                AbortOnDropHandle::new(runtime.spawn(async move {
                    upkeep::run(&releaser, &collector, &settings, &ours).await
                }))
            });
        }
    }

    /// Leaves the other nodes: they do the upkeep of this one from now on, without waiting until its lease runs out. Call it
    /// when the process stops to serve. This service can still be used; it does no upkeep of visits and uploads that
    /// others do. What was counted for the access log is stored; on a single node, that is all.
    ///
    /// # Errors
    /// [`AppError::Unavailable`]: the lease runs out.
    pub async fn leave(&self) -> Result<(), AppError> {
        self.inner.engine.accesses.flush().await;
        Ok(self.inner.engine.membership.leave().await?)
    }

    /// Decides a command and, if permitted, makes it durable and announces it.
    ///
    /// Returns after the commit.
    ///
    /// # Errors
    /// [`AppError::Refused`] with the rule, [`AppError::TooOften`] or [`AppError::Unavailable`];
    /// [`AppError::Invalid`] for [`Command::StageFile`], since only an upload that passed the gate is staged,
    /// for [`Command::MarkRead`] and [`Command::NoAnswerNeeded`], which [`ChatService::mark_read`] and
    /// [`ChatService::no_answer_needed`] make, and for [`Actor::Service`], which acts without a request.
    ///
    /// # Cancel safety
    /// Dropping the future does not undo the command.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_domain::{Actor, Command};
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, provider, patient, .. } = &clinic;
    /// let joins = Command::JoinCall { person: *provider };
    /// service.execute(*visit, Actor::Person(*provider), joins).await?;
    /// let completes = Command::CompleteVisit;
    /// // Only the care team may.
    /// let refused = service.execute(*visit, Actor::Person(*patient), completes).await;
    /// assert!(refused.is_err());
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn execute(
        &self,
        visit: VisitKey,
        actor: Actor,
        command: Command,
    ) -> Result<(), AppError> {
        if actor == Actor::Service {
            return Err(AppError::Invalid("the service acts without a request"));
        }
        if matches!(command, Command::StageFile { .. }) {
            return Err(AppError::Invalid("a file is staged by uploading it"));
        }
        if matches!(command, Command::MarkRead { .. }) {
            return Err(AppError::Invalid("a chat is marked by `mark_read`"));
        }
        if matches!(command, Command::NoAnswerNeeded { .. }) {
            return Err(AppError::Invalid("a wait is ended by `no_answer_needed`"));
        }
        let executed = self.inner.engine.execute(visit, actor, command).await;
        executed.map(drop)
    }

    /// Sets the metrics that are measured rather than counted: the visits in memory. Call it before the metrics are read.
    pub fn measure(&self) {
        let (visits, bytes) = self.inner.engine.visits.kept();
        METERS.cached_visits.set(visits as f64);
        METERS.cached_bytes.set(bytes as f64);
    }

    /// A person's view of a visit.
    ///
    /// # Errors
    /// [`AppError::Refused`]: for an outsider the visit does not exist (M7).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, patient, .. } = &clinic;
    /// // The patient can't start a chat; the view says why (W2).
    /// let view = service.view(*visit, *patient).await?;
    /// assert!(view.chats.iter().all(|chat| chat.access.write.is_err()));
    /// clinic.says("Good morning.").await?;
    /// let view = service.view(*visit, *patient).await?;
    /// assert!(view.chats.iter().any(|chat| chat.access.write.is_ok()));
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn view(&self, visit: VisitKey, person: PersonId) -> Result<VisitView, AppError> {
        let snapshot = self.inner.engine.snapshot_for(visit, person).await?;
        Ok(view(&snapshot.state, person)?)
    }
}
