//! The laws of an [`AttachmentStore`].

pub mod deleting;
pub mod reading;
pub mod writing;

use crate::{Law, fixture::fresh_clinic, law::laws};
use bytes::Bytes;
use chat_domain::{AttachmentId, VisitId};
use chat_ports::{AttachmentKey, AttachmentStore, PortError, VisitKey};
use futures::TryStreamExt;
use std::ops::Range;
use uuid::Uuid;

/// All laws.
pub const LAWS: &[Law<dyn AttachmentStore>] = laws!(dyn AttachmentStore:
    writing:
        a_file_is_what_was_written_in_pieces,
        an_empty_file_is_a_file,
        a_large_file_is_kept_whole,
        an_unfinished_file_is_not_there,
        a_dropped_file_leaves_nothing,
        a_key_is_written_once,
        of_two_writers_of_a_key_the_first_to_finish_stays;
    reading:
        any_range_within_a_file_is_read,
        a_range_beyond_a_file_is_invalid,
        a_file_that_is_not_there_is_not_found,
        files_of_other_clinics_visits_and_keys_are_apart;
    deleting:
        a_deleted_file_is_not_found,
        deleting_what_is_not_there_is_no_error,
        deleting_one_file_leaves_the_others;
);

/// A key that no store has seen.
#[must_use]
pub fn fresh_key() -> AttachmentKey {
    AttachmentKey {
        visit: VisitKey::new(fresh_clinic(), VisitId::new(Uuid::now_v7())),
        attachment: AttachmentId::new(Uuid::now_v7()),
    }
}

/// Bytes in which no two neighborhoods are alike, so that pieces out of place are noticed.
fn content(length: usize) -> Bytes {
    let byte = |i: usize| (i ^ (i >> 8).wrapping_mul(31) ^ (i >> 16).wrapping_mul(101)) as u8;
    (0..length).map(byte).collect()
}

async fn write(store: &dyn AttachmentStore, key: AttachmentKey, content: &Bytes, piece: usize) {
    let mut writer = store.create(key).await.expect("a file can be begun");
    for at in (0..content.len()).step_by(piece) {
        let piece = content.slice(at..content.len().min(at + piece));
        writer.write(piece).await.expect("a piece can be written");
    }
    let size = writer.finish().await.expect("the file can be finished");
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
    let (size, bytes) = read(store, key, None).await.expect("the file is there");
    assert_eq!(size, content.len() as u64);
    assert!(bytes == content, "the bytes are those that were written");
}

async fn absent(store: &dyn AttachmentStore, key: AttachmentKey) {
    for range in [None, Some(0..1)] {
        match read(store, key, range).await {
            Err(PortError::NotFound) => {}
            other => panic!("a file that is not there was answered with {other:?}"),
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
