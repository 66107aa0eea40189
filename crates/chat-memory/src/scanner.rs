//! A scanner for tests.

use crate::lock::lock;
use async_trait::async_trait;
use bytes::Bytes;
use chat_ports::{PortError, ScanVerdict, Scanner};
use futures::{TryStreamExt, stream::BoxStream};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// A scanner that finds the markers that it was given. It can be stopped and started.
#[derive(Clone, Debug, Default)]
pub struct ManualScanner(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    markers: BTreeMap<String, Bytes>,
    stopped: bool,
    calls: usize,
}

impl ManualScanner {
    /// A running scanner without markers: every file is clean.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on, files that contain `marker` are infected. An empty marker is in every file.
    pub fn teach(&self, signature: &str, marker: impl Into<Bytes>) {
        let markers = &mut lock(&self.0).markers;
        markers.insert(signature.to_owned(), marker.into());
    }

    /// Makes the scanner unavailable.
    pub fn stop(&self) {
        lock(&self.0).stopped = true;
    }

    /// Makes the scanner available again.
    pub fn start(&self) {
        lock(&self.0).stopped = false;
    }

    /// The number of calls to `scan`, including those while stopped.
    #[must_use]
    pub fn calls(&self) -> usize {
        lock(&self.0).calls
    }
}

#[async_trait]
impl Scanner for ManualScanner {
    async fn scan(
        &self,
        bytes: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, PortError> {
        {
            let mut state = lock(&self.0);
            state.calls += 1;
            if state.stopped {
                return Err(PortError::unavailable("the scanner is stopped"));
            }
        }
        let pieces: Vec<Bytes> = bytes.try_collect().await.map_err(PortError::unavailable)?;
        let file = pieces.concat();
        let state = lock(&self.0);
        let mut markers = state.markers.iter();
        let found = markers.find(|(_, marker)| contains(&file, marker));
        Ok(
            found.map_or(ScanVerdict::Clean, |(signature, _)| ScanVerdict::Infected {
                signature: signature.clone(),
            }),
        )
    }
}

fn contains(file: &[u8], marker: &[u8]) -> bool {
    marker.is_empty() || file.windows(marker.len()).any(|window| window == marker)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{StreamExt, stream};

    async fn scan(scanner: &ManualScanner, file: &'static str) -> Result<ScanVerdict, PortError> {
        scanner.scan(stream::iter([Ok(file.into())]).boxed()).await
    }

    #[tokio::test]
    async fn stopped_scanner_is_unavailable_and_every_call_counts() {
        let scanner = ManualScanner::new();
        assert_eq!(scan(&scanner, "a worm").await.unwrap(), ScanVerdict::Clean);
        scanner.clone().teach("Test.Worm", "worm");
        let infected = ScanVerdict::Infected {
            signature: "Test.Worm".to_owned(),
        };
        assert_eq!(scan(&scanner, "a worm").await.unwrap(), infected);
        assert_eq!(scan(&scanner, "a word").await.unwrap(), ScanVerdict::Clean);
        scanner.stop();
        for file in ["a worm", "a word"] {
            let error = scan(&scanner, file).await.unwrap_err();
            assert!(matches!(error, PortError::Unavailable(_)), "{error:?}");
        }
        scanner.start();
        assert_eq!(scan(&scanner, "a worm").await.unwrap(), infected);
        assert_eq!(scanner.calls(), 6);
    }
}
