//! Scanners that take their time.

use async_trait::async_trait;
use bytes::Bytes;
use chat_ports::{PortError, ScanVerdict, Scanner};
use futures::stream::BoxStream;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};
use tokio::sync::Semaphore;

/// Never answers.
pub(crate) struct Hangs;

#[async_trait]
impl Scanner for Hangs {
    async fn scan(
        &self,
        _: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, PortError> {
        std::future::pending().await
    }
}

/// Blocks until released, and counts concurrent scans.
#[derive(Clone)]
pub(crate) struct Slow {
    pub(crate) leave: Arc<Semaphore>,
    pub(crate) now: Arc<AtomicUsize>,
    pub(crate) most: Arc<AtomicUsize>,
}

impl Slow {
    pub(crate) fn new() -> Self {
        Self {
            leave: Arc::new(Semaphore::new(0)),
            now: Arc::default(),
            most: Arc::default(),
        }
    }
}

#[async_trait]
impl Scanner for Slow {
    async fn scan(
        &self,
        _: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, PortError> {
        let now = self.now.fetch_add(1, SeqCst) + 1;
        self.most.fetch_max(now, SeqCst);
        let leave = self.leave.acquire().await;
        self.now.fetch_sub(1, SeqCst);
        drop(leave.map_err(PortError::unavailable)?);
        Ok(ScanVerdict::Clean)
    }
}
