//! Reads of the log on a follower's behalf.

use crate::error::AppError;
use futures::{FutureExt as _, future::BoxFuture};
use tokio_util::task::AbortOnDropHandle;

/// A read under way.
pub(super) type Reading<T> = BoxFuture<'static, Result<T, AppError>>;

/// Begins a read as a task of its own. A follower is polled by whoever writes to its client, and not
/// at all while the client does not read: a read that waited with it would keep what others wait for,
/// such as a connection to the storage or the lock of a visit. It ends when the answer is dropped.
pub(super) fn begin<T: Send + 'static>(
    read: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Reading<T> {
    let task = AbortOnDropHandle::new(tokio::spawn(read));
    async move { task.await.map_err(AppError::unavailable)? }.boxed()
}
