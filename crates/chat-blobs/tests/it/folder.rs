use bytes::Bytes;
use chat_blobs::ObjectAttachmentStore;
use chat_conformance::attachment_store::fresh_key;
use chat_ports::{AttachmentKey, AttachmentStore, PortError};
use futures::TryStreamExt;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const LARGE: usize = 20 * 1024 * 1024;

/// All files below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for inner in fs::read_dir(folder).unwrap() {
        let path = inner.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Waits until no file is left: dropped files are removed in the background.
async fn becomes_empty(folder: &Path) {
    for _ in 0..500 {
        if files(folder).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("left behind: {:?}", files(folder));
}

async fn write(store: &ObjectAttachmentStore, key: AttachmentKey, size: usize) {
    let mut writer = store.create(key).await.unwrap();
    writer.write(Bytes::from(vec![7; size])).await.unwrap();
    writer.finish().await.unwrap();
}

#[tokio::test]
async fn finished_file_is_one_file_named_by_its_ids() {
    for size in [10, LARGE] {
        let folder = tempfile::tempdir().unwrap();
        let store = ObjectAttachmentStore::local(folder.path()).unwrap();
        let key = fresh_key();
        write(&store, key, size).await;
        let path = folder
            .path()
            .join("files")
            .join(key.visit.clinic.to_string())
            .join(key.visit.visit.to_string())
            .join(key.attachment.to_string());
        assert_eq!(files(folder.path()), [path.canonicalize().unwrap()]);
        assert_eq!(fs::metadata(path).unwrap().len(), size as u64);
    }
}

#[tokio::test]
async fn dropped_refused_and_deleted_files_leave_nothing_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let store = ObjectAttachmentStore::local(folder.path()).unwrap();
    for size in [0, 10, LARGE] {
        let mut dropped = store.create(fresh_key()).await.unwrap();
        dropped.write(Bytes::from(vec![7; size])).await.unwrap();
        drop(dropped);
        becomes_empty(folder.path()).await;

        let key = fresh_key();
        write(&store, key, 10).await;
        let mut second = store.create(key).await.unwrap();
        second.write(Bytes::from(vec![8; size])).await.unwrap();
        second.finish().await.unwrap_err();
        store.delete(key).await.unwrap();
        becomes_empty(folder.path()).await;
    }
}

#[tokio::test]
async fn finished_files_survive_reopening_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let keys = [(fresh_key(), 5_usize), (fresh_key(), LARGE)];
    let store = ObjectAttachmentStore::local(folder.path()).unwrap();
    for (key, size) in keys {
        write(&store, key, size).await;
    }
    drop(store);
    let store = ObjectAttachmentStore::local(folder.path()).unwrap();
    for (key, size) in keys {
        let read = store.read(key, None).await.unwrap();
        assert_eq!(read.size, size as u64);
        let chunks: Vec<Bytes> = read.chunks.try_collect().await.unwrap();
        assert_eq!(chunks.concat(), vec![7; size]);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_enter_created_folders() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;

    let new = parent.path().join("a").join("new");
    ObjectAttachmentStore::local(&new).unwrap();
    for path in [&new, &new.join("files"), &new.join("unfinished")] {
        assert_eq!(mode(path), 0o700, "{path:?}");
    }

    // An existing folder keeps its permissions; the folders created in it are private.
    let shared = parent.path().join("shared");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).unwrap();
    ObjectAttachmentStore::local(&shared).unwrap();
    assert_eq!(mode(&shared), 0o755);
    assert_eq!(mode(&shared.join("files")), 0o700);
}

#[tokio::test]
async fn sweep_removes_only_unfinished_files() {
    let folder = tempfile::tempdir().unwrap();
    let store = ObjectAttachmentStore::local(folder.path()).unwrap();
    let key = fresh_key();
    write(&store, key, 10).await;
    let kept = files(folder.path());

    // As left by a process that is killed while it writes a small file, a large one, or between the
    // last two steps of a large one.
    let beside = format!("{}#1", kept[0].display());
    let unfinished = folder.path().join("unfinished");
    for left in [
        beside.into(),
        unfinished.join("one#1"),
        unfinished.join("two"),
    ] {
        fs::write(left, b"confidential").unwrap();
    }
    assert_eq!(store.sweep(Duration::from_secs(3_600)).await.unwrap(), 0);
    assert_eq!(files(folder.path()).len(), 4);
    assert_eq!(store.sweep(Duration::ZERO).await.unwrap(), 3);
    assert_eq!(files(folder.path()), kept);
}

#[cfg(unix)]
#[tokio::test]
async fn non_file_in_place_of_a_file_is_corrupt_without_blocking() {
    let folder = tempfile::tempdir().unwrap();
    let store = ObjectAttachmentStore::local(folder.path()).unwrap();
    let key = fresh_key();
    write(&store, key, 10).await;
    let path = files(folder.path()).remove(0);
    let elsewhere = folder.path().join("elsewhere");
    fs::rename(&path, &elsewhere).unwrap();

    let replacements: [&dyn Fn(); 3] = [
        &|| std::os::unix::fs::symlink(&elsewhere, &path).unwrap(),
        &|| {
            let made = std::process::Command::new("mkfifo").arg(&path).status();
            assert!(made.unwrap().success());
        },
        &|| fs::create_dir(&path).unwrap(),
    ];
    for replace in replacements {
        replace();
        let read_only = ObjectAttachmentStore::existing(folder.path()).unwrap();
        for store in [&store, &read_only] {
            for range in [None, Some(0..10), Some(0..0)] {
                let read = tokio::time::timeout(Duration::from_secs(10), store.read(key, range));
                let read = read.await.expect("the read does not block");
                assert!(matches!(read, Err(PortError::Corrupt(_))));
            }
        }
        if path.is_dir() && !path.is_symlink() {
            fs::remove_dir(&path).unwrap();
        } else {
            store.delete(key).await.unwrap();
        }
    }
    assert_eq!(
        fs::read(elsewhere).unwrap(),
        [7; 10],
        "the link is deleted, not its target"
    );
}

#[tokio::test]
async fn opening_an_existing_folder_creates_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = ObjectAttachmentStore::existing(folder.path()).unwrap();
    // A folder without the store's subfolders is an unmounted volume: no file counts as missing.
    let read = store.read(fresh_key(), None).await;
    assert!(matches!(read, Err(PortError::Unavailable(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    assert!(ObjectAttachmentStore::existing(folder.path().join("missing")).is_err());
}

#[tokio::test]
async fn a_file_is_read_256_kib_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = ObjectAttachmentStore::local(folder.path()).unwrap();
    let key = fresh_key();
    write(&store, key, 600 * 1024).await;
    let read = store.read(key, None).await.unwrap();
    let chunks: Vec<Bytes> = read.chunks.try_collect().await.unwrap();
    let sizes: Vec<_> = chunks.iter().map(|chunk| chunk.len() / 1024).collect();
    assert_eq!(sizes, [256, 256, 88]);
}
