//! Writing files.

use crate::{part::Part, upload::Upload};
use async_trait::async_trait;
use bytes::Bytes;
use chat_ports::{AttachmentWriter, PortError};

pub(crate) struct Writer {
    size: u64,
    part: Part,
    upload: Box<dyn Upload>,
    failed: bool,
}

impl Writer {
    pub(crate) fn new(upload: impl Upload + 'static) -> Self {
        Self {
            size: 0,
            part: Part::default(),
            upload: Box::new(upload),
            failed: false,
        }
    }

    /// Sends the full part. The writer counts as failed until the store has the part, so a caller
    /// that stops waiting can't finish a file with a part missing.
    async fn send(&mut self) -> Result<(), PortError> {
        self.failed = true;
        self.upload.send(self.part.take()).await?;
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
        if self.upload.is_empty() {
            self.upload.put(self.part.take()).await?;
        } else {
            self.send().await?;
            self.upload.publish().await?;
        }
        Ok(self.size)
    }
}

fn failed() -> PortError {
    PortError::unavailable("an earlier part of the file was not stored")
}
