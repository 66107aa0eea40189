//! The service, as one node has it.

use super::rate::Durable;
use crate::{all_cores::Failed, nodes::Shared};
use chat_app::{ChatService, NewVisit, Nodes, Ports, RateLimits, Settings};
use chat_bench::{CLINIC, TEXT, participants, person};
use chat_domain::{
    ChatKey, ClientMessageId, MessageText, NewMessage, PolicyChoices, Recipient, VisitKind,
};
use chat_memory::{LocalFanout, MemoryAttachmentStore};
use chat_nats::{NatsFanout, NatsOptions};
use chat_ports::VisitKey;
use chat_postgres::{PostgresOptions, PostgresVisitLog};
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use std::path::Path;
use time::OffsetDateTime;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Visits that are scheduled at a time.
const DESKS: usize = 64;

/// A service and its visits.
pub(crate) struct Service {
    pub(crate) service: ChatService,
    pub(crate) visits: Vec<VisitKey>,
}

/// One who writes in a visit.
pub(super) struct Sender {
    service: ChatService,
    visit: VisitKey,
}

impl Service {
    /// One of several nodes: on PostgreSQL and NATS.
    pub(super) async fn on_postgres(shared: &Shared, visits: usize) -> Result<Self, Failed> {
        let log = PostgresVisitLog::open(&shared.database(), PostgresOptions::default()).await?;
        let uploads = log.upload_ledger();
        let fanout = NatsFanout::connect(&shared.nats(), NatsOptions::default()).await?;
        let files = MemoryAttachmentStore::new();
        let ports = Ports::new(log, files, uploads, fanout);
        Self::with(ports, Nodes::Several, visits).await
    }

    /// The only node: on SQLite.
    pub(super) async fn on_sqlite(folder: &Path, visits: usize) -> Result<Self, Failed> {
        let log = SqliteVisitLog::open(folder.join("visits.db"), SqliteOptions::default())?;
        let uploads = log.upload_ledger();
        let files = MemoryAttachmentStore::new();
        let ports = Ports::new(log, files, uploads, LocalFanout::new());
        Self::with(ports, Nodes::Single, visits).await
    }

    /// A service on these ports that schedules visits.
    pub(crate) async fn with(ports: Ports, nodes: Nodes, visits: usize) -> Result<Self, Failed> {
        let service = service(ports, nodes);
        let mut scheduled = Vec::new();
        while scheduled.len() < visits {
            let mut desks = JoinSet::new();
            for _ in 0..DESKS.min(visits - scheduled.len()) {
                let service = service.clone();
                desks.spawn(async move { service.schedule_visit(new_visit()).await });
            }
            while let Some(visit) = desks.join_next().await {
                scheduled.push(visit??);
            }
        }
        Ok(Self {
            service,
            visits: scheduled,
        })
    }

    /// One sender for each visit.
    pub(super) fn senders(&self) -> Vec<Sender> {
        let sender = |visit: &VisitKey| Sender {
            service: self.service.clone(),
            visit: *visit,
        };
        self.visits.iter().map(sender).collect()
    }
}

/// A service without limits of rates, which are for people.
pub(crate) fn service(ports: Ports, nodes: Nodes) -> ChatService {
    let settings = Settings::default()
        .with_rates(RateLimits::unlimited())
        .with_nodes(nodes);
    ChatService::new(ports, settings)
}

impl Durable for Sender {
    async fn send(&mut self) -> Result<(), Failed> {
        send(&self.service, self.visit).await
    }
}

/// Sends a message in the direct chat of the provider and the patient.
pub(crate) async fn send(service: &ChatService, visit: VisitKey) -> Result<(), Failed> {
    let patient = person(2);
    let new = NewMessage {
        chat: ChatKey::direct(person(0), patient),
        recipient: Recipient::Person(patient),
        client_id: ClientMessageId::new(Uuid::now_v7()),
        text: Some(MessageText::new(TEXT)?),
        files: Vec::new(),
    };
    service.send(visit, person(0), new).await?;
    Ok(())
}

fn new_visit() -> NewVisit {
    NewVisit {
        clinic: CLINIC,
        visit: None,
        kind: VisitKind::OneToOne,
        scheduled_for: OffsetDateTime::UNIX_EPOCH,
        policy: PolicyChoices::default(),
        notices: None,
        participants: participants(3),
    }
}
