//! Work of this process on all cores: the driver's runtime has one thread.

use crate::Result;
use std::error::Error;
use tokio::runtime::Runtime;

/// An error that another thread may have.
pub(crate) type Failed = Box<dyn Error + Send + Sync>;

/// Runs work on a runtime with a thread for each core.
pub(crate) async fn on_all_cores<T, F>(work: impl FnOnce() -> F + Send + 'static) -> Result<T>
where
    T: Send + 'static,
    F: Future<Output = std::result::Result<T, Failed>>,
{
    let running = tokio::task::spawn_blocking(move || Runtime::new()?.block_on(work()));
    // Only an error of this thread can be returned.
    running.await?.map_err(|error| error.to_string().into())
}
