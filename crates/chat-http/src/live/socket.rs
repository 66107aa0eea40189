//! The WebSocket under a live connection: frames in by `tungstenite`, ready-made frames out in one
//! write.

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

/// Bytes of a read at a time: the default would cost every idle connection 128 KiB.
const READ_BUFFER: usize = 1_024;

/// The most bytes of pongs and closes that wait to be written.
const MAX_CONTROL: usize = 64 * 1024;

/// How many frames one system call takes.
const SLICES: usize = 32;

type Inner = WebSocketStream<TokioIo<Upgraded>>;

/// A WebSocket whose outgoing frames are bytes already.
pub(super) struct Socket {
    inner: Inner,
    /// Frames on their way out.
    out: VecDeque<Bytes>,
    /// Whether the first of them is written in part.
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

    /// What the client says next. Must not be asked while frames are on their way out: an answer to a
    /// ping would come between the parts of one.
    pub(super) async fn next(&mut self) -> Option<Result<Message, WsError>> {
        self.inner.next().await
    }

    /// Puts a frame behind those on their way out.
    pub(super) fn put(&mut self, frame: Bytes) {
        self.out.push_back(frame);
    }

    /// The bytes on their way out.
    pub(super) fn waiting(&self) -> usize {
        self.out.iter().map(Bytes::len).sum()
    }

    /// Writes what is on its way out. Being dropped loses nothing: it goes on where it was.
    pub(super) fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<Result<(), WsError>> {
        // First what the protocol itself has to say, such as the answer to a ping.
        ready!(Pin::new(&mut self.inner).poll_flush(context))?;
        while !self.out.is_empty() {
            let written = ready!(self.poll_write(context))?;
            if written == 0 {
                return Poll::Ready(Err(io::Error::from(io::ErrorKind::WriteZero).into()));
            }
            self.written(written);
        }
        // A burst's queue is given back.
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

    /// Drops the frames of which nothing is written yet.
    pub(super) fn drop_unwritten(&mut self) {
        self.out.truncate(usize::from(self.in_part));
    }

    /// Says goodbye, once everything on its way is written.
    pub(super) async fn close(&mut self, frame: CloseFrame) -> Result<(), WsError> {
        std::future::poll_fn(|context| self.poll_flush(context)).await?;
        self.inner.send(Message::Close(Some(frame))).await
    }

    /// Cuts the connection off: what still waits in the system's send buffer is dropped.
    pub(super) fn abort(&self) {
        if let Some(peer) = &self.peer {
            peer.abort();
        }
    }
}
