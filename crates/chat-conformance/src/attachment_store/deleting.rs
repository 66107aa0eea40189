//! Deleting files.

use super::{absent, content, fresh_key, holds, write};
use chat_domain::AttachmentId;
use chat_ports::{AttachmentKey, AttachmentStore};
use std::sync::Arc;
use uuid::Uuid;

/// After `delete` has answered the file is not found, and its key can be written again.
pub async fn a_deleted_file_is_not_found(store: &Arc<dyn AttachmentStore>) {
    let key = fresh_key();
    write(&**store, key, &content(1_000), 1_000).await;
    store.delete(key).await.unwrap();
    absent(&**store, key).await;
    write(&**store, key, &content(20), 20).await;
    holds(&**store, key, &content(20)).await;
}

/// Deleting twice, or what never was, is no error.
pub async fn deleting_what_is_not_there_is_no_error(store: &Arc<dyn AttachmentStore>) {
    let key = fresh_key();
    store.delete(key).await.unwrap();
    write(&**store, key, &content(10), 10).await;
    store.delete(key).await.unwrap();
    store.delete(key).await.unwrap();
    absent(&**store, key).await;
}

/// Other files of the same visit stay.
pub async fn deleting_one_file_leaves_the_others(store: &Arc<dyn AttachmentStore>) {
    let key = fresh_key();
    let other = AttachmentKey {
        attachment: AttachmentId::new(Uuid::now_v7()),
        ..key
    };
    for key in [key, other] {
        write(&**store, key, &content(99), 50).await;
    }
    store.delete(key).await.unwrap();
    absent(&**store, key).await;
    holds(&**store, other, &content(99)).await;
}
