use super::each_fault_breaks;
use async_trait::async_trait;
use bytes::Bytes;
use chat_conformance::{Scanned, scanner::LAWS};
use chat_ports::{PortError, ScanVerdict, Scanner};
use futures::{StreamExt, stream::BoxStream};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};
use tokio::task::yield_now;

const MARKER: &[u8] = b"here is a worm";
const HEAD: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    FindsNothing,
    FindsEverything,
    FindsHalfOfIt,
    NamesItOtherwise,
    FailsOnEmptyFiles,
    LooksAtPiecesAlone,
    LooksAtTheHead,
    LooksAtTheTail,
    EmptyPieceEnds,
    JudgesWhatCame,
    WhatBreaksIsClean,
    WhatBreaksIsNotFound,
    ReadsOnBehindAnError,
    StaysBusyWhenGivenUp,
    SharesABuffer,
}

#[derive(Debug)]
struct Faulty {
    fault: Fault,
    busy: AtomicBool,
    shared: Mutex<Vec<u8>>,
}

impl Faulty {
    fn judge(&self, file: &[u8]) -> Result<ScanVerdict, PortError> {
        let (marker, seen) = match self.fault {
            Fault::FindsHalfOfIt => (&MARKER[..MARKER.len() - 1], file),
            Fault::LooksAtTheHead => (MARKER, &file[..file.len().min(HEAD)]),
            Fault::LooksAtTheTail => (MARKER, &file[file.len().saturating_sub(HEAD)..]),
            _ => (MARKER, file),
        };
        let found = seen.windows(marker.len()).any(|window| window == marker);
        match self.fault {
            Fault::FailsOnEmptyFiles if file.is_empty() => {
                Err(PortError::Invalid("there is nothing to scan"))
            }
            Fault::FindsEverything => Ok(infected("Test.Worm")),
            Fault::FindsNothing => Ok(ScanVerdict::Clean),
            Fault::NamesItOtherwise if found => Ok(infected("stream: Test.Worm FOUND")),
            _ if found => Ok(infected("Test.Worm")),
            _ => Ok(ScanVerdict::Clean),
        }
    }

    async fn read(
        &self,
        mut bytes: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, PortError> {
        let mut file = Vec::new();
        self.shared.lock().unwrap().clear();
        while let Some(piece) = bytes.next().await {
            match (self.fault, piece) {
                (Fault::EmptyPieceEnds, Ok(piece)) if piece.is_empty() => break,
                (Fault::LooksAtPiecesAlone, Ok(piece)) => {
                    if self.judge(&piece)? != ScanVerdict::Clean {
                        return self.judge(&piece);
                    }
                }
                (Fault::SharesABuffer, Ok(piece)) => {
                    self.shared.lock().unwrap().extend_from_slice(&piece);
                    yield_now().await;
                    file = self.shared.lock().unwrap().clone();
                }
                (_, Ok(piece)) => file.extend_from_slice(&piece),
                (Fault::JudgesWhatCame, Err(_)) => break,
                (Fault::WhatBreaksIsClean, Err(_)) => return Ok(ScanVerdict::Clean),
                (Fault::WhatBreaksIsNotFound, Err(_)) => return Err(PortError::NotFound),
                (Fault::ReadsOnBehindAnError, Err(_)) => {}
                (_, Err(error)) => return Err(PortError::unavailable(error)),
            }
        }
        self.judge(&file)
    }
}

fn infected(signature: &str) -> ScanVerdict {
    ScanVerdict::Infected {
        signature: signature.to_owned(),
    }
}

#[async_trait]
impl Scanner for Faulty {
    async fn scan(
        &self,
        bytes: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, PortError> {
        if self.busy.load(Ordering::SeqCst) {
            return Err(PortError::unavailable("busy"));
        }
        let stays_busy = self.fault == Fault::StaysBusyWhenGivenUp;
        self.busy.store(stays_busy, Ordering::SeqCst);
        if stays_busy {
            yield_now().await; // to a concurrent scan
        }
        let verdict = self.read(bytes).await;
        self.busy.store(false, Ordering::SeqCst);
        verdict
    }
}

fn scanned(fault: Fault) -> Arc<Scanned> {
    let scanner = Faulty {
        fault,
        busy: AtomicBool::new(false),
        shared: Mutex::default(),
    };
    Arc::new(Scanned {
        scanner: Arc::new(scanner),
        infected: MARKER.into(),
        signature: "Test.Worm".to_owned(),
    })
}

/// On one thread, where [`yield_now`] lets every concurrent task reach the same line: a fault that only an
/// interleaving shows is found in every run.
#[tokio::test]
async fn every_fault_breaks_exactly_its_laws() {
    let clean = "harmless_file_is_clean";
    let cut = "signature_is_found_across_chunks";
    let anywhere = "signature_is_found_at_any_position";
    let empty = "empty_chunk_does_not_end_the_file";
    let breaks = "broken_stream_gives_no_verdict";
    let behind = "broken_stream_after_a_signature_is_not_clean";
    let given_up = "cancelled_scan_does_not_affect_others";
    let many = "concurrent_scans_do_not_interfere";
    let faults: &[(Fault, &[&str])] = &[
        (Fault::FindsNothing, &[cut, anywhere, many]),
        (Fault::FindsEverything, &[clean, given_up]),
        (Fault::FindsHalfOfIt, &[clean]),
        (Fault::NamesItOtherwise, &[cut]),
        (Fault::FailsOnEmptyFiles, &[clean, empty]),
        (Fault::LooksAtPiecesAlone, &[cut, empty]),
        (Fault::LooksAtTheHead, &[anywhere]),
        (Fault::LooksAtTheTail, &[anywhere]),
        (Fault::EmptyPieceEnds, &[empty]),
        (Fault::JudgesWhatCame, &[breaks]),
        (Fault::WhatBreaksIsClean, &[breaks, behind]),
        (Fault::WhatBreaksIsNotFound, &[breaks, behind]),
        (Fault::ReadsOnBehindAnError, &[breaks]),
        (Fault::StaysBusyWhenGivenUp, &[given_up, many]),
        (Fault::SharesABuffer, &[many]),
    ];
    each_fault_breaks(LAWS, Fault::None, faults, scanned).await;
}
