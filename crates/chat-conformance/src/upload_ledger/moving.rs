//! Moving records from stage to stage.

use super::{everything, fresh_record, in_every_stage, kinds, listed, put};
use chat_ports::{PortError, StageKind, UploadLedger, UploadRecord, UploadStage};
use std::sync::Arc;

async fn conflicts(
    ledger: &dyn UploadLedger,
    record: &UploadRecord,
    expected: Option<StageKind>,
    at: Option<StageKind>,
) {
    match ledger.put(record.clone(), expected).await {
        Err(PortError::StageConflict { found }) => assert_eq!(found, at),
        other => panic!("expected a conflict at {at:?}, got {other:?}"),
    }
}

/// A record is stored only if the one before it is at the expected stage, or absent if none is expected. Otherwise the
/// conflict names the stage that it is at, and nothing changes.
pub async fn record_moves_only_from_the_expected_stage(ledger: &Arc<dyn UploadLedger>) {
    let ledger = &**ledger;
    for from in in_every_stage() {
        let stage = from.stage.kind();
        for to in in_every_stage() {
            let to = UploadRecord {
                stage: to.stage,
                ..from.clone()
            };
            for expected in StageKind::ALL {
                conflicts(ledger, &to, Some(expected), None).await;
            }
            assert_eq!(ledger.get(from.key).await.unwrap(), None);
            ledger.put(from.clone(), None).await.unwrap();
            conflicts(ledger, &to, None, Some(stage)).await;
            for expected in StageKind::ALL.into_iter().filter(|other| *other != stage) {
                conflicts(ledger, &to, Some(expected), Some(stage)).await;
            }
            assert_eq!(ledger.get(from.key).await.unwrap().as_ref(), Some(&from));
            ledger.put(to.clone(), Some(stage)).await.unwrap();
            assert_eq!(ledger.get(from.key).await.unwrap().as_ref(), Some(&to));
            ledger.remove(from.key).await.unwrap();
        }
    }
}

/// Of many moves from one stage, exactly one is stored; the others get a conflict with the stage to which it moved.
pub async fn of_concurrent_moves_from_one_stage_one_succeeds(ledger: &Arc<dyn UploadLedger>) {
    for _ in 0..8 {
        let held = fresh_record();
        put(&**ledger, &held).await;
        let moves: Vec<_> = (0..12)
            .map(|i| {
                let ledger = Arc::clone(ledger);
                let stage = match i % 2 {
                    0 => UploadStage::Releasing,
                    _ => super::refused(),
                };
                let to = UploadRecord {
                    stage,
                    ..held.clone()
                };
                tokio::spawn(async move {
                    let moved = ledger.put(to.clone(), Some(StageKind::Held)).await;
                    (to, moved)
                })
            })
            .collect();
        let (mut stored, mut found) = (Vec::new(), Vec::new());
        for one in moves {
            match one.await.unwrap() {
                (to, Ok(())) => stored.push(to),
                (_, Err(PortError::StageConflict { found: at })) => found.push(at),
                (_, Err(error)) => panic!("{error}"),
            }
        }
        assert_eq!(stored.len(), 1, "one move from a stage is stored");
        assert!(found.iter().all(|at| *at == Some(stored[0].stage.kind())));
        assert_eq!(ledger.get(held.key).await.unwrap(), stored.pop());
    }
}

/// The number of records at each stage is that of the list.
pub async fn uploads_are_counted_by_stage(ledger: &Arc<dyn UploadLedger>) {
    for record in in_every_stage().into_iter().chain([fresh_record()]) {
        put(&**ledger, &record).await;
    }
    for stage in StageKind::ALL {
        // Other laws may change the ledger at the same time.
        let mut counted = None;
        for _ in 0..100 {
            let mut query = everything();
            query.stages = kinds(&[stage]);
            let list = listed(&**ledger, query).await.len();
            let count = ledger.count(stage).await.unwrap();
            counted = Some((count, list));
            if count == list {
                break;
            }
        }
        let (count, list) = counted.expect("it was counted");
        assert_eq!(count, list, "{stage:?}");
        assert!(count >= 1, "{stage:?}");
    }
}

/// A ledger that works says so.
pub async fn sound_ledger_passes_its_check(ledger: &Arc<dyn UploadLedger>) {
    ledger.check().await.expect("the ledger works");
}
