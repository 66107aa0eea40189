use super::{
    Double, LARGE, content,
    double::{Fate, SECRET},
    is_unavailable, write,
};
use bytes::Bytes;
use chat_blobs::{ObjectAttachmentStore, S3Encryption};
use chat_conformance::attachment_store::fresh_key;
use chat_ports::{AttachmentStore, PortError};
use hyper::Method;

fn pattern(length: usize, seed: usize) -> Bytes {
    (0..length).map(|i| (i / 251 + i + seed) as u8).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn file_of_20_mb_is_sent_by_parts_of_8_mib_and_leaves_only_itself() {
    let double = Double::start().await;
    let store = double.store();
    store.check_writes().await.unwrap();
    assert_eq!(double.keys(), [""; 0], "the check leaves nothing");
    double.asked();

    let (key, file) = (fresh_key(), pattern(LARGE, 0));
    write(&store, key, file.clone()).await.unwrap();
    let asked = double.asked();
    assert_eq!(asked.iter().filter(|asked| asked.is_part()).count(), 3);
    let place = ObjectAttachmentStore::place_of(&key);
    assert_eq!(double.keys(), [place.to_str().unwrap()]);
    assert!(double.unfinished().is_empty());
    assert!(content(&store, key).await.unwrap() == file);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_concurrent_writers_of_a_key_one_wins() {
    let double = Double::start().await;
    let (one_node, another) = (double.store(), double.store());
    for length in [300, LARGE / 2, 300, LARGE / 2, 300] {
        let key = fresh_key();
        let files = [pattern(length, 1), pattern(length + 1, 2)];
        let (first, second) = tokio::join!(
            write(&one_node, key, files[0].clone()),
            write(&another, key, files[1].clone())
        );
        let kept = match (first, second) {
            (Ok(_), Err(PortError::Invalid(_))) => &files[0],
            (Err(PortError::Invalid(_)), Ok(_)) => &files[1],
            other => panic!("{other:?}"),
        };
        assert!(content(&one_node, key).await.unwrap() == *kept);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn writer_recognizes_its_own_file_after_a_lost_response() {
    let double = Double::start().await;
    let store = double.store();
    store.check_writes().await.unwrap();
    for length in [0, 300, LARGE / 2] {
        let mut lost = 0;
        double.rule(move |asked| match asked.is_conditional() && lost == 0 {
            true => {
                lost += 1;
                Fate::Unanswered
            }
            false => Fate::Served,
        });
        double.asked();
        let (key, file) = (fresh_key(), pattern(length, 3));
        let size = write(&store, key, file.clone()).await.unwrap();
        assert_eq!(size, length as u64);
        let asked = double.asked();
        let tried = asked.iter().filter(|asked| asked.is_conditional()).count();
        assert_eq!(tried, 2, "the retry found the key taken");
        assert!(content(&store, key).await.unwrap() == file);
        let second = write(&store, key, file).await;
        assert!(matches!(second, Err(PortError::Invalid(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn service_that_ignores_the_condition_is_not_written_to() {
    let double = Double::start().await;
    let store = double.store();
    type Ignored = fn(&Method) -> bool;
    let ignored: [Ignored; 2] = [
        |method| method == Method::PUT,
        |method| method == Method::POST,
    ];
    for ignored in ignored {
        double.rule(move |asked| match ignored(&asked.method) {
            true => Fate::Unconditional,
            false => Fate::Served,
        });
        let checked = store.check_writes().await;
        assert!(matches!(checked, Err(PortError::Invalid(_))));
        assert!(is_unavailable(store.create(fresh_key()).await));
        assert!(double.keys().is_empty());
    }
    // Upgraded, it is used without a restart of ours.
    double.rule(|_| Fate::Served);
    store.check_writes().await.unwrap();
    double.asked();
    store.check_writes().await.unwrap();
    assert!(double.asked().is_empty(), "it is tried until it succeeds");
}

#[tokio::test(flavor = "multi_thread")]
async fn encryption_is_asked_for_where_an_object_is_created() {
    for (encryption, expected) in [
        (None, None),
        (Some(S3Encryption::Service), Some("AES256")),
        (Some(S3Encryption::Kms("a-key".to_owned())), Some("aws:kms")),
    ] {
        let double = Double::start().await;
        let mut options = double.options();
        options.encryption = encryption;
        let store = ObjectAttachmentStore::s3(&options).unwrap();
        for length in [10, LARGE / 2] {
            write(&store, fresh_key(), pattern(length, 4))
                .await
                .unwrap();
        }
        for asked in double.asked() {
            let creates = match asked.method {
                Method::PUT => !asked.is_part(),
                Method::POST => asked.is_begin(),
                _ => continue,
            };
            let header = asked.headers.get("x-amz-server-side-encryption");
            let header = header.map(|value| value.to_str().unwrap());
            assert_eq!(header, expected.filter(|_| creates), "{asked:?}");
            if creates && expected == Some("aws:kms") {
                let key = &asked.headers["x-amz-server-side-encryption-aws-kms-key-id"];
                assert_eq!(key, "a-key");
            }
        }
    }
}

#[tokio::test]
async fn secret_is_not_shown() {
    let double = Double::start().await;
    let options = double.options();
    let store = ObjectAttachmentStore::s3(&options).unwrap();
    for shown in [
        format!("{options:?}"),
        format!("{store:?}"),
        format!("{store:#?}"),
    ] {
        assert!(
            shown.contains("visits") && !shown.contains(SECRET),
            "{shown}"
        );
    }
}
