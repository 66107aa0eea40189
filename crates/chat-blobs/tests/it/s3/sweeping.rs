use super::{Double, LARGE, content, write};
use bytes::Bytes;
use chat_conformance::attachment_store::fresh_key;
use chat_ports::{AttachmentKey, AttachmentStore, AttachmentWriter};
use std::{fs, time::Duration};

async fn begun(double: &Double, key: AttachmentKey) -> Box<dyn AttachmentWriter> {
    let mut writer = double.store().create(key).await.unwrap();
    writer.write(vec![7; LARGE].into()).await.unwrap();
    assert!(!double.unfinished().is_empty());
    assert_eq!(double.keys().len(), 1, "the marker");
    writer
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_writer_removes_its_parts_and_marker() {
    let double = Double::start().await;
    drop(begun(&double, fresh_key()).await);
    for _ in 0..500 {
        if double.unfinished().is_empty() && double.keys().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("left behind: {:?} {:?}", double.unfinished(), double.keys());
}

#[tokio::test(flavor = "multi_thread")]
async fn sweep_aborts_the_uploads_of_a_killed_process() {
    let double = Double::start().await;
    let store = double.store();
    let key = fresh_key();
    // As if killed: nothing runs that would clean up.
    std::mem::forget(begun(&double, key).await);

    assert_eq!(store.sweep(Duration::from_secs(3_600)).await.unwrap(), 0);
    assert!(!double.unfinished().is_empty());
    assert_eq!(store.sweep(Duration::ZERO).await.unwrap(), 1);
    assert!(double.unfinished().is_empty());
    assert!(double.keys().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn sweep_leaves_a_finished_file_whose_marker_is_left() {
    let double = Double::start().await;
    let store = double.store();
    let key = fresh_key();
    let mut writer = store.create(key).await.unwrap();
    writer.write(vec![7; LARGE].into()).await.unwrap();
    let marker = double.folder.path().join("visits").join(&double.keys()[0]);
    let text = fs::read(&marker).unwrap();
    writer.finish().await.unwrap();
    assert!(!marker.exists());
    fs::write(&marker, text).unwrap();
    // What is no marker is removed as well.
    fs::write(marker.with_file_name("probe"), b"not a marker").unwrap();
    fs::write(marker.with_file_name("file"), vec![7; 10_000]).unwrap();

    assert_eq!(store.sweep(Duration::ZERO).await.unwrap(), 3);
    assert_eq!(double.keys().len(), 1);
    assert!(content(&store, key).await.unwrap() == vec![7; LARGE]);
}

#[tokio::test(flavor = "multi_thread")]
async fn swept_upload_fails_and_its_key_stays_free() {
    let double = Double::start().await;
    let store = double.store();
    let key = fresh_key();
    let writer = begun(&double, key).await;
    store.sweep(Duration::ZERO).await.unwrap();
    assert!(super::is_unavailable(writer.finish().await));
    write(&store, key, Bytes::from_static(b"file"))
        .await
        .unwrap();
    assert_eq!(content(&store, key).await.unwrap(), b"file");
}

#[tokio::test(flavor = "multi_thread")]
async fn daily_sweep_of_one_node_leaves_what_another_is_receiving() {
    let double = Double::start().await;
    let key = fresh_key();
    let mut receiving = begun(&double, key).await;
    let other = double.store();
    assert_eq!(
        other.sweep(Duration::from_secs(24 * 3_600)).await.unwrap(),
        0
    );
    receiving.write(vec![7; LARGE].into()).await.unwrap();
    receiving.finish().await.unwrap();
    assert!(content(&other, key).await.unwrap() == vec![7; 2 * LARGE]);
}
