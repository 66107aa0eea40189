//! The store in a bucket, against a service of S3 in this process.

mod double;
mod failing;
mod sweeping;
mod tls;
mod writing;

use bytes::Bytes;
use chat_blobs::ObjectAttachmentStore;
use chat_conformance::attachment_store_laws;
use chat_ports::{AttachmentKey, AttachmentStore, PortError};
use double::Double;
use futures::TryStreamExt;
use std::sync::Arc;

const LARGE: usize = 20 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn store_in_a_bucket_passes_the_laws() {
    for prefix in ["", "clinics/west"] {
        let double = Double::start().await;
        let mut options = double.options();
        options.prefix = prefix.to_owned();
        let store = ObjectAttachmentStore::s3(&options).unwrap();
        attachment_store_laws(Arc::new(store)).await;
    }
}

async fn write(
    store: &ObjectAttachmentStore,
    key: AttachmentKey,
    file: Bytes,
) -> Result<u64, PortError> {
    let mut writer = store.create(key).await?;
    writer.write(file).await?;
    writer.finish().await
}

async fn content(store: &ObjectAttachmentStore, key: AttachmentKey) -> Result<Vec<u8>, PortError> {
    let read = store.read(key, None).await?;
    let chunks: Vec<Bytes> = read.chunks.try_collect().await?;
    assert_eq!(chunks.concat().len() as u64, read.size);
    Ok(chunks.concat())
}

fn is_unavailable<T>(outcome: Result<T, PortError>) -> bool {
    matches!(outcome, Err(PortError::Unavailable(_)))
}
