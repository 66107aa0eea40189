use super::*;
use futures::{FutureExt as _, future::join, stream};
use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering::SeqCst},
};
use tokio::{runtime::Builder, sync::oneshot};

/// Counts bytes, and refuses an exclamation mark.
#[derive(Default)]
struct Counter {
    bytes: usize,
    _dropped: Option<oneshot::Sender<()>>,
}

impl Consumer for Counter {
    type Output = usize;

    fn take(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        if bytes.contains(&b'!') {
            return Err(AppError::Invalid("an exclamation mark"));
        }
        assert!(bytes.len() <= PIECE);
        self.bytes += bytes.len();
        Ok(())
    }

    fn finish(self) -> Result<usize, AppError> {
        Ok(self.bytes)
    }
}

fn chunk(bytes: &'static [u8]) -> Result<Bytes, AppError> {
    Ok(Bytes::from_static(bytes))
}

#[tokio::test]
async fn stream_is_consumed_to_its_end() {
    let chunks = [chunk(&[0; 3 * PIECE + 1]), chunk(b""), chunk(&[0; PIECE])];
    let chunks = stream::iter(chunks.into_iter().cycle().take(300));
    let all = consume(chunks, Counter::default()).await;
    assert_eq!(all.unwrap(), 100 * (4 * PIECE + 1));
    let nothing = consume(stream::iter([]), Counter::default()).await;
    assert_eq!(nothing.unwrap(), 0);
}

#[tokio::test]
async fn errors_take_effect_in_order() {
    let broken = || Err(AppError::UploadBroken);
    let refused = consume(stream::iter([chunk(b"!"), broken()]), Counter::default()).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))));
    let cut = consume(stream::iter([broken(), chunk(b"!")]), Counter::default()).await;
    assert!(matches!(cut, Err(AppError::UploadBroken)));
}

#[tokio::test]
async fn refusal_does_not_wait_for_more_bytes() {
    let stalled = stream::iter([chunk(b"!")]).chain(stream::pending());
    let refused = consume(stalled, Counter::default()).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))));
}

#[tokio::test]
async fn cancelled_stream_drops_its_consumer() {
    for piece in [&[0; PIECE][..], b"a"] {
        let (sender, dropped) = oneshot::channel();
        let counter = Counter {
            _dropped: Some(sender),
            ..Counter::default()
        };
        let stalled = stream::iter([chunk(piece)]).chain(stream::pending());
        let mut consuming = Box::pin(consume(stalled, counter));
        assert!(consuming.as_mut().now_or_never().is_none());
        drop(consuming);
        dropped.await.unwrap_err();
    }
}

#[test]
fn stalled_streams_leave_threads_to_others() {
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(1)
        .build();
    runtime.unwrap().block_on(async {
        let (finish, stalled) = oneshot::channel();
        let rest = async { chunk(stalled.await.unwrap()) };
        let slow = stream::iter([chunk(&[0; PIECE])]).chain(stream::once(rest));
        let others = async {
            for _ in 0..3 {
                let fast = stream::iter([chunk(b"abc")]);
                assert_eq!(consume(fast, Counter::default()).await.unwrap(), 3);
            }
            finish.send(b"defg").unwrap();
        };
        let (slow, ()) = join(consume(slow, Counter::default()), others).await;
        assert_eq!(slow.unwrap(), PIECE + 4);
    });
}

/// Takes nothing until told.
struct Waiting(Arc<Mutex<()>>);

impl Consumer for Waiting {
    type Output = ();

    fn take(&mut self, _: &[u8]) -> Result<(), AppError> {
        drop(self.0.lock());
        Ok(())
    }

    fn finish(self) -> Result<(), AppError> {
        Ok(())
    }
}

#[tokio::test]
async fn stream_is_read_256_kib_ahead_of_its_consumer() {
    let (read, wait) = (AtomicUsize::new(0), Arc::new(Mutex::new(())));
    let chunks = stream::iter(0..100).map(|_| {
        read.fetch_add(PIECE, SeqCst);
        chunk(&[0; PIECE])
    });
    let mut consuming = Box::pin(consume(chunks, Waiting(Arc::clone(&wait))));
    {
        let _consumer_waits = wait.lock();
        // More polls than pieces: it is read as far as it ever will be.
        for _ in 0..100 {
            assert!(consuming.as_mut().now_or_never().is_none());
            thread::sleep(Duration::from_millis(1));
        }
        // One is with the consumer, one waits for room in the channel.
        assert!(read.load(SeqCst) <= AHEAD + 2 * PIECE);
    }
    consuming.await.unwrap();
    assert_eq!(read.load(SeqCst), 100 * PIECE);
}
