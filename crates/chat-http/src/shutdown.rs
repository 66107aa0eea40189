//! Graceful shutdown of live connections.

use tokio_util::{
    sync::{CancellationToken, WaitForCancellationFuture},
    task::TaskTracker,
};

/// A handle to all live connections. An HTTP server's own graceful shutdown does not wait for them.
///
/// Clones share the same connections.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    token: CancellationToken,
    sockets: TaskTracker,
}

impl Shutdown {
    /// A new handle.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Closes every live connection with 1001 (RFC 6455, section 7.4.1) and accepts no new ones.
    pub fn begin(&self) {
        self.token.cancel();
        self.sockets.close();
    }

    /// Waits until all live connections have ended; call [`Shutdown::begin`] first. Each client has
    /// a few seconds to answer the close.
    pub async fn ended(&self) {
        self.sockets.wait().await;
    }

    /// The number of live connections.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.sockets.len()
    }

    pub(crate) fn begun(&self) -> WaitForCancellationFuture<'_> {
        self.token.cancelled()
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.token.is_cancelled()
    }

    pub(crate) const fn sockets(&self) -> &TaskTracker {
        &self.sockets
    }
}
