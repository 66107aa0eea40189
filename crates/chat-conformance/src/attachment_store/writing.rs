//! Writing files.

use super::{absent, content, fresh_key, holds, write};
use bytes::Bytes;
use chat_ports::{AttachmentStore, PortError};
use std::sync::Arc;

const LARGE: usize = 8 * 1024 * 1024;

/// Chunks of any size, including empty ones, are concatenated in order.
pub async fn file_is_its_chunks_in_order(store: &Arc<dyn AttachmentStore>) {
    let content = content(10_007);
    for piece in [1, 999, 4_096, 10_007, 20_000] {
        let key = fresh_key();
        write(&**store, key, &content, piece).await;
        holds(&**store, key, &content).await;
    }
    let key = fresh_key();
    let mut writer = store.create(key).await.unwrap();
    for piece in [Bytes::new(), content.clone(), Bytes::new()] {
        writer.write(piece).await.unwrap();
    }
    assert_eq!(writer.finish().await.unwrap(), 10_007);
    holds(&**store, key, &content).await;
}

/// A file without any writes exists and is empty.
pub async fn empty_file_exists(store: &Arc<dyn AttachmentStore>) {
    let key = fresh_key();
    write(&**store, key, &Bytes::new(), 1).await;
    holds(&**store, key, &Bytes::new()).await;
}

/// 8 MiB, one byte less and one byte more, in small chunks and as one chunk.
pub async fn large_file_is_stored_whole(store: &Arc<dyn AttachmentStore>) {
    for (length, piece) in [
        (LARGE, 60_000),
        (LARGE - 1, LARGE),
        (LARGE + 1, 1024 * 1024),
    ] {
        let (key, content) = (fresh_key(), content(length));
        write(&**store, key, &content, piece).await;
        holds(&**store, key, &content).await;
        store.delete(key).await.unwrap();
    }
}

/// Before `finish` returns, the file does not exist, however much was written.
pub async fn unfinished_file_does_not_exist(store: &Arc<dyn AttachmentStore>) {
    let (key, content) = (fresh_key(), content(LARGE));
    let mut writer = store.create(key).await.unwrap();
    absent(&**store, key).await;
    writer.write(content.clone()).await.unwrap();
    absent(&**store, key).await;
    writer.finish().await.unwrap();
    holds(&**store, key, &content).await;
}

/// A dropped writer leaves no file, and its key can still be written.
pub async fn dropped_writer_leaves_nothing(store: &Arc<dyn AttachmentStore>) {
    for length in [0, 1_000, LARGE] {
        let key = fresh_key();
        let mut writer = store.create(key).await.unwrap();
        writer.write(content(length)).await.unwrap();
        drop(writer);
        absent(&**store, key).await;
        let other = content(77);
        write(&**store, key, &other, 10).await;
        holds(&**store, key, &other).await;
    }
}

/// `finish` refuses a key that already has a file, which stays unchanged.
pub async fn key_is_written_once(store: &Arc<dyn AttachmentStore>) {
    for length in [0, 500, LARGE] {
        let (key, first) = (fresh_key(), content(1_234));
        write(&**store, key, &first, 1_000).await;
        let mut second = store.create(key).await.unwrap();
        second.write(content(length)).await.unwrap();
        match second.finish().await {
            Err(PortError::Invalid(_)) => {}
            other => panic!("expected Invalid for a second file, got {other:?}"),
        }
        holds(&**store, key, &first).await;
    }
}

/// Two concurrent writers of one key do not interfere; the first to finish wins.
pub async fn first_writer_of_a_key_to_finish_wins(store: &Arc<dyn AttachmentStore>) {
    for length in [300, LARGE] {
        let (key, kept) = (fresh_key(), content(length));
        let mut slow = store.create(key).await.unwrap();
        slow.write(Bytes::from_static(b"slow")).await.unwrap();
        let mut fast = store.create(key).await.unwrap();
        fast.write(kept.clone()).await.unwrap();
        slow.write(content(length + 1)).await.unwrap();
        assert_eq!(fast.finish().await.unwrap(), length as u64);
        match slow.finish().await {
            Err(PortError::Invalid(_)) => {}
            other => panic!("expected Invalid for the second writer, got {other:?}"),
        }
        holds(&**store, key, &kept).await;
    }
}

/// A store that works says so, and keeps no trace of it.
pub async fn sound_store_passes_its_check(store: &Arc<dyn AttachmentStore>) {
    let (key, content) = (fresh_key(), content(10));
    write(&**store, key, &content, 10).await;
    store.check().await.expect("the store works");
    holds(&**store, key, &content).await;
}
