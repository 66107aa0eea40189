//! A message sent as soon as a held file is staged, while the file is being discarded.

use crate::{
    clinic::{PATIENT, PROVIDER, direct, group_visit},
    uploading::{World, picture, upload, upload_id, with_file},
};
use async_trait::async_trait;
use chat_app::{AppError, ChatService, Ports};
use chat_attachments::fixture;
use chat_domain::{ClinicId, Entry, PersonId, Refusal, Seq, UploadId, VisitSummary};
use chat_ports::{
    Append, AttachmentKey, DueVisit, LogPart, PortError, StageKind, UploadLedger, UploadQuery,
    UploadRecord, VisitEntries, VisitKey, VisitLog, VisitPage, VisitQuery,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use time::OffsetDateTime;

/// Storage whose answers take a while.
pub(crate) struct Slow<T: ?Sized>(pub(crate) Arc<T>, pub(crate) Duration);

#[async_trait]
impl VisitLog for Slow<dyn VisitLog> {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        tokio::time::sleep(self.1).await;
        self.0.append(append).await
    }

    async fn read(&self, v: VisitKey, after: Seq, n: usize) -> Result<LogPart, PortError> {
        self.0.read(v, after, n).await
    }

    async fn read_many(
        &self,
        visits: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError> {
        self.0.read_many(visits, limit).await
    }

    async fn read_at(&self, v: VisitKey, at: BTreeSet<Seq>) -> Result<Vec<Entry>, PortError> {
        self.0.read_at(v, at).await
    }

    async fn takes_part(&self, v: VisitKey, person: PersonId) -> Result<bool, PortError> {
        self.0.takes_part(v, person).await
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        self.0.list_visits(query).await
    }

    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError> {
        self.0.count_waiting(clinic, person).await
    }

    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError> {
        self.0.visits_with_leases(after, limit).await
    }

    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError> {
        self.0.visits_due(by, after, limit).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.0.check().await
    }
}

#[async_trait]
impl UploadLedger for Slow<dyn UploadLedger> {
    async fn put(&self, record: UploadRecord, from: Option<StageKind>) -> Result<(), PortError> {
        self.0.put(record, from).await
    }

    async fn count(&self, stage: StageKind) -> Result<usize, PortError> {
        self.0.count(stage).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.0.check().await
    }

    async fn get(&self, key: AttachmentKey) -> Result<Option<UploadRecord>, PortError> {
        let found = self.0.get(key).await;
        tokio::time::sleep(self.1).await;
        found
    }

    async fn find(
        &self,
        visit: VisitKey,
        person: PersonId,
        upload: UploadId,
    ) -> Result<Option<UploadRecord>, PortError> {
        self.0.find(visit, person, upload).await
    }

    async fn list(&self, query: UploadQuery) -> Result<Vec<UploadRecord>, PortError> {
        let found = self.0.list(query).await;
        tokio::time::sleep(self.1).await;
        found
    }

    async fn remove(&self, key: AttachmentKey) -> Result<(), PortError> {
        self.0.remove(key).await
    }
}

/// Discards a held file this long after its release began. Returns whether a message carries it.
async fn carried_despite_discard(after: Duration) -> bool {
    let world = World::new();
    let visit = group_visit(&world.service()).await;
    let chat = direct(PROVIDER, PATIENT);
    let slow = Duration::from_millis(10);
    let ports = Ports {
        log: Arc::new(Slow(Arc::clone(&world.ports.log), slow)),
        uploads: Arc::new(Slow(Arc::clone(&world.ports.uploads), slow)),
        ..world.ports.clone()
    };
    let service = ChatService::new(ports, crate::clinic::settings());
    world.scanner.stop();
    let new = picture(chat, 1);
    let bytes = fixture::png(8, 8);
    let held = upload(&service, visit, PROVIDER, new, &bytes)
        .await
        .unwrap();
    assert!(held.held);
    world.scanner.start();
    let release = service.release_held();
    let give_up = async {
        tokio::time::sleep(after).await;
        service.discard_upload(visit, PROVIDER, upload_id(1)).await
    };
    let send = async {
        for n in 0..100 {
            let message = with_file(chat, PATIENT, n, &held.file);
            match service.send(visit, PROVIDER, message).await {
                Err(AppError::Refused(Refusal::FileUnknown)) => {}
                sent => return sent.map(|_| true).unwrap(),
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        false
    };
    let (released, _given_up, sent) = futures::join!(release, give_up, send);
    released.unwrap();
    if sent {
        let read = service.download(visit, PATIENT, held.file.attachment, None);
        assert_eq!(read.await.unwrap().content.size, held.file.size);
    } else {
        assert_eq!(world.store.keys().len(), 0);
    }
    sent
}

#[tokio::test(start_paused = true)]
async fn f5_carried_file_keeps_its_bytes_whenever_it_is_discarded() {
    let mut sent = 0;
    for after in 0..60 {
        sent += usize::from(carried_despite_discard(Duration::from_millis(after)).await);
    }
    assert!((1..60).contains(&sent), "{sent} of 60 were sent");
}
