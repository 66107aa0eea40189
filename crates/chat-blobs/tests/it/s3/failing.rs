use super::{Double, LARGE, content, double::Fate, is_unavailable, write};
use bytes::Bytes;
use chat_blobs::{ObjectAttachmentStore, S3Key};
use chat_conformance::attachment_store::fresh_key;
use chat_ports::{AttachmentStore, PortError};
use futures::{StreamExt, TryStreamExt, future::join_all};
use std::time::{Duration, Instant};

fn large() -> Bytes {
    vec![7; LARGE].into()
}

#[tokio::test(flavor = "multi_thread")]
async fn service_that_stops_in_mid_upload_is_unavailable_and_nothing_is_published() {
    let mut double = Double::start().await;
    let store = double.store();
    let (kept, key) = (fresh_key(), fresh_key());
    write(&store, kept, Bytes::from_static(b"kept"))
        .await
        .unwrap();
    let mut writer = store.create(key).await.unwrap();
    writer.write(large()).await.unwrap();
    double.stop().await;

    let begun = Instant::now();
    assert!(is_unavailable(writer.finish().await));
    assert!(is_unavailable(store.read(kept, None).await));
    assert!(is_unavailable(store.delete(kept).await));
    assert!(is_unavailable(store.check().await));
    assert!(is_unavailable(write(&store, fresh_key(), large()).await));
    assert!(begun.elapsed() < Duration::from_secs(10));

    double.restart().await;
    assert_eq!(content(&store, kept).await.unwrap(), b"kept");
    let read = store.read(key, None).await;
    assert!(matches!(read, Err(PortError::NotFound)));
    // The parts could not be removed while the service was down.
    store.sweep(Duration::ZERO).await.unwrap();
    assert!(double.unfinished().is_empty());
    write(&store, key, large()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn part_that_fails_spoils_the_file() {
    let double = Double::start().await;
    let store = double.store();
    store.check_writes().await.unwrap();
    let key = fresh_key();
    let mut writer = store.create(key).await.unwrap();
    double.rule(|asked| match asked.is_part() {
        true => Fate::Refused(503),
        false => Fate::Served,
    });
    assert!(is_unavailable(writer.write(large()).await));
    double.rule(|_| Fate::Served);
    assert!(is_unavailable(writer.write(large()).await));
    assert!(is_unavailable(writer.finish().await));
    assert!(matches!(
        store.read(key, None).await,
        Err(PortError::NotFound)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn error_of_the_service_is_retried() {
    let double = Double::start().await;
    let store = double.store();
    store.check_writes().await.unwrap();
    for status in [500, 503] {
        let mut refused = 0;
        double.rule(move |_| match refused {
            0 => {
                refused += 1;
                Fate::Refused(status)
            }
            _ => Fate::Served,
        });
        let key = fresh_key();
        write(&store, key, Bytes::from_static(b"file"))
            .await
            .unwrap();
        assert_eq!(content(&store, key).await.unwrap(), b"file");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_service_is_unavailable_within_the_timeout() {
    let double = Double::start().await;
    let mut options = double.options();
    options.timeout = Duration::from_millis(300);
    let [store, fresh] = [(); 2].map(|()| ObjectAttachmentStore::s3(&options).unwrap());
    store.check_writes().await.unwrap();
    double.rule(|_| Fate::Late(Duration::from_secs(30)));
    let begun = Instant::now();
    let created = join_all((0..16).map(|_| fresh.create(fresh_key()))).await;
    assert!(created.into_iter().all(is_unavailable));
    let key = fresh_key();
    assert!(is_unavailable(
        write(&store, key, Bytes::from_static(b"file")).await
    ));
    assert!(is_unavailable(store.read(key, None).await));
    assert!(is_unavailable(store.check().await));
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn service_that_stalls_in_mid_file_is_unavailable() {
    let mut double = Double::start().await;
    let mut options = double.options();
    options.timeout = Duration::from_millis(300);
    let store = ObjectAttachmentStore::s3(&options).unwrap();
    let key = fresh_key();
    write(&double.store(), key, large()).await.unwrap();
    double.rule(|_| Fate::Stalled);
    let begun = Instant::now();
    let read = store.read(key, None).await.unwrap();
    let chunks: Result<Vec<Bytes>, _> = read.chunks.try_collect().await;
    assert!(is_unavailable(chunks));
    assert!(begun.elapsed() < Duration::from_secs(10));

    double.rule(|_| Fate::Served);
    let mut read = store.read(key, None).await.unwrap();
    read.chunks.next().await.unwrap().unwrap();
    double.stop().await;
    let rest: Result<Vec<Bytes>, _> = read.chunks.try_collect().await;
    assert!(is_unavailable(rest));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_reader_gets_the_whole_file() {
    let double = Double::start().await;
    let mut options = double.options();
    options.timeout = Duration::from_millis(300);
    options.retries = 0;
    let store = ObjectAttachmentStore::s3(&options).unwrap();
    let key = fresh_key();
    write(&double.store(), key, large()).await.unwrap();
    let mut read = store.read(key, None).await.unwrap();
    let mut bytes = 0;
    for chunk in 0.. {
        if chunk % 100 == 0 && chunk < 400 {
            tokio::time::sleep(Duration::from_millis(600)).await;
        }
        match read.chunks.next().await {
            Some(chunk) => bytes += chunk.unwrap().len(),
            None => break,
        }
    }
    assert_eq!(bytes, LARGE);
}

#[tokio::test(flavor = "multi_thread")]
async fn forbidden_is_unavailable_and_never_a_missing_file() {
    let double = Double::start().await;
    let mut options = double.options();
    options.key = Some(S3Key::new("an-id", "another-secret"));
    let wrong_key = ObjectAttachmentStore::s3(&options).unwrap();
    let store = double.store();
    store.check_writes().await.unwrap();
    let key = fresh_key();
    for status in [401, 403] {
        double.rule(move |_| Fate::Refused(status));
        assert!(is_unavailable(write(&store, key, large()).await));
        assert!(is_unavailable(write(&store, key, Bytes::new()).await));
        assert!(is_unavailable(store.read(key, None).await));
        assert!(is_unavailable(store.read(key, Some(0..1)).await));
        assert!(is_unavailable(store.delete(key).await));
        assert!(is_unavailable(store.check().await));
        assert!(is_unavailable(store.sweep(Duration::ZERO).await));
    }
    double.rule(|_| Fate::Served);
    assert!(is_unavailable(wrong_key.check().await));
    assert!(is_unavailable(wrong_key.check_writes().await));
    assert!(is_unavailable(wrong_key.read(key, None).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_wrong_bucket_or_service_no_file_counts_as_missing() {
    let double = Double::start().await;
    let mut options = double.options();
    options.bucket = "missing".to_owned();
    let wrong_bucket = ObjectAttachmentStore::s3(&options).unwrap();
    let wrong_service = double.store();
    wrong_service.check_writes().await.unwrap();
    for (store, status) in [(wrong_bucket, None), (wrong_service, Some(404))] {
        double.rule(move |_| status.map_or(Fate::Served, Fate::Refused));
        let key = fresh_key();
        assert!(is_unavailable(store.check().await));
        assert!(is_unavailable(store.read(key, None).await));
        assert!(is_unavailable(store.read(key, Some(0..1)).await));
        assert!(is_unavailable(store.delete(key).await));
        assert!(is_unavailable(write(&store, key, Bytes::new()).await));
        assert!(is_unavailable(write(&store, key, large()).await));
        assert!(is_unavailable(store.sweep(Duration::ZERO).await));
    }
}
