//! Ending live connections before the process does.

use tokio_util::{
    sync::{CancellationToken, WaitForCancellationFuture},
    task::TaskTracker,
};

/// A handle to the live connections: an HTTP server's own graceful shutdown does not wait for them.
///
/// Clones are one handle.
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

    /// Asks every live connection to close with 1001 (RFC 6455, section 7.4.1) and takes no new
    /// one.
    pub fn begin(&self) {
        self.token.cancel();
        self.sockets.close();
    }

    /// Waits, after [`Shutdown::begin`], until all live connections have ended. Clients have a few
    /// seconds each.
    pub async fn ended(&self) {
        self.sockets.wait().await;
    }

    /// How many live connections there are.
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
