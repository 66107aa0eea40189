//! A TCP stream controlled by its [`Peer`].

use super::{admission::Slot, pace::Pace};
use chat_http::Peer;
use socket2::SockRef;
use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// One accepted connection. Resets clients that read too slowly, except on a live connection, whose
/// own code deals with slow readers.
pub(crate) struct PeerStream {
    stream: TcpStream,
    peer: Peer,
    pace: Pace,
    /// The current bound of the system's send buffer.
    send_buffer: Option<usize>,
    /// Released when the stream is dropped; an upgraded stream outlives its HTTP connection.
    _slot: Option<Slot>,
}

impl PeerStream {
    pub(crate) fn new(stream: TcpStream, peer: Peer, pace: Pace, slot: Option<Slot>) -> Self {
        Self {
            stream,
            peer,
            pace,
            send_buffer: None,
            _slot: slot,
        }
    }

    /// Checks before a write: nothing is sent after an abort.
    fn prepare(&mut self) -> io::Result<()> {
        if self.peer.is_aborted() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let asked = self.peer.send_buffer();
        if let (true, Some(bytes)) = (asked != self.send_buffer, asked) {
            // The system doubles the value, to allow for its own overhead.
            SockRef::from(&self.stream).set_send_buffer_size(bytes / 2)?;
            self.send_buffer = asked;
        }
        Ok(())
    }

    /// The outcome of a write, or an error if the client is too slow.
    fn paced(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if self.send_buffer.is_some() {
            return outcome;
        }
        match &outcome {
            Poll::Ready(Ok(taken)) => self.pace.took(*taken),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                let error = ready!(self.pace.blocked(context));
                // Discards the system's send buffer, too.
                self.peer.abort();
                return Poll::Ready(Err(error));
            }
        }
        outcome
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
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.paced(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.prepare()?;
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.paced(context, outcome)
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
            // The following close becomes a reset. This fails only on a broken connection.
            let _ = self.stream.set_zero_linger();
        }
    }
}

#[cfg(test)]
mod tests;
