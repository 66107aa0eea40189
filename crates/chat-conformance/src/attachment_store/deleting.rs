//! Deleting files.

use super::{absent, content, fresh_key, holds, write};
use chat_domain::AttachmentId;
use chat_ports::{AttachmentKey, AttachmentStore};
use std::sync::Arc;
use uuid::Uuid;

/// After `delete` returns, the file is not found and its key can be reused.
pub async fn deleted_file_is_not_found(store: &Arc<dyn AttachmentStore>) {
    let key = fresh_key();
    write(&**store, key, &content(1_000), 1_000).await;
    store.delete(key).await.unwrap();
    absent(&**store, key).await;
    write(&**store, key, &content(20), 20).await;
    holds(&**store, key, &content(20)).await;
}

/// Deleting twice, or deleting a key that was never written, succeeds.
pub async fn delete_is_idempotent(store: &Arc<dyn AttachmentStore>) {
    let key = fresh_key();
    store.delete(key).await.unwrap();
    write(&**store, key, &content(10), 10).await;
    store.delete(key).await.unwrap();
    store.delete(key).await.unwrap();
    absent(&**store, key).await;
}

/// Deleting one file leaves the visit's other files alone.
pub async fn delete_leaves_other_files(store: &Arc<dyn AttachmentStore>) {
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
