//! The connection under a request.

use crate::connections::network;
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
pub struct Peer {
    address: IpAddr,
    is_proxy: bool,
    connection: Arc<Connection>,
}

#[derive(Debug)]
struct Connection {
    aborted: AtomicBool,
    /// Zero if nothing was asked.
    send_buffer: AtomicUsize,
}

impl Peer {
    /// A connection from an address.
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        Self {
            address,
            is_proxy: false,
            connection: Arc::new(Connection {
                aborted: AtomicBool::new(false),
                send_buffer: AtomicUsize::new(0),
            }),
        }
    }

    /// A connection from a trusted proxy, which speaks for many clients.
    #[must_use]
    pub fn proxy(address: IpAddr) -> Self {
        Self {
            is_proxy: true,
            ..Self::new(address)
        }
    }

    /// The same connection, which a proxy uses for a client that is elsewhere.
    #[must_use]
    pub fn on_behalf_of(&self, address: IpAddr) -> Self {
        Self {
            address,
            is_proxy: false,
            connection: Arc::clone(&self.connection),
        }
    }

    /// Where the client is: its own address, also if a trusted proxy stands between.
    #[must_use]
    pub const fn address(&self) -> IpAddr {
        self.address
    }

    /// Whose share of connections and bytes is taken; `None` for a proxy that names no client.
    #[must_use]
    pub fn network(&self) -> Option<IpAddr> {
        (!self.is_proxy).then(|| network(self.address))
    }

    /// Drops what waits in the system's send buffer when the connection closes: the close is a
    /// reset. Nothing is written from now on; the caller closes the connection.
    pub fn abort(&self) {
        self.connection.aborted.store(true, Ordering::Release);
    }

    /// Whether [`Peer::abort`] was called.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.connection.aborted.load(Ordering::Acquire)
    }

    /// From the next write on, at most about `bytes` wait in the system's send buffer.
    ///
    /// For a connection that has become live: the listener then leaves its slow readers to whoever
    /// writes to it.
    pub fn bound_send_buffer(&self, bytes: usize) {
        self.connection
            .send_buffer
            .store(bytes.max(1), Ordering::Release);
    }

    /// What [`Peer::bound_send_buffer`] asked for, in bytes.
    #[must_use]
    pub fn send_buffer(&self) -> Option<usize> {
        match self.connection.send_buffer.load(Ordering::Acquire) {
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

    #[test]
    fn a_proxy_takes_nobodys_share_and_its_clients_take_theirs() {
        let client = Ipv4Addr::new(192, 0, 2, 7).into();
        let proxy = Peer::proxy(Ipv4Addr::LOCALHOST.into());
        assert_eq!(proxy.network(), None);
        let behind = proxy.on_behalf_of(client);
        assert_eq!((behind.address(), behind.network()), (client, Some(client)));
        behind.abort();
        assert!(proxy.is_aborted());
    }
}
