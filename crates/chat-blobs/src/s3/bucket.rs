//! A bucket.

use super::{
    connect::{Clients, S3Error, clients},
    options::S3Options,
};
use crate::error::{port_error, write_error};
use chat_ports::PortError;
use object_store::{
    Attribute, Attributes, Error, GetOptions, MultipartId, ObjectStore, PutMode,
    PutMultipartOptions, PutOptions, PutPayload,
    aws::AmazonS3,
    list::{PaginatedListOptions, PaginatedListStore},
    multipart::{MultipartStore, PartId},
    path::Path,
};
use std::{
    fmt,
    sync::{Arc, atomic::AtomicBool},
};
use uuid::Uuid;

/// Clones share the connections.
#[derive(Clone)]
pub(crate) struct Bucket {
    clients: Arc<Clients>,
    /// Set once the service has shown that it writes a key only once.
    pub(super) proven: Arc<AtomicBool>,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bucket")
            .field(&self.clients.general.to_string())
            .finish()
    }
}

impl Bucket {
    pub(crate) fn new(options: &S3Options) -> Result<Self, S3Error> {
        Ok(Self {
            clients: Arc::new(clients(options)?),
            proven: Arc::default(),
        })
    }

    /// The bucket as any object store.
    pub(crate) fn store(&self) -> &AmazonS3 {
        &self.clients.general
    }

    /// Checks that the bucket can be reached and its keys listed.
    pub(crate) async fn check(&self, prefix: &Path) -> Result<(), PortError> {
        let one = PaginatedListOptions {
            max_keys: Some(1),
            ..PaginatedListOptions::default()
        };
        let listed = self.store().list_paginated(Some(prefix.as_ref()), one);
        listed.await.map(drop).map_err(PortError::unavailable)
    }

    /// A key counts as missing only if its bucket exists: a wrong bucket or a wrong service, which
    /// also respond with 404, have lost nothing.
    pub(crate) async fn confirm<T>(
        &self,
        outcome: Result<T, PortError>,
        key: &Path,
    ) -> Result<T, PortError> {
        if matches!(outcome, Err(PortError::NotFound)) {
            self.check(key).await?;
        }
        outcome
    }

    /// Writes a small file, unless its key is taken.
    pub(super) async fn put(
        &self,
        key: &Path,
        writer: Uuid,
        file: PutPayload,
    ) -> Result<(), PortError> {
        let options = PutOptions {
            mode: PutMode::Create,
            attributes: mark(writer),
            ..PutOptions::default()
        };
        let written = self.store().put_opts(key, file, options).await.map(drop);
        self.settle(written, key, writer).await
    }

    pub(super) async fn begin(&self, key: &Path, writer: Uuid) -> Result<MultipartId, PortError> {
        let options = PutMultipartOptions {
            attributes: mark(writer),
            ..PutMultipartOptions::default()
        };
        let begun = self.store().create_multipart_opts(key, options).await;
        begun.map_err(write_error)
    }

    pub(super) async fn put_part(
        &self,
        key: &Path,
        upload: &MultipartId,
        index: usize,
        part: PutPayload,
    ) -> Result<PartId, PortError> {
        let sent = self.store().put_part(key, upload, index, part).await;
        sent.map_err(write_error)
    }

    /// Makes an upload the file of its key, unless the key is taken.
    pub(super) async fn complete(
        &self,
        key: &Path,
        writer: Uuid,
        upload: &MultipartId,
        parts: Vec<PartId>,
    ) -> Result<(), PortError> {
        let client = &self.clients.completing;
        let completed = client.complete_multipart(key, upload, parts).await;
        self.settle(completed.map(drop), key, writer).await
    }

    /// Removes the parts of an upload that was not completed. Has no effect on a completed one.
    pub(super) async fn abort(&self, key: &Path, upload: &MultipartId) -> Result<(), Error> {
        match self.store().abort_multipart(key, upload).await {
            Err(Error::NotFound { .. }) => Ok(()),
            aborted => aborted,
        }
    }

    /// Decides a conditional write that failed by who holds the key. After a lost response, the write
    /// may have succeeded: then its retry finds the key taken, or the upload gone. And a service that
    /// refuses a file before it has read it may break the connection.
    async fn settle(
        &self,
        written: Result<(), Error>,
        key: &Path,
        writer: Uuid,
    ) -> Result<(), PortError> {
        let Err(error) = written else {
            return Ok(());
        };
        let head = GetOptions::new().with_head(true);
        match self.store().get_opts(key, head).await {
            Ok(found) if is_marked(&found.attributes, writer) => Ok(()),
            Ok(_) => Err(port_error(Error::AlreadyExists {
                path: key.to_string(),
                source: error.into(),
            })),
            // If the key is free, whatever the error was: another write of the key was in progress,
            // the upload was aborted, or there is no such bucket.
            Err(_) => Err(PortError::unavailable(error)),
        }
    }
}

const WRITER: &str = "writer";

fn mark(writer: Uuid) -> Attributes {
    let name = Attribute::Metadata(WRITER.into());
    Attributes::from_iter([(name, writer.to_string())])
}

fn is_marked(attributes: &Attributes, writer: Uuid) -> bool {
    let found = attributes.get(&Attribute::Metadata(WRITER.into()));
    found.is_some_and(|found| **found == *writer.to_string())
}
