//! Helpers around uploads.

use crate::{
    clinic::{PATIENT, PROVIDER, client_id, group_visit, ports, settings},
    saboteur::ListedStore,
};
use bytes::Bytes;
use chat_app::{AppError, ChatService, FileClaim, NewUpload, Ports, Receipt, Uploaded};
use chat_domain::{
    AttachmentId, ChatKey, Event, FileRef, NewMessage, PersonId, Recipient, Seq, UploadId,
};
use chat_memory::{ManualClock, ManualScanner};
use chat_ports::{AttachmentKey, UploadQuery, UploadRecord, VisitKey};
use futures::{TryStreamExt as _, stream};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

pub(crate) fn upload_id(n: u128) -> UploadId {
    UploadId::new(Uuid::from_u128(n))
}

pub(crate) fn new_upload(chat: ChatKey, name: &str, upload: Option<UploadId>) -> NewUpload {
    let claim = FileClaim {
        name: name.to_owned(),
        media_type: None,
        size: None,
    };
    NewUpload {
        chat,
        upload,
        claim,
    }
}

/// A picture with an upload id.
pub(crate) fn picture(chat: ChatKey, n: u128) -> NewUpload {
    new_upload(chat, "a.png", Some(upload_id(n)))
}

/// Uploads bytes in chunks.
pub(crate) async fn upload(
    service: &ChatService,
    visit: VisitKey,
    from: PersonId,
    new: NewUpload,
    bytes: &[u8],
) -> Result<Uploaded, AppError> {
    let chunks: Vec<Result<Bytes, std::io::Error>> = bytes
        .chunks(1_000)
        .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
        .collect();
    service.upload(visit, from, new, stream::iter(chunks)).await
}

pub(crate) fn with_file(chat: ChatKey, to: PersonId, id: u128, file: &FileRef) -> NewMessage {
    let recipient = match chat {
        ChatKey::Visit => Recipient::Everyone,
        ChatKey::Direct(_) => Recipient::Person(to),
    };
    NewMessage {
        chat,
        recipient,
        client_id: client_id(id),
        text: None,
        files: vec![file.attachment],
    }
}

/// Uploads a file as the provider, and sends it to the patient.
pub(crate) async fn send_file(
    service: &ChatService,
    visit: VisitKey,
    chat: ChatKey,
    id: u128,
    (name, bytes): (&str, &[u8]),
) -> (Uploaded, Receipt) {
    let new = new_upload(chat, name, Some(upload_id(id)));
    let uploaded = upload(service, visit, PROVIDER, new, bytes).await.unwrap();
    let message = with_file(chat, PATIENT, id, &uploaded.file);
    let receipt = service.send(visit, PROVIDER, message).await.unwrap();
    (uploaded, receipt)
}

/// The bytes of a file that the person may read.
pub(crate) async fn read(
    service: &ChatService,
    visit: VisitKey,
    person: PersonId,
    file: &FileRef,
) -> Vec<u8> {
    let read = service.download(visit, person, file.attachment, None).await;
    let content = read.unwrap().content;
    assert_eq!(content.size, file.size);
    let chunks: Vec<Bytes> = content.chunks.try_collect().await.unwrap();
    chunks.concat()
}

/// Inspectable storage, with a manual clock and scanner.
pub(crate) struct World {
    pub(crate) ports: Ports,
    pub(crate) store: ListedStore,
    pub(crate) clock: ManualClock,
    pub(crate) scanner: ManualScanner,
}

impl World {
    pub(crate) fn new() -> Self {
        let ports = ports();
        let store = ListedStore::over(&ports.files);
        let clock = ManualClock::default();
        let scanner = ManualScanner::new();
        let ports = Ports {
            files: Arc::new(store.clone()),
            clock: Arc::new(clock.clone()),
            ..ports.scanned_by(scanner.clone())
        };
        Self {
            ports,
            store,
            clock,
            scanner,
        }
    }

    /// A world, its service, and a group visit.
    pub(crate) async fn with_visit() -> (Self, ChatService, VisitKey) {
        let world = Self::new();
        let service = world.service();
        let visit = group_visit(&service).await;
        (world, service, visit)
    }

    pub(crate) fn service(&self) -> ChatService {
        ChatService::new(self.ports.clone(), settings())
    }

    pub(crate) async fn records(&self) -> Vec<UploadRecord> {
        let query = UploadQuery {
            stages: None,
            received_before: None,
            after: None,
            limit: 10_000,
        };
        self.ports.uploads.list(query).await.unwrap()
    }

    /// The files in the visit's log, in order.
    pub(crate) async fn staged(&self, visit: VisitKey) -> Vec<AttachmentId> {
        let entries = self
            .ports
            .log
            .read(visit, Seq::ZERO, 10_000)
            .await
            .unwrap()
            .entries;
        let staged = entries.iter().filter_map(|entry| match &entry.event {
            Event::FileStaged { file, .. } => Some(file.attachment),
            _ => None,
        });
        staged.collect()
    }

    /// Asserts that every stored file is in the ledger or in the log.
    pub(crate) async fn knows_all_bytes(&self, visit: VisitKey) {
        let mut known: BTreeSet<_> = self.records().await.iter().map(|r| r.key).collect();
        let staged = self.staged(visit).await;
        known.extend(
            staged
                .into_iter()
                .map(|attachment| AttachmentKey { visit, attachment }),
        );
        let unknown: Vec<_> = self.store.keys().difference(&known).copied().collect();
        assert_eq!(unknown, []);
    }
}
