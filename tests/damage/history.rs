//! A clinic's history, written by the service itself.

use bytes::Bytes;
use chat_app::{ChatService, FileClaim, NewUpload, NewVisit, Ports, RateLimits, Settings};
use chat_blobs::ObjectAttachmentStore;
use chat_domain::{
    Actor, AttachmentId, ChatKey, ClientMessageId, ClinicId, Command, DisplayName, MessageId,
    MessageText, NewParticipant, PersonId, PolicyChoices, Reason, Recipient, Role, SendMessage,
    VisitKind,
};
use chat_memory::{LocalFanout, ManualClock, SequentialIds};
use chat_ports::{IdSource as _, VisitKey};
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use futures::stream;
use std::{convert::Infallible, path::Path, sync::Arc};
use time::{Duration, OffsetDateTime};
use tokio::runtime::Runtime;
use visit_chat_tests::files;

/// The clock and the ids of the history.
#[derive(Clone, Default)]
pub(crate) struct Source {
    clock: ManualClock,
    ids: SequentialIds,
}

/// A part of the history, for which the service is started and stopped.
pub(crate) fn run_part<T>(folder: &Path, source: &Source, part: impl AsyncFnOnce(Past) -> T) -> T {
    let runtime = Runtime::new().unwrap();
    let done = runtime.block_on(async { part(Past::open(folder, source)).await });
    drop(runtime); // with all that would still hold the log open
    done
}

/// The clinic while its history is written.
pub(crate) struct Past {
    service: ChatService,
    clock: ManualClock,
    ids: SequentialIds,
}

pub(crate) struct Visits {
    one_to_one: Visit,
    group: Visit,
    cancelled: Visit,
    long: Visit,
    elsewhere: Visit,
}

#[derive(Clone)]
struct Visit {
    key: VisitKey,
    provider: PersonId,
    patients: Vec<PersonId>,
    guest: PersonId,
}

impl Past {
    fn open(folder: &Path, source: &Source) -> Self {
        let Source { clock, ids } = source.clone();
        let log = folder.join("visits.sqlite3");
        let log = SqliteVisitLog::open(log, SqliteOptions::default()).unwrap();
        let files = ObjectAttachmentStore::local(folder.join("files")).unwrap();
        let uploads = log.upload_ledger();
        let ports = Ports {
            clock: Arc::new(clock.clone()),
            ids: Arc::new(ids.clone()),
            ..Ports::new(log, files, uploads, LocalFanout::new())
        };
        let settings = Settings::default().with_rates(RateLimits::unlimited());
        Self {
            service: ChatService::new(ports, settings),
            clock: clock.clone(),
            ids: ids.clone(),
        }
    }

    pub(crate) async fn begin(self) -> Visits {
        let here = ClinicId::new(self.ids.next_id());
        let visits = Visits {
            one_to_one: self.schedule(here, VisitKind::OneToOne, 1).await,
            group: self.schedule(here, VisitKind::Group, 3).await,
            cancelled: self.schedule(here, VisitKind::OneToOne, 1).await,
            long: self.schedule(here, VisitKind::Group, 2).await,
            elsewhere: {
                let clinic = ClinicId::new(self.ids.next_id());
                self.schedule(clinic, VisitKind::OneToOne, 1).await
            },
        };
        for visit in [&visits.one_to_one, &visits.group, &visits.elsewhere] {
            self.talk(visit, 3).await;
        }
        self.execute(&visits.cancelled, Actor::Host, Command::CancelVisit)
            .await;
        visits
    }

    pub(crate) async fn continue_visits(self, visits: &Visits) {
        let Visits {
            one_to_one, group, ..
        } = visits;
        self.talk(one_to_one, 4).await;
        let patient = one_to_one.patients[0];
        let direct = ChatKey::direct(one_to_one.provider, patient);
        for (sender, content) in [
            (patient, files::pdf()),
            (one_to_one.provider, files::png(8, 8)),
        ] {
            let file = self.upload(one_to_one, sender, direct, content).await;
            self.send(one_to_one, sender, direct, vec![file]).await;
        }
        self.correct_and_retract(one_to_one).await;
        let provider = Actor::Person(one_to_one.provider);
        self.execute(one_to_one, provider, Command::CompleteVisit)
            .await;

        let remove = Command::RemoveParticipant {
            person: group.guest,
            reason: Reason::new("is in the wrong visit").unwrap(),
        };
        self.execute(group, Actor::Person(group.provider), remove)
            .await;
        self.talk(group, 5).await;
        let patient = group.patients[1];
        let file = self
            .upload(group, patient, ChatKey::Visit, files::png(9, 9))
            .await;
        self.send(group, patient, ChatKey::Visit, vec![file]).await;
        self.correct_and_retract(group).await;
        let overseer = Actor::Overseer(PersonId::new(self.ids.next_id()));
        let look = Command::BreakGlass {
            chat: ChatKey::direct(group.provider, group.patients[0]),
            reason: Reason::new("a complaint").unwrap(),
        };
        self.execute(group, overseer, look).await;
        self.talk(&visits.long, 6).await;
        self.talk(&visits.elsewhere, 2).await;
    }

