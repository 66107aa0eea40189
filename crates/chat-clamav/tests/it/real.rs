//! Tests against the real clamd.

use super::{
    clamd::{Clamd, WORM, WORM_NAME, eicar},
    impatient, no_verdict, scan,
};
use chat_clamav::{ClamdOptions, ClamdScanner};
use chat_conformance::{Scanned, scanner_laws};
use chat_ports::ScanVerdict;
use std::{sync::Arc, time::Duration};

async fn signature(scanner: &ClamdScanner, file: &[u8]) -> Option<String> {
    match scan(scanner, file).await.unwrap() {
        ScanVerdict::Clean => None,
        ScanVerdict::Infected { signature } => Some(signature),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clamd_passes_the_laws_over_tcp_and_over_a_socket() {
    let clamd = Clamd::start("").await;
    for address in [clamd.tcp(), clamd.unix()] {
        let scanner = ClamdScanner::new(address, ClamdOptions::default());
        scanner.ping().await.unwrap();
        let version = scanner.version().await.unwrap();
        assert!(version.starts_with("ClamAV 1."), "{version}");
        scanner_laws(Scanned {
            scanner: Arc::new(scanner),
            infected: WORM.into(),
            signature: WORM_NAME.to_owned(),
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn eicar_test_file_is_found() {
    let clamd = Clamd::start("").await;
    let scanner = ClamdScanner::new(clamd.unix(), ClamdOptions::default());
    let eicar = eicar();
    let found = signature(&scanner, &eicar).await;
    assert_eq!(found.as_deref(), Some("Eicar.UNOFFICIAL"));
    let found = signature(&scanner, &[b"in a letter: ", &*eicar].concat()).await;
    assert!(found.is_some());
    assert_eq!(signature(&scanner, &eicar[1..]).await, None);
}

/// Larger than the stream limit, and larger than the file size limit.
#[tokio::test(flavor = "multi_thread")]
async fn file_over_a_clamd_limit_gets_no_verdict() {
    let settings = "StreamMaxLength 2M\nMaxFileSize 1M\nMaxScanSize 1M\nAlertExceedsMax yes\n";
    let clamd = Clamd::start(settings).await;
    for address in [clamd.tcp(), clamd.unix()] {
        let scanner = ClamdScanner::new(address, ClamdOptions::default());
        let fits = b"harmless ".repeat(100_000);
        assert_eq!(signature(&scanner, &fits).await, None);
        let reason = no_verdict(scan(&scanner, &fits.repeat(2)).await);
        assert!(reason.contains("a limit in clamd's settings"), "{reason}");
        for _ in 0..5 {
            // The answer may be lost if the connection breaks while we send; that is no verdict
            // either.
            let reason = no_verdict(scan(&scanner, &fits.repeat(20)).await);
            assert!(reason.starts_with("clamd"), "{reason}");
        }
        assert_eq!(signature(&scanner, &fits).await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scanner_recovers_when_clamd_restarts() {
    let mut clamd = Clamd::start("").await;
    let scanners = [clamd.tcp(), clamd.unix()].map(|at| ClamdScanner::new(at, impatient()));
    for _ in 0..2 {
        clamd.stop();
        for scanner in &scanners {
            assert!(scanner.ping().await.is_err());
            no_verdict(scan(scanner, b"harmless").await);
            no_verdict(scan(scanner, WORM).await);
        }
        clamd.start_again().await;
        for scanner in &scanners {
            scanner.ping().await.unwrap();
            assert_eq!(signature(scanner, b"harmless").await, None);
            assert_eq!(signature(scanner, WORM).await.as_deref(), Some(WORM_NAME));
        }
    }
}

/// Killed after it received half of a file.
#[tokio::test(flavor = "multi_thread")]
async fn clamd_killed_during_a_scan_gives_no_verdict() {
    use bytes::Bytes;
    use chat_ports::Scanner;
    use futures::{StreamExt, stream};

    let mut clamd = Clamd::start("").await;
    let scanner = ClamdScanner::new(clamd.tcp(), ClamdOptions::default());
    let (half, halved) = tokio::sync::oneshot::channel();
    let (go, gone) = tokio::sync::oneshot::channel();
    let some = Bytes::from_static(&[b' '; 50_000]);
    let first = stream::iter([Ok(some.clone())]);
    let rest = stream::once(async move {
        half.send(()).unwrap();
        gone.await.unwrap();
        Ok(some)
    });
    let scan = tokio::spawn(async move { scanner.scan(first.chain(rest).boxed()).await });
    halved.await.unwrap();
    clamd.stop();
    let _ = go.send(());
    let verdict = tokio::time::timeout(Duration::from_secs(20), scan).await;
    no_verdict(verdict.unwrap().unwrap());
}
