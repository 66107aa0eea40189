//! The scanner as a port.

use crate::{
    ClamdAddress, ClamdError, ClamdOptions, answer,
    connection::{Connection, Sending, ask, connect, read},
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

/// How long an answer is waited for from which nothing but the reason of a failure can come.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Scans files with clamd. Clones share the limit of connections.
#[derive(Clone, Debug)]
pub struct ClamdScanner {
    address: ClamdAddress,
    options: ClamdOptions,
    connections: Arc<Semaphore>,
}

impl ClamdScanner {
    /// A scanner at an address. Nothing is connected before the first question, and each has a
    /// connection of its own, so clamd may come and go.
    #[must_use]
    pub fn new(address: ClamdAddress, options: ClamdOptions) -> Self {
        let most = options.connections.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            address,
            options,
            connections: Arc::new(Semaphore::new(most)),
        }
    }

    /// Where clamd is asked.
    #[must_use]
    pub const fn address(&self) -> &ClamdAddress {
        &self.address
    }

    /// Whether clamd answers. It does not wait behind scans.
    ///
    /// # Errors
    /// [`ClamdError`].
    pub async fn ping(&self) -> Result<(), ClamdError> {
        match self.ask("PING").await?.as_str() {
            "PONG" => Ok(()),
            _ => Err(ClamdError::NotUnderstood("it is not PONG")),
        }
    }

    /// What clamd says of itself and its signatures, such as `ClamAV 1.4.6/27500/…`.
    ///
    /// # Errors
    /// [`ClamdError`].
    pub async fn version(&self) -> Result<String, ClamdError> {
        let version = self.ask("VERSION").await?;
        if version.starts_with("ClamAV ") {
            Ok(version)
        } else {
            Err(ClamdError::NotUnderstood("it is no version of ClamAV"))
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
            // Never closed, so there is always a permit to come.
            let _permit = self.connections.acquire().await.ok();
            let connection = connect(&self.address, self.options.connect).await?;
            self.converse(connection, bytes).await
        };
        match timeout(self.options.total, scanning).await {
            Ok(verdict) => verdict,
            Err(_) => Err(ClamdError::TooLong("for a scan")),
        }
    }

    /// Sends the file, and listens all the while: clamd says early that a file is too large for it.
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
            // The answer, if there is one, says more than that the connection broke.
            Ok(Err(ClamdError::Connection(error))) => match timeout(LAST_WORDS, answer).await {
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

/// What is known of a file whose end clamd did not wait for: at most that it is infected.
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
