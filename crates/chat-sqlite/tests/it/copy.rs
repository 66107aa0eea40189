//! Copying the log's file while the log is in use.

use super::{Place, is_chained, open, stored};
use chat_ports::{LogAudit as _, VisitLog as _};
use chat_sqlite::SqliteLogAudit;
use tokio::{runtime::Handle, task::spawn_blocking};

#[tokio::test(flavor = "multi_thread")]
async fn copy_is_a_snapshot_despite_concurrent_writes() {
    let (place, elsewhere) = (Place::new(), Place::new());
    let log = place.open();
    // Large enough for several steps.
    let filler = "CREATE TABLE f AS WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n
        LIMIT 80) SELECT randomblob(65536) FROM n; DROP TABLE f;";
    place.raw().execute_batch(filler).unwrap();
    let mut visit = stored(&log, 20).await;
    let before = visit.entries.clone();

    let audit = SqliteLogAudit::open(place.file()).unwrap();
    log.append(visit.announce("after the moment"))
        .await
        .unwrap();
    let (to, writer, runtime) = (elsewhere.file(), log.clone(), Handle::current());
    let (mut visit, steps) = spawn_blocking(move || {
        let mut steps = Vec::new();
        let copied = audit.copy_to(&to, |copied| {
            steps.push(copied);
            let append = visit.announce("in the middle");
            runtime.block_on(writer.append(append)).unwrap();
        });
        copied.unwrap();
        (visit, steps)
    })
    .await
    .unwrap();
    assert!(steps.len() >= 5, "{} steps", steps.len());
    assert!(steps.is_sorted_by_key(|copied| copied.bytes));
    assert!(
        steps.iter().all(|copied| copied.of == steps[0].of),
        "it never began again"
    );
    assert_eq!(steps.last().map(|last| last.bytes), Some(steps[0].of));

    let files = std::fs::read_dir(elsewhere.folder.path()).unwrap();
    assert_eq!(files.count(), 1, "one file, without a write-ahead log");
    let audit = SqliteLogAudit::open(elsewhere.file()).unwrap();
    assert_eq!(audit.problems().await.unwrap(), [""; 0]);
    is_chained(&elsewhere.file(), visit.key, &before).await;
    drop(audit);
    // The log and the copy can both be used independently.
    log.append(visit.announce("here")).await.unwrap();
    let copy = open(&elsewhere.file());
    stored(&copy, 3).await;
    drop(copy);
    is_chained(&elsewhere.file(), visit.key, &before).await;
    is_chained(&place.file(), visit.key, &visit.entries).await;
}
