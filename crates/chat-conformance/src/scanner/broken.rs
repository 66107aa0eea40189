//! Files whose stream fails.

use super::{Scanned, harmless};
use bytes::Bytes;
use chat_ports::{PortError, ScanVerdict};
use futures::{FutureExt, StreamExt, stream};
use std::sync::Arc;

async fn scan_broken(scanned: &Scanned, pieces: &[Bytes]) -> Result<ScanVerdict, PortError> {
    let broken = || Err(PortError::unavailable("the store is gone"));
    let pieces: Vec<_> = pieces.iter().cloned().map(Ok).collect();
    // Data after the error belongs to no file.
    let after = [Ok(harmless(10))];
    let bytes = stream::iter(pieces).chain(stream::once(async move { broken() }));
    scanned
        .scanner
        .scan(bytes.chain(stream::iter(after)).boxed())
        .await
}

/// There is no verdict on a file whose stream fails, and the next scan is unaffected.
pub async fn broken_stream_gives_no_verdict(scanned: &Arc<Scanned>) {
    for pieces in [
        vec![],
        vec![harmless(1)],
        vec![harmless(100_000); 4],
        vec![scanned.infected.slice(..4)],
    ] {
        match scan_broken(scanned, &pieces).await {
            Err(PortError::Unavailable(_)) => {}
            other => panic!("expected no verdict for a broken stream, got {other:?}"),
        }
        scanned.is_infected(vec![scanned.infected.clone()]).await;
        scanned.is_clean(vec![harmless(10)]).await;
    }
}

/// A scanner may report what it found before the stream failed, but must not call the file clean.
pub async fn broken_stream_after_a_signature_is_not_clean(scanned: &Arc<Scanned>) {
    match scan_broken(scanned, &[scanned.infected.clone(), harmless(100_000)]).await {
        Ok(ScanVerdict::Infected { .. }) | Err(PortError::Unavailable(_)) => {}
        other => panic!("expected anything but Clean for a broken stream, got {other:?}"),
    }
}

/// Dropping a scan before its stream ends does not affect other scans.
pub async fn cancelled_scan_does_not_affect_others(scanned: &Arc<Scanned>) {
    for _ in 0..4 {
        let begun = stream::iter([Ok(scanned.infected.slice(..4))]).chain(stream::pending());
        let mut scan = scanned.scanner.scan(begun.boxed());
        for _ in 0..10 {
            assert!(
                (&mut scan).now_or_never().is_none(),
                "the stream is still open"
            );
            tokio::task::yield_now().await;
        }
        drop(scan);
        scanned.is_clean(vec![scanned.infected.slice(4..)]).await;
        scanned.is_infected(vec![scanned.infected.clone()]).await;
    }
}
