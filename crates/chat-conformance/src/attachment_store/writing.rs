//! Writing files.

use super::{absent, content, fresh_key, holds, write};
use bytes::Bytes;
use chat_ports::{AttachmentStore, PortError};
use std::sync::Arc;

const LARGE: usize = 8 * 1024 * 1024;

/// Pieces of any size, empty ones too, make one file in their order.
pub async fn a_file_is_what_was_written_in_pieces(store: &Arc<dyn AttachmentStore>) {
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

/// A file into which nothing was written is there and has no bytes.
pub async fn an_empty_file_is_a_file(store: &Arc<dyn AttachmentStore>) {
    let key = fresh_key();
    write(&**store, key, &Bytes::new(), 1).await;
    holds(&**store, key, &Bytes::new()).await;
}

/// 8 MiB in small pieces and at once, and one byte more and less.
pub async fn a_large_file_is_kept_whole(store: &Arc<dyn AttachmentStore>) {
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

/// Until `finish` has answered there is no file, however much was written.
pub async fn an_unfinished_file_is_not_there(store: &Arc<dyn AttachmentStore>) {
    let (key, content) = (fresh_key(), content(LARGE));
    let mut writer = store.create(key).await.unwrap();
    absent(&**store, key).await;
    writer.write(content.clone()).await.unwrap();
    absent(&**store, key).await;
    writer.finish().await.unwrap();
    holds(&**store, key, &content).await;
}

/// A writer that is dropped leaves no file, and its key can be written.
pub async fn a_dropped_file_leaves_nothing(store: &Arc<dyn AttachmentStore>) {
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

/// A key that has a file is refused at `finish`, and the file stays as it was.
pub async fn a_key_is_written_once(store: &Arc<dyn AttachmentStore>) {
    for length in [0, 500, LARGE] {
        let (key, first) = (fresh_key(), content(1_234));
        write(&**store, key, &first, 1_000).await;
        let mut second = store.create(key).await.unwrap();
        second.write(content(length)).await.unwrap();
        match second.finish().await {
            Err(PortError::Invalid(_)) => {}
            other => panic!("a second file of one key was answered with {other:?}"),
        }
        holds(&**store, key, &first).await;
    }
}

/// Two writers of one key don't disturb each other; whoever finishes first has written the file.
pub async fn of_two_writers_of_a_key_the_first_to_finish_stays(store: &Arc<dyn AttachmentStore>) {
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
            other => panic!("the second to finish was answered with {other:?}"),
        }
        holds(&**store, key, &kept).await;
    }
}
