//! The store in memory, in a folder and in a bucket: the conformance laws, and behavior specific to this
//! adapter.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod folder;
mod s3;

use chat_blobs::ObjectAttachmentStore;
use chat_conformance::attachment_store_laws;
use object_store::memory::InMemory;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn store_in_memory_passes_the_laws() {
    for prefix in ["", "clinics/west"] {
        let store = ObjectAttachmentStore::new(Arc::new(InMemory::new()), prefix);
        attachment_store_laws(Arc::new(store)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn store_in_a_folder_passes_the_laws() {
    let folder = tempfile::tempdir().unwrap();
    let store = ObjectAttachmentStore::local(folder.path().join("attachments")).unwrap();
    attachment_store_laws(Arc::new(store)).await;
}
