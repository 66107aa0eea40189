//! What is recorded, and when.

use super::{folding::Folding, group::Group, origin::Origin};
use crate::{error::AppError, meters::METERS, settings::Ports};
use chat_domain::{AttachmentId, ChatKey, ClinicId, PersonId, VisitId, VisitState};
use chat_ports::{AccessEntry, AccessId, AccessKind, Accessor, Clock, IdSource, VisitKey};
use chat_transcript::Reader;
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::{
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use uuid::Builder;

/// The most first reads that are remembered, of about 100 bytes each.
const REMEMBERED: u64 = 200_000;

/// How often refusals are stored.
const STORE_EVERY: Duration = Duration::from_secs(1);

/// How long a participant who reads waits for the access log.
const PATIENCE: Duration = Duration::from_secs(1);

/// The most refusals that are stored in one batch.
const MAX_BATCH: usize = 256;

/// Records what people open before they are shown it, and refusals in the background. Without a port, does nothing.
pub(crate) struct AccessRecorder {
    port: Option<Recording>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

struct Recording {
    group: Arc<Group>,
    /// The first reads that are known to be stored.
    remembered: Cache<AccessId, ()>,
    refusals: Mutex<Folding>,
}

/// What someone opens or is refused.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) clinic: ClinicId,
    pub(crate) visit: Option<VisitId>,
    pub(crate) who: Accessor,
    pub(crate) kind: AccessKind,
    pub(crate) chat: Option<ChatKey>,
    pub(crate) file: Option<AttachmentId>,
}

impl Subject {
    /// A participant is shown messages of a chat.
    pub(crate) fn chat_read(
        visit: VisitKey,
        state: &VisitState,
        person: PersonId,
        chat: ChatKey,
    ) -> Self {
        let role = state.participants.get(&person).map(|it| it.role);
        Self {
            clinic: visit.clinic,
            visit: Some(visit.visit),
            who: Accessor::Person { person, role },
            kind: AccessKind::ChatRead,
            chat: Some(chat),
            file: None,
        }
    }

    /// An overseer is shown messages of a chat (M5).
    pub(crate) const fn overseen(visit: VisitKey, overseer: PersonId, chat: ChatKey) -> Self {
        Self {
            clinic: visit.clinic,
            visit: Some(visit.visit),
            who: Accessor::Overseer { person: overseer },
            kind: AccessKind::ChatOverseen,
            chat: Some(chat),
            file: None,
        }
    }

    /// A reader gets a transcript with what is in a chat; without one, of a visit in which nothing was written.
    pub(crate) fn transcript_made(
        visit: VisitKey,
        state: &VisitState,
        reader: Reader,
        chat: Option<ChatKey>,
    ) -> Self {
        let role = |person| state.participants.get(&person).map(|it| it.role);
        let who = match reader {
            Reader::Participant(person) => Accessor::Person {
                person,
                role: role(person),
            },
            Reader::Overseer(person) => Accessor::Overseer { person },
            Reader::Operator => Accessor::Host,
        };
        Self {
            clinic: visit.clinic,
            visit: Some(visit.visit),
            who,
            kind: AccessKind::TranscriptMade,
            chat,
            file: None,
        }
    }

    /// The id of the first time: the same on every node and after every restart.
    fn first_id(&self) -> AccessId {
        let text = |id: Option<String>| id.unwrap_or_default();
        let about = [
            self.kind.name().to_owned(),
            self.clinic.to_string(),
            text(self.visit.map(|it| it.to_string())),
            text(self.who.person().map(|it| it.to_string())),
            matches!(self.who, Accessor::Overseer { .. }).to_string(),
            text(self.chat.map(|it| it.to_string())),
            text(self.file.map(|it| it.to_string())),
        ];
        let digest = Sha256::digest(about.join(" "));
        let mut id = [0; 16];
        id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        AccessId(Builder::from_custom_bytes(id).into_uuid())
    }
}

impl AccessRecorder {
    pub(crate) fn new(ports: &Ports) -> Self {
        let port = ports.accesses.as_ref().map(|log| Recording {
            group: Group::new(Arc::clone(log)),
            remembered: Cache::new(REMEMBERED),
            refusals: Mutex::default(),
        });
        Self {
            port,
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// Records what is opened for the first time. Returns once it is durable, or waits in memory so that a participant can read.
    /// Later times cost nothing.
    ///
    /// # Errors
    /// [`AppError::Unavailable`]: nothing may be shown. Never if a participant reads.
    pub(crate) async fn open_once(&self, subject: &Subject) -> Result<(), AppError> {
        let Some(port) = &self.port else {
            return Ok(());
        };
        let id = subject.first_id();
        if port.remembered.contains_key(&id) {
            return Ok(());
        }
        let entry = self.entry(id, subject, Origin::current());
        port.store(entry).await?;
        port.remembered.insert(id, ());
        Ok(())
    }

    /// Whether [`AccessRecorder::open_once`] has nothing to do, as far as is known.
    pub(crate) fn remembers(&self, subject: &Subject) -> bool {
        let port = self.port.as_ref();
        port.is_none_or(|port| port.remembered.contains_key(&subject.first_id()))
    }

    /// Records what is opened, each time. Returns once it is durable, or waits in memory so that a participant can read.
    ///
    /// # Errors
    /// [`AppError::Unavailable`]: nothing may be shown. Never if a participant reads.
    pub(crate) async fn open(
        &self,
        subject: &Subject,
        reason: Option<chat_domain::Reason>,
    ) -> Result<(), AppError> {
        let Some(port) = &self.port else {
            return Ok(());
        };
        let entry = AccessEntry {
            reason,
            ..self.entry(AccessId(self.ids.next_id()), subject, Origin::current())
        };
        port.store(entry).await
    }

    /// Counts a refusal, to be stored in the background. Never waits.
    pub(crate) fn refused(&self, subject: &Subject, code: Option<&str>) {
        let Some(port) = &self.port else {
            return;
        };
        let entry = AccessEntry {
            code: code.map(str::to_owned),
            ..self.entry(AccessId(self.ids.next_id()), subject, Origin::current())
        };
        if !port.refusals().add(entry, Instant::now()) {
            METERS.access_entries.add("dropped");
        }
    }

    /// Stores refusals until dropped.
    pub(crate) async fn run(&self) -> Infallible {
        let mut rounds = interval(STORE_EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            self.store_refusals().await;
        }
    }

    /// Stores what was counted so far, also of the running minute.
    pub(crate) async fn flush(&self) {
        if let Some(port) = &self.port {
            port.refusals().end(Instant::now());
        }
        self.store_refusals().await;
    }

    async fn store_refusals(&self) {
        let Some(port) = &self.port else {
            return;
        };
        loop {
            let batch = port.refusals().take(Instant::now(), MAX_BATCH);
            if batch.is_empty() {
                return;
            }
            if let Err(error) = port.group.store_all(batch.clone()).await {
                tracing::warn!(%error, "the access log can't be written; trying again");
                let dropped = port.refusals().put_back(batch);
                (0..dropped).for_each(|_| METERS.access_entries.add("dropped"));
                return;
            }
        }
    }

    fn entry(&self, id: AccessId, subject: &Subject, origin: Origin) -> AccessEntry {
        AccessEntry {
            id,
            clinic: subject.clinic,
            at: in_microseconds(self.clock.now()),
            who: subject.who,
            kind: subject.kind,
            visit: subject.visit,
            chat: subject.chat,
            file: subject.file,
            code: None,
            reason: None,
            address: origin.address,
            request: origin.request.map(|id| id.as_ref().to_owned()),
            count: 1,
        }
    }
}

impl Recording {
    /// Stores an entry.
    ///
    /// What was written to a participant is more urgent than the entry that they read it: if it can't be stored in time, it is
    /// stored later.
    async fn store(&self, entry: AccessEntry) -> Result<(), AppError> {
        let of_participant = matches!(entry.who, Accessor::Person { role: Some(_), .. });
        let reads = matches!(
            entry.kind,
            AccessKind::ChatRead | AccessKind::PictureShown | AccessKind::FileDownloaded
        );
        if !(of_participant && reads) {
            return self.group.store(entry).await;
        }
        // Still stored if it takes longer; twice is once, by its id.
        let stored = timeout(PATIENCE, self.group.store(entry.clone())).await;
        if !matches!(stored, Ok(Ok(()))) && !self.refusals().keep(entry) {
            METERS.access_entries.add("dropped");
        }
        Ok(())
    }

    fn refusals(&self) -> MutexGuard<'_, Folding> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As the adapters store times.
fn in_microseconds(at: OffsetDateTime) -> OffsetDateTime {
    let micros = at.microsecond();
    at.replace_microsecond(micros).unwrap_or(at)
}
