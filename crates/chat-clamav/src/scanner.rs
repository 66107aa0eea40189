//! The scanner.

use crate::{
    address::ClamdAddress,
    answer,
    connection::{Connection, Sending, ask, connect, read},
    error::ClamdError,
    options::ClamdOptions,
};
use async_trait::async_trait;
use bytes::Bytes;
use chat_ports::{PortError, ScanVerdict, Scanner};
use futures::stream::BoxStream;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{io::split, sync::Semaphore, time::timeout};

/// How long to wait for an answer that can only explain a failure.
const LATE_ANSWER: Duration = Duration::from_secs(1);

/// Scans files with clamd. Clones share the connection limit.
#[derive(Clone, Debug)]
pub struct ClamdScanner {
    address: ClamdAddress,
    options: ClamdOptions,
    connections: Arc<Semaphore>,
}

impl ClamdScanner {
    /// Creates a scanner without connecting. Every call opens its own connection, so clamd may
    /// restart at any time.
    #[must_use]
    pub fn new(address: ClamdAddress, options: ClamdOptions) -> Self {
        let most = options.connections.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            address,
            options,
            connections: Arc::new(Semaphore::new(most)),
        }
    }

    /// The address of clamd.
    #[must_use]
    pub const fn address(&self) -> &ClamdAddress {
        &self.address
    }

    /// Checks that clamd answers. Does not wait behind scans.
    ///
    /// # Errors
    /// [`ClamdError`].
    pub async fn ping(&self) -> Result<(), ClamdError> {
        match self.ask("PING").await?.as_str() {
            "PONG" => Ok(()),
            _ => Err(ClamdError::NotUnderstood("it is not PONG")),
        }
    }

    /// The version of clamd and its signatures, such as `ClamAV 1.4.6/27500/…`.
    ///
    /// # Errors
    /// [`ClamdError`].
    pub async fn version(&self) -> Result<String, ClamdError> {
        let version = self.ask("VERSION").await?;
        if version.starts_with("ClamAV ") {
            Ok(version)
        } else {
            Err(ClamdError::NotUnderstood("it is not a ClamAV version"))
        }
    }

    async fn ask(&self, question: &str) -> Result<String, ClamdError> {
        let connection = connect(&self.address, self.options.connect).await?;
        ask(connection, question, self.options.idle).await
    }

    async fn scan_within_limits(
        &self,
        bytes: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, ClamdError> {
        let scanning = async {
            // The semaphore is never closed, so `acquire` can't fail.
            let _permit = self.connections.acquire().await.ok();
            let connection = connect(&self.address, self.options.connect).await?;
            self.converse(connection, bytes).await
        };
        match timeout(self.options.total, scanning).await {
            Ok(verdict) => verdict,
            Err(_) => Err(ClamdError::TooLong("scanning the file")),
        }
    }

    /// Sends the file and listens concurrently: clamd reports early if the file is too large.
    async fn converse(
        &self,
        connection: Box<dyn Connection>,
        bytes: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, ClamdError> {
        let (reading, writing) = split(connection);
        let mut file = Sending {
            bytes,
            whole: AtomicBool::new(false),
        };
        let mut answer = std::pin::pin!(read(reading));
        let sent = tokio::select! {
            biased;
            answer = &mut answer => Err(answer),
            sent = file.run(writing, &self.options) => Ok(sent),
        };
        match sent {
            Ok(Ok(())) => answer::verdict(&answer.await.map_err(ClamdError::Connection)?),
            // An answer, if there is one, explains more than the broken connection.
            Ok(Err(ClamdError::Connection(error))) => match timeout(LATE_ANSWER, answer).await {
                Ok(Ok(answer)) => before_the_end(&answer),
                _ => Err(ClamdError::Connection(error)),
            },
            Ok(Err(error)) => Err(error),
            Err(Err(error)) => Err(ClamdError::Connection(error)),
            Err(Ok(answer)) if file.whole.load(Ordering::Relaxed) => answer::verdict(&answer),
            Err(Ok(answer)) => before_the_end(&answer),
        }
    }
}

/// The result of an answer that came before the whole file was sent: infected at most, never clean.
fn before_the_end(answer: &[u8]) -> Result<ScanVerdict, ClamdError> {
    match answer::verdict(answer)? {
        ScanVerdict::Clean => Err(ClamdError::NotUnderstood("OK before the end of the file")),
        infected @ ScanVerdict::Infected { .. } => Ok(infected),
    }
}

#[async_trait]
impl Scanner for ClamdScanner {
    async fn scan(
        &self,
        bytes: BoxStream<'static, Result<Bytes, PortError>>,
    ) -> Result<ScanVerdict, PortError> {
        let verdict = self.scan_within_limits(bytes).await;
        verdict.map_err(PortError::unavailable)
    }
}
