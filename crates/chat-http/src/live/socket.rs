//! The WebSocket of a live connection: `tungstenite` parses incoming frames, and encoded outgoing
//! frames go out in one write.

use crate::peer::Peer;
use bytes::{Buf as _, Bytes};
use futures::{Sink as _, SinkExt as _, StreamExt as _};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use std::{
    collections::VecDeque,
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::AsyncWrite;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error as WsError, Message,
        protocol::{CloseFrame, Role, WebSocketConfig},
    },
};

/// Read buffer in bytes: the default would cost every idle connection 128 KiB.
const READ_BUFFER: usize = 1_024;

/// Maximum bytes of unwritten pongs and closes.
const MAX_CONTROL: usize = 64 * 1024;

/// Maximum frames per system call.
const SLICES: usize = 32;

type Inner = WebSocketStream<TokioIo<Upgraded>>;

/// A WebSocket whose outgoing frames are already encoded.
pub(super) struct Socket {
    inner: Inner,
    /// Frames to be written.
    out: VecDeque<Bytes>,
    /// Whether the first of them is partly written.
    in_part: bool,
    peer: Option<Peer>,
}

impl Socket {
    pub(super) async fn new(io: TokioIo<Upgraded>, max_frame: usize, peer: Option<Peer>) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_write_buffer_size(MAX_CONTROL)
            .max_message_size(Some(max_frame))
            .max_frame_size(Some(max_frame));
        Self {
            inner: WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await,
            out: VecDeque::new(),
            in_part: false,
            peer,
        }
    }

    /// The next message from the client. Must not be called while frames are being written: the
    /// reply to a ping could end up inside one.
    pub(super) async fn next(&mut self) -> Option<Result<Message, WsError>> {
        self.inner.next().await
    }

    /// Appends a frame to those to be written.
    pub(super) fn put(&mut self, frame: Bytes) {
        self.out.push_back(frame);
    }

    /// The bytes to be written.
    pub(super) fn waiting(&self) -> usize {
        self.out.iter().map(Bytes::len).sum()
    }

    /// Writes all pending frames.
    ///
    /// # Cancel safety
    /// Cancel safe: the next call continues where this one stopped.
    pub(super) fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<Result<(), WsError>> {
        // The protocol's own replies first, such as the pong to a ping.
        ready!(Pin::new(&mut self.inner).poll_flush(context))?;
        while !self.out.is_empty() {
            let written = ready!(self.poll_write(context))?;
            if written == 0 {
                return Poll::Ready(Err(io::Error::from(io::ErrorKind::WriteZero).into()));
            }
            self.written(written);
        }
        // Release the memory that a burst has needed.
        if self.out.capacity() > SLICES {
            self.out = VecDeque::new();
        }
        Pin::new(self.inner.get_mut())
            .poll_flush(context)
            .map_err(WsError::from)
    }

    fn poll_write(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut slices = [IoSlice::new(&[]); SLICES];
        for (slice, frame) in slices.iter_mut().zip(&self.out) {
            *slice = IoSlice::new(frame);
        }
        let used = self.out.len().min(SLICES);
        let slices = slices.get(..used).unwrap_or_default();
        Pin::new(self.inner.get_mut()).poll_write_vectored(context, slices)
    }

    fn written(&mut self, mut bytes: usize) {
        while let Some(first) = self.out.front_mut() {
            if first.len() > bytes {
                first.advance(bytes);
                self.in_part |= bytes > 0;
                return;
            }
            self.in_part = false;
            bytes -= first.len();
            self.out.pop_front();
        }
    }

    /// Drops the frames that are entirely unwritten.
    pub(super) fn drop_unwritten(&mut self) {
        self.out.truncate(usize::from(self.in_part));
    }

    /// Sends the close frame after all pending frames.
    pub(super) async fn close(&mut self, frame: CloseFrame) -> Result<(), WsError> {
        std::future::poll_fn(|context| self.poll_flush(context)).await?;
        self.inner.send(Message::Close(Some(frame))).await
    }

    /// Resets the connection: the contents of the system's send buffer are discarded.
    pub(super) fn abort(&self) {
        if let Some(peer) = &self.peer {
            peer.abort();
        }
    }
}
