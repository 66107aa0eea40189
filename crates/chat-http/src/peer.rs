//! The connection under a request.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

/// The connection that a request came on, as the listener knows it. Clones are one handle.
///
/// The listener puts it into each request's extensions and honors what is asked of it. Without
/// one, a closed connection still delivers what waits in the system's send buffer, and that buffer
/// grows as the system likes.
#[derive(Clone, Debug)]
pub struct Peer(Arc<Connection>);

#[derive(Debug)]
struct Connection {
    address: IpAddr,
    aborted: AtomicBool,
    /// Zero if nothing was asked.
    send_buffer: AtomicUsize,
}

impl Peer {
    /// A connection from an address: the client's own, not that of a proxy between.
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        Self(Arc::new(Connection {
            address,
            aborted: AtomicBool::new(false),
            send_buffer: AtomicUsize::new(0),
        }))
    }

    /// Where the client is.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        self.0.address
    }

    /// Drops what waits in the system's send buffer when the connection closes: the close is a
    /// reset. Nothing is written from now on; the caller closes the connection.
    pub fn abort(&self) {
        self.0.aborted.store(true, Ordering::Release);
    }

    /// Whether [`Peer::abort`] was called.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.0.aborted.load(Ordering::Acquire)
    }

    /// From the next write on, at most about `bytes` wait in the system's send buffer.
    ///
    /// For a connection that has become live: the listener then leaves its slow readers to whoever
    /// writes to it.
    pub fn bound_send_buffer(&self, bytes: usize) {
        self.0.send_buffer.store(bytes.max(1), Ordering::Release);
    }

    /// What [`Peer::bound_send_buffer`] asked for, in bytes.
    #[must_use]
    pub fn send_buffer(&self) -> Option<usize> {
        match self.0.send_buffer.load(Ordering::Acquire) {
            0 => None,
            bytes => Some(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn clones_are_one_handle() {
        let peer = Peer::new(Ipv4Addr::LOCALHOST.into());
        let clone = peer.clone();
        assert!(!peer.is_aborted());
        assert_eq!(peer.send_buffer(), None);
        clone.abort();
        clone.bound_send_buffer(4_096);
        assert!(peer.is_aborted());
        assert_eq!(peer.send_buffer(), Some(4_096));
    }
}
