//! Waiting outside the tests' runtimes.

use std::{thread, time::Duration};
use tokio::{runtime::Builder, time::timeout};

/// Upper bound for what is done at the end of a test.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs a future on a separate thread, where a test can't wait: while it panics, or drops a value. `None` if it does not end.
/// What it prints belongs to the test's output.
pub(crate) fn block_on<T: Send>(future: impl Future<Output = T> + Send) -> Option<T> {
    let run = || {
        let runtime = Builder::new_current_thread().enable_all().build().ok()?;
        runtime.block_on(async { timeout(PATIENCE, future).await.ok() })
    };
    thread::scope(|scope| scope.spawn(run).join().ok().flatten())
}
