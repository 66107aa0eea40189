//! Reads of the log on a follower's behalf.

use crate::error::AppError;
use futures::{FutureExt as _, future::BoxFuture};
use tokio_util::task::AbortOnDropHandle;

/// A read in progress.
pub(super) type Reading<T> = BoxFuture<'static, Result<T, AppError>>;

/// Spawns a read. A connection does not poll its follower while the client does not read; an unspawned
/// read would then hold a storage connection or a visit's lock. Dropping the answer aborts the read.
pub(super) fn begin<T: Send + 'static>(
    read: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Reading<T> {
    let task = AbortOnDropHandle::new(tokio::spawn(read));
    async move { task.await.map_err(AppError::unavailable)? }.boxed()
}
