//! Concurrent scans.

use super::{Scanned, cut, harmless, join};
use std::sync::Arc;

/// Concurrent scans each return the verdict for the file they were given.
pub async fn concurrent_scans_do_not_interfere(scanned: &Arc<Scanned>) {
    let tasks: Vec<_> = (0..24)
        .map(|i: usize| {
            let scanned = Arc::clone(scanned);
            tokio::spawn(async move {
                let some = harmless(10_000 + 1_000 * i);
                if i.is_multiple_of(2) {
                    let file = join(&[&some, &scanned.infected, &some]);
                    scanned.is_infected(cut(&file, 5_000)).await;
                } else {
                    scanned.is_clean(cut(&join(&[&some, &some]), 5_000)).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("the scan completes");
    }
}
