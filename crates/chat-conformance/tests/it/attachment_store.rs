use super::broken;
use async_trait::async_trait;
use bytes::Bytes;
use chat_conformance::attachment_store::LAWS;
use chat_memory::MemoryAttachmentStore;
use chat_ports::{AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter, PortError};
use futures::{StreamExt, stream};
use std::{collections::BTreeSet, ops::Range, sync::Arc};

#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    TheLastToFinishWins,
    LosesTheLastPiece,
    WritesAtOnce,
    CutsRangesToTheFile,
    SizeOfTheRange,
    AbsentIsEmpty,
    DeletesNothing,
    DeletingTheAbsentFails,
    FailsItsCheck,
}

struct Faulty {
    store: MemoryAttachmentStore,
    fault: Fault,
}

struct FaultyWriter {
    store: MemoryAttachmentStore,
    key: AttachmentKey,
    pieces: Vec<Bytes>,
    fault: Fault,
}

#[async_trait]
impl AttachmentWriter for FaultyWriter {
    async fn write(&mut self, bytes: Bytes) -> Result<(), PortError> {
        self.pieces.push(bytes);
        if matches!(self.fault, Fault::WritesAtOnce) {
            self.store.delete(self.key).await?;
            let mut writer = self.store.create(self.key).await?;
            writer.write(self.pieces.concat().into()).await?;
            writer.finish().await?;
        }
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<u64, PortError> {
        match self.fault {
            Fault::TheLastToFinishWins | Fault::WritesAtOnce => self.store.delete(self.key).await?,
            _ => {}
        }
        let size = self.pieces.iter().map(Bytes::len).sum::<usize>();
        if matches!(self.fault, Fault::LosesTheLastPiece) {
            self.pieces.pop();
        }
        let mut writer = self.store.create(self.key).await?;
        writer.write(self.pieces.concat().into()).await?;
        writer.finish().await?;
        Ok(size as u64)
    }
}

#[async_trait]
impl AttachmentStore for Faulty {
    async fn create(&self, key: AttachmentKey) -> Result<Box<dyn AttachmentWriter>, PortError> {
        Ok(Box::new(FaultyWriter {
            store: self.store.clone(),
            key,
            pieces: Vec::new(),
            fault: self.fault,
        }))
    }

    async fn read(
        &self,
        key: AttachmentKey,
        mut range: Option<Range<u64>>,
    ) -> Result<AttachmentRead, PortError> {
        let asked = range.clone();
        if let (Fault::CutsRangesToTheFile, Some(range)) = (self.fault, &mut range) {
            let size = self.store.read(key, None).await?.size;
            range.end = range.end.min(size);
            range.start = range.start.min(range.end);
        }
        match (self.fault, self.store.read(key, range).await) {
            (Fault::AbsentIsEmpty, Err(PortError::NotFound)) => Ok(AttachmentRead {
                size: 0,
                chunks: stream::empty().boxed(),
            }),
            (Fault::SizeOfTheRange, Ok(mut read)) => {
                read.size = asked.map_or(read.size, |range| range.end - range.start);
                Ok(read)
            }
            (_, read) => read,
        }
    }

    async fn delete(&self, key: AttachmentKey) -> Result<(), PortError> {
        match self.fault {
            Fault::DeletesNothing => Ok(()),
            Fault::DeletingTheAbsentFails => {
                self.store.read(key, None).await?;
                self.store.delete(key).await
            }
            _ => self.store.delete(key).await,
        }
    }

    async fn check(&self) -> Result<(), PortError> {
        match self.fault {
            Fault::FailsItsCheck => Err(PortError::unavailable("it is out of order")),
            _ => self.store.check().await,
        }
    }
}

async fn broken_by(fault: Fault, named: &[&str]) -> BTreeSet<&'static str> {
    broken(LAWS, named, || {
        let store = MemoryAttachmentStore::new();
        Arc::new(Faulty { store, fault }) as Arc<dyn AttachmentStore>
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_found() {
    assert!(broken_by(Fault::None, &[]).await.is_empty());
    for (fault, law) in [
        (Fault::TheLastToFinishWins, "key_is_written_once"),
        (
            Fault::TheLastToFinishWins,
            "first_writer_of_a_key_to_finish_wins",
        ),
        (Fault::LosesTheLastPiece, "file_is_its_chunks_in_order"),
        (Fault::LosesTheLastPiece, "large_file_is_stored_whole"),
        (Fault::WritesAtOnce, "unfinished_file_does_not_exist"),
        (Fault::WritesAtOnce, "dropped_writer_leaves_nothing"),
        (
            Fault::CutsRangesToTheFile,
            "range_outside_the_file_is_invalid",
        ),
        (
            Fault::SizeOfTheRange,
            "any_range_within_the_file_can_be_read",
        ),
        (Fault::AbsentIsEmpty, "missing_file_is_not_found"),
        (Fault::DeletesNothing, "deleted_file_is_not_found"),
        (Fault::DeletingTheAbsentFails, "delete_is_idempotent"),
        (Fault::FailsItsCheck, "sound_store_passes_its_check"),
    ] {
        let broken = broken_by(fault, &[law]).await;
        assert!(broken.contains(law), "{fault:?} did not break {law}");
    }
}
