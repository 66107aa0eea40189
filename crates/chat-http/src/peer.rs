//! The connection that a request came on.

use crate::connections::network;
use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

/// The connection that a request came on, as the listener knows it. Clones share one state.
///
/// The listener puts it into each request's extensions and acts on it. Without one, closing a
/// connection still delivers what is in the system's send buffer, and the size of that buffer is up
/// to the system.
#[derive(Clone, Debug)]
pub struct Peer {
    address: IpAddr,
    is_proxy: bool,
    connection: Arc<Connection>,
}

#[derive(Debug)]
struct Connection {
    aborted: AtomicBool,
    /// Zero if no bound was set.
    send_buffer: AtomicUsize,
}

impl Peer {
    /// A direct connection from an address.
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

    /// A connection from a trusted proxy, which carries many clients.
    #[must_use]
    pub fn proxy(address: IpAddr) -> Self {
        Self {
            is_proxy: true,
            ..Self::new(address)
        }
    }

    /// The same connection, used by a proxy on behalf of the client at an address.
    #[must_use]
    pub fn on_behalf_of(&self, address: IpAddr) -> Self {
        Self {
            address,
            is_proxy: false,
            connection: Arc::clone(&self.connection),
        }
    }

    /// The client's own address, also behind a trusted proxy.
    #[must_use]
    pub const fn address(&self) -> IpAddr {
        self.address
    }

    /// The address that connections and bytes are charged to; `None` for a proxy that names no
    /// client.
    #[must_use]
    pub fn network(&self) -> Option<IpAddr> {
        (!self.is_proxy).then(|| network(self.address))
    }

    /// Discards the system's send buffer when the connection closes, so that the close is a reset.
    /// Nothing is written from now on; the caller closes the connection.
    pub fn abort(&self) {
        self.connection.aborted.store(true, Ordering::Release);
    }

    /// Whether [`Peer::abort`] was called.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.connection.aborted.load(Ordering::Acquire)
    }

    /// From the next write on, limits the system's send buffer to about `bytes`.
    ///
    /// For a live connection: the listener then leaves slow readers to the code that writes to the
    /// connection.
    pub fn bound_send_buffer(&self, bytes: usize) {
        self.connection
            .send_buffer
            .store(bytes.max(1), Ordering::Release);
    }

    /// The bound set by [`Peer::bound_send_buffer`], in bytes.
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
    fn clones_share_state() {
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
    fn proxy_is_not_charged_but_its_clients_are() {
        let client = Ipv4Addr::new(192, 0, 2, 7).into();
        let proxy = Peer::proxy(Ipv4Addr::LOCALHOST.into());
        assert_eq!(proxy.network(), None);
        let behind = proxy.on_behalf_of(client);
        assert_eq!((behind.address(), behind.network()), (client, Some(client)));
        behind.abort();
        assert!(proxy.is_aborted());
    }
}
