//! Files that can't be read to their end.

use super::{Scanned, harmless};
use bytes::Bytes;
use chat_ports::{PortError, ScanVerdict};
use futures::{FutureExt, StreamExt, stream};
use std::sync::Arc;

async fn scan_broken(scanned: &Scanned, pieces: &[Bytes]) -> Result<ScanVerdict, PortError> {
    let broken = || Err(PortError::unavailable("the store is gone"));
    let pieces: Vec<_> = pieces.iter().cloned().map(Ok).collect();
    // What comes after the error is no part of any file.
    let after = [Ok(harmless(10))];
    let bytes = stream::iter(pieces).chain(stream::once(async move { broken() }));
    scanned
        .scanner
        .scan(bytes.chain(stream::iter(after)).boxed())
        .await
}

/// A file whose bytes end with an error is not judged by those that came: there is no verdict, and
/// the next file gets its own.
pub async fn a_file_that_breaks_is_no_verdict(scanned: &Arc<Scanned>) {
    for pieces in [
        vec![],
        vec![harmless(1)],
        vec![harmless(100_000); 4],
        vec![scanned.infected.slice(..4)],
    ] {
        match scan_broken(scanned, &pieces).await {
            Err(PortError::Unavailable(_)) => {}
            other => panic!("a file that broke was answered with {other:?}"),
        }
        scanned.is_infected(vec![scanned.infected.clone()]).await;
        scanned.is_clean(vec![harmless(10)]).await;
    }
}

/// Who has found something before the error may say so; nobody says that the file is clean.
pub async fn a_file_that_breaks_behind_a_signature_is_not_clean(scanned: &Arc<Scanned>) {
    match scan_broken(scanned, &[scanned.infected.clone(), harmless(100_000)]).await {
        Ok(ScanVerdict::Infected { .. }) | Err(PortError::Unavailable(_)) => {}
        other => panic!("a file that broke was answered with {other:?}"),
    }
}

/// A scan whose caller stops waiting while bytes are still to come leaves nothing behind that other
/// scans would notice.
pub async fn a_scan_that_is_given_up_disturbs_no_other(scanned: &Arc<Scanned>) {
    for _ in 0..4 {
        let begun = stream::iter([Ok(scanned.infected.slice(..4))]).chain(stream::pending());
        let mut scan = scanned.scanner.scan(begun.boxed());
        for _ in 0..10 {
            assert!((&mut scan).now_or_never().is_none(), "more is to come");
            tokio::task::yield_now().await;
        }
        drop(scan);
        scanned.is_clean(vec![scanned.infected.slice(4..)]).await;
        scanned.is_infected(vec![scanned.infected.clone()]).await;
    }
}
