//! The laws of an [`AttachmentStore`].

pub mod deleting;
pub mod reading;
pub mod writing;

use crate::{
    fixture::fresh_clinic,
    law::{Law, laws},
};
use bytes::Bytes;
use chat_domain::{AttachmentId, VisitId};
use chat_ports::{AttachmentKey, AttachmentStore, PortError, VisitKey};
use futures::TryStreamExt;
use std::ops::Range;
use uuid::Uuid;

/// All laws of an attachment store.
pub const LAWS: &[Law<dyn AttachmentStore>] = laws!(dyn AttachmentStore:
    writing:
        file_is_its_chunks_in_order,
        empty_file_exists,
        large_file_is_stored_whole,
        unfinished_file_does_not_exist,
        dropped_writer_leaves_nothing,
        key_is_written_once,
        first_writer_of_a_key_to_finish_wins,
        sound_store_passes_its_check;
    reading:
        any_range_within_the_file_can_be_read,
        range_outside_the_file_is_invalid,
        missing_file_is_not_found,
        files_are_isolated_by_clinic_visit_and_id;
    deleting:
        deleted_file_is_not_found,
        delete_is_idempotent,
        delete_leaves_other_files;
);

/// A key that no store has seen.
#[must_use]
pub fn fresh_key() -> AttachmentKey {
    AttachmentKey {
        visit: VisitKey::new(fresh_clinic(), VisitId::new(Uuid::now_v7())),
        attachment: AttachmentId::new(Uuid::now_v7()),
    }
}

/// Content without repetition, so that misplaced chunks are noticed.
fn content(length: usize) -> Bytes {
    let byte = |i: usize| (i ^ (i >> 8).wrapping_mul(31) ^ (i >> 16).wrapping_mul(101)) as u8;
    (0..length).map(byte).collect()
}

async fn write(store: &dyn AttachmentStore, key: AttachmentKey, content: &Bytes, piece: usize) {
    let mut writer = store.create(key).await.expect("create succeeds");
    for at in (0..content.len()).step_by(piece) {
        let piece = content.slice(at..content.len().min(at + piece));
        writer.write(piece).await.expect("write succeeds");
    }
    let size = writer.finish().await.expect("finish succeeds");
    assert_eq!(size, content.len() as u64);
}

async fn read(
    store: &dyn AttachmentStore,
    key: AttachmentKey,
    range: Option<Range<u64>>,
) -> Result<(u64, Bytes), PortError> {
    let read = store.read(key, range).await?;
    let chunks: Vec<Bytes> = read.chunks.try_collect().await?;
    Ok((read.size, chunks.concat().into()))
}

async fn holds(store: &dyn AttachmentStore, key: AttachmentKey, content: &Bytes) {
    let (size, bytes) = read(store, key, None).await.expect("the file exists");
    assert_eq!(size, content.len() as u64);
    assert!(bytes == content, "the bytes read are the bytes written");
}

async fn absent(store: &dyn AttachmentStore, key: AttachmentKey) {
    for range in [None, Some(0..1)] {
        match read(store, key, range).await {
            Err(PortError::NotFound) => {}
            other => panic!("expected NotFound, got {other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LAWS;
    use std::collections::BTreeSet;

    #[test]
    fn every_law_is_listed() {
        let sources = [
            include_str!("attachment_store/deleting.rs"),
            include_str!("attachment_store/reading.rs"),
            include_str!("attachment_store/writing.rs"),
        ];
        let listed: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        let written: BTreeSet<_> = sources.into_iter().flat_map(crate::law::written).collect();
        assert_eq!(listed, written);
    }
}
