//! Writing files.

use crate::{error::write_error, part::Part, unfinished::Unfinished};
use async_trait::async_trait;
use bytes::Bytes;
use chat_ports::{AttachmentWriter, PortError};
use object_store::{ObjectStore, PutMode, path::Path};

pub(crate) struct Writer {
    key: Path,
    size: u64,
    part: Part,
    unfinished: Unfinished,
    failed: bool,
}

impl Writer {
    pub(crate) fn new(key: Path, unfinished: Unfinished) -> Self {
        Self {
            key,
            size: 0,
            part: Part::default(),
            unfinished,
            failed: false,
        }
    }

    /// Sends the full part. The writer counts as failed until the store has the part, so a caller
    /// that stops waiting can't finish a file with a part missing.
    async fn send(&mut self) -> Result<(), PortError> {
        self.failed = true;
        self.unfinished.send(&mut self.part).await?;
        self.failed = false;
        Ok(())
    }
}

#[async_trait]
impl AttachmentWriter for Writer {
    async fn write(&mut self, mut bytes: Bytes) -> Result<(), PortError> {
        if self.failed {
            return Err(failed());
        }
        self.size += bytes.len() as u64;
        while !bytes.is_empty() {
            // Send only when more bytes follow, so that a file of exactly one part is stored in one
            // request.
            if self.part.is_full() {
                self.send().await?;
            }
            self.part.fill(&mut bytes);
        }
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<u64, PortError> {
        if self.failed {
            return Err(failed());
        }
        if self.unfinished.is_empty() {
            let (store, file) = (&self.unfinished.store, self.part.take());
            let created = store.put_opts(&self.key, file, PutMode::Create.into());
            created.await.map_err(write_error)?;
        } else {
            self.send().await?;
            self.unfinished.publish(&self.key).await?;
        }
        Ok(self.size)
    }
}

fn failed() -> PortError {
    PortError::unavailable("an earlier part of the file was not stored")
}
