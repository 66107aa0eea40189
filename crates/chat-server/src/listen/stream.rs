//! A TCP stream that does what its [`Peer`] asks.

use chat_http::Peer;
use socket2::SockRef;
use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// One accepted connection.
pub(crate) struct PeerStream {
    stream: TcpStream,
    peer: Peer,
    /// What the system's send buffer was set to.
    send_buffer: Option<usize>,
}

impl PeerStream {
    pub(crate) const fn new(stream: TcpStream, peer: Peer) -> Self {
        Self {
            stream,
            peer,
            send_buffer: None,
        }
    }

    /// What is to be done before a write: nothing goes out after an abort.
    fn prepare(&mut self) -> io::Result<()> {
        if self.peer.is_aborted() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let asked = self.peer.send_buffer();
        if let (true, Some(bytes)) = (asked != self.send_buffer, asked) {
            // The system counts its own overhead in and doubles what it is told.
            SockRef::from(&self.stream).set_send_buffer_size(bytes / 2)?;
            self.send_buffer = asked;
        }
        Ok(())
    }
}

impl AsyncRead for PeerStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for PeerStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.prepare()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.prepare()?;
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.prepare()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.peer.is_aborted() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl Drop for PeerStream {
    fn drop(&mut self) {
        if self.peer.is_aborted() {
            // The close that follows is then a reset. It fails only on a broken connection.
            let _ = self.stream.set_zero_linger();
        }
    }
}

#[cfg(test)]
mod tests;
