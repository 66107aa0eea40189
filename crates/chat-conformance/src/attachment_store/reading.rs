//! Reading files.

use super::{absent, content, fresh_key, holds, read, write};
use chat_domain::{AttachmentId, VisitId};
use chat_ports::{AttachmentKey, AttachmentStore, PortError, VisitKey};
use std::sync::Arc;
use uuid::Uuid;

/// Any range within the file can be read: the start, the end, the middle, all of it, or nothing.
/// Each read also returns the size of the whole file.
pub async fn any_range_within_the_file_can_be_read(store: &Arc<dyn AttachmentStore>) {
    for length in [1_u64, 1_000, 300_001] {
        let (key, content) = (fresh_key(), content(length as usize));
        write(&**store, key, &content, 65_536).await;
        let middle = length / 2;
        let ranges = [
            0..1,
            length - 1..length,
            0..length,
            middle..length,
            0..middle,
            middle..middle,
            0..0,
            length..length,
            length / 3..length / 3 * 2,
        ];
        for range in ranges {
            let (size, bytes) = read(&**store, key, Some(range.clone())).await.unwrap();
            assert_eq!(size, length, "the size is that of the whole file");
            let wanted = content.slice(range.start as usize..range.end as usize);
            assert!(bytes == wanted, "{range:?} of {length}");
        }
    }
}

/// A range that ends past the file, starts past it or is reversed is invalid.
#[expect(
    clippy::reversed_empty_ranges,
    reason = "reversed ranges are under test"
)]
pub async fn range_outside_the_file_is_invalid(store: &Arc<dyn AttachmentStore>) {
    let key = fresh_key();
    write(&**store, key, &content(100), 100).await;
    let empty = fresh_key();
    write(&**store, empty, &content(0), 1).await;
    for (key, range) in [
        (key, 0..101),
        (key, 99..101),
        (key, 100..101),
        (key, 101..101),
        (key, 200..300),
        (key, 60..40),
        (key, 0..u64::MAX),
        (key, u64::MAX..u64::MAX),
        (empty, 0..1),
    ] {
        match read(&**store, key, Some(range.clone())).await {
            Err(PortError::Invalid(_)) => {}
            other => panic!("expected Invalid for {range:?}, got {other:?}"),
        }
    }
}

/// A file that was never written is not found, whether read whole or in part.
pub async fn missing_file_is_not_found(store: &Arc<dyn AttachmentStore>) {
    absent(&**store, fresh_key()).await;
}

/// A file is identified by clinic, visit and id together.
pub async fn files_are_isolated_by_clinic_visit_and_id(store: &Arc<dyn AttachmentStore>) {
    let key = fresh_key();
    let visit = key.visit;
    let others = [
        AttachmentKey {
            visit: VisitKey::new(fresh_key().visit.clinic, visit.visit),
            ..key
        },
        AttachmentKey {
            visit: VisitKey::new(visit.clinic, VisitId::new(Uuid::now_v7())),
            ..key
        },
        AttachmentKey {
            attachment: AttachmentId::new(Uuid::now_v7()),
            ..key
        },
    ];
    write(&**store, key, &content(50), 50).await;
    for other in others {
        absent(&**store, other).await;
        store.delete(other).await.unwrap();
        write(&**store, other, &content(60), 60).await;
    }
    holds(&**store, key, &content(50)).await;
    for other in others {
        holds(&**store, other, &content(60)).await;
    }
}
