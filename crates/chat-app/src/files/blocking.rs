//! Work on blocking threads: one piece of it, or a whole stream.

use crate::error::AppError;
use bytes::Bytes;
use futures::{
    Stream, StreamExt as _,
    future::{Either, select},
};
use std::{
    ops::ControlFlow,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The most bytes of a stream that wait for the blocking thread. Beyond it, the stream is not read.
const AHEAD: usize = 256 * 1024;

/// Bytes handed over together.
const PIECE: usize = 64 * 1024;

/// Some bytes, the end, or the failure of a stream. A channel that closes without an end belongs to a
/// caller that is gone.
type Piece = Result<Option<Bytes>, AppError>;

/// Takes the bytes of a stream on a blocking thread.
pub(super) trait Consumer: Send + Sized + 'static {
    /// The result at the end of the stream.
    type Output: Send + 'static;

    /// Takes the next bytes. An error ends the stream early.
    fn take(&mut self, bytes: &[u8]) -> Result<(), AppError>;

    /// Takes the end of the stream.
    fn finish(self) -> Result<Self::Output, AppError>;
}

/// Runs `what` on a blocking thread.
pub(super) async fn blocking<T: Send + 'static>(
    what: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let done = tokio::task::spawn_blocking(what).await;
    done.map_err(AppError::unavailable)?
}

/// Moves a stream to a consumer through a channel bounded in bytes. Errors, the stream's included, take
/// effect in the stream's order.
///
/// The consumer has one blocking task to the end of the stream. A slow stream gives its thread back
/// while it is idle (see [`Flow::stay`]), so that slow clients can't use up the runtime's threads.
///
/// # Cancel safety
/// Dropping the future ends the consumer soon after: without its end, unless the stream's end was already
/// handed over.
pub(super) async fn consume<C: Consumer>(
    bytes: impl Stream<Item = Result<Bytes, AppError>>,
    consumer: C,
) -> Result<C::Output, AppError> {
    let (sender, pieces) = channel(AHEAD / PIECE);
    let mut flow = Flow { consumer, pieces };
    let consuming = pin!(async move {
        loop {
            let gone = Err(AppError::UploadBroken);
            let piece = flow.pieces.recv().await.unwrap_or(gone);
            match blocking(move || flow.stay(piece)).await? {
                ControlFlow::Break(output) => return Ok(output),
                ControlFlow::Continue(rest) => flow = rest,
            }
        }
    });
    match select(consuming, pin!(send(bytes, sender))).await {
        Either::Left((consumed, _)) => consumed,
        Either::Right(((), consuming)) => consuming.await,
    }
}

/// Sends a stream to its end, its first error, or the end of the receiver.
async fn send(bytes: impl Stream<Item = Result<Bytes, AppError>>, pieces: Sender<Piece>) {
    let mut bytes = pin!(bytes);
    while let Some(chunk) = bytes.next().await {
        let mut rest = match chunk {
            Ok(chunk) => chunk,
            Err(error) => {
                let _ = pieces.send(Err(error)).await;
                return;
            }
        };
        while !rest.is_empty() {
            let piece = rest.split_to(PIECE.min(rest.len()));
            if pieces.send(Ok(Some(piece))).await.is_err() {
                return;
            }
        }
    }
    let _ = pieces.send(Ok(None)).await;
}

/// A consumer and its end of the channel.
struct Flow<C> {
    consumer: C,
    pieces: Receiver<Piece>,
}

impl<C: Consumer> Flow<C> {
    /// Takes pieces as long as they keep coming. Each byte buys a microsecond of waiting for the next
    /// piece: threads that wait for a second in total have received a megabyte.
    fn stay(mut self, mut piece: Piece) -> Result<ControlFlow<C::Output, Self>, AppError> {
        loop {
            let Some(bytes) = piece? else {
                return self.consumer.finish().map(ControlFlow::Break);
            };
            self.consumer.take(&bytes)?;
            let bought = Duration::from_micros(bytes.len() as u64);
            drop(bytes);
            match self.next_within(bought) {
                Some(next) => piece = next,
                None => return Ok(ControlFlow::Continue(self)),
            }
        }
    }

    /// The next piece; `None` if it does not come in time, or never.
    fn next_within(&mut self, time: Duration) -> Option<Piece> {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let until = Instant::now() + time;
        loop {
            let context = &mut Context::from_waker(&waker);
            if let Poll::Ready(piece) = self.pieces.poll_recv(context) {
                return piece;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            thread::park_timeout(left);
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests;