    pub(crate) async fn grow(self, visits: &Visits) {
        self.talk(&visits.long, 3).await;
        self.talk(&visits.elsewhere, 1).await;
        let clinic = visits.elsewhere.key.clinic;
        let new = self.schedule(clinic, VisitKind::OneToOne, 1).await;
        self.talk(&new, 2).await;
    }

    async fn schedule(&self, clinic: ClinicId, kind: VisitKind, patients: usize) -> Visit {
        let person = || PersonId::new(self.ids.next_id());
        let (provider, guest) = (person(), person());
        let patients: Vec<_> = (0..patients).map(|_| person()).collect();
        let participant = |person, role, name: &str| NewParticipant {
            person,
            role,
            name: DisplayName::new(name).unwrap(),
            second_identifier: None,
            shares_history: false,
        };
        let mut participants = vec![
            participant(provider, Role::Provider, "Dr. Ruth Adeyemi"),
            participant(guest, Role::Guest, "Maria Silva"),
        ];
        let patient = |person: &_| participant(*person, Role::Patient, "Ana Silva");
        participants.extend(patients.iter().map(patient));
        let new = NewVisit {
            clinic,
            visit: None,
            kind,
            scheduled_for: OffsetDateTime::UNIX_EPOCH + Duration::days(20_000),
            policy: PolicyChoices::default(),
            notices: None,
            participants,
        };
        let key = self.service.schedule_visit(new).await.unwrap();
        Visit {
            key,
            provider,
            patients,
            guest,
        }
    }

    /// People join; patients and the provider write to each other and to everyone.
    async fn talk(&self, visit: &Visit, rounds: usize) {
        for person in &visit.patients {
            let enter = Command::EnterWaitingRoom { person: *person };
            self.execute(visit, Actor::Person(*person), enter).await;
        }
        for _ in 0..rounds {
            self.send(visit, visit.provider, ChatKey::Visit, Vec::new())
                .await;
            for patient in &visit.patients {
                let direct = ChatKey::direct(visit.provider, *patient);
                self.send(visit, visit.provider, direct, Vec::new()).await;
                self.send(visit, *patient, direct, Vec::new()).await;
                self.send(visit, *patient, ChatKey::Visit, Vec::new()).await;
            }
        }
    }

    async fn correct_and_retract(&self, visit: &Visit) {
        let provider = visit.provider;
        let message = self.send(visit, provider, ChatKey::Visit, Vec::new()).await;
        let text = MessageText::new("Twice a day, not three times").unwrap();
        let correct = Command::CorrectMessage { message, text };
        self.execute(visit, Actor::Person(provider), correct).await;
        let message = self.send(visit, provider, ChatKey::Visit, Vec::new()).await;
        let reason = Reason::new("meant for another patient").unwrap();
        let retract = Command::RetractMessage { message, reason };
        self.execute(visit, Actor::Person(provider), retract).await;
    }

    async fn send(
        &self,
        visit: &Visit,
        person: PersonId,
        chat: ChatKey,
        files: Vec<AttachmentId>,
    ) -> MessageId {
        let message = MessageId::new(self.ids.next_id());
        let send = SendMessage {
            chat,
            recipient: Recipient::of(&chat, person).unwrap(),
            message,
            client_id: ClientMessageId::new(self.ids.next_id()),
            text: Some(MessageText::new(&format!("A word about {message}")).unwrap()),
            files,
        };
        let send = Command::SendMessage(send);
        self.execute(visit, Actor::Person(person), send).await;
        message
    }

    async fn upload(
        &self,
        visit: &Visit,
        person: PersonId,
        chat: ChatKey,
        content: Vec<u8>,
    ) -> AttachmentId {
        let kind = if content.starts_with(b"%PDF") {
            "pdf"
        } else {
            "png"
        };
        let claim = FileClaim {
            name: format!("file.{kind}"),
            media_type: None,
            size: None,
        };
        let new = NewUpload {
            chat,
            upload: None,
            claim,
        };
        let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(content))]);
        let upload = self.service.upload(visit.key, person, new, bytes);
        upload.await.unwrap().file.attachment
    }

    async fn execute(&self, visit: &Visit, actor: Actor, command: Command) {
        self.clock.advance(Duration::seconds(7));
        self.service
            .execute(visit.key, actor, command)
            .await
            .unwrap();
    }
}
