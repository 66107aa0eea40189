//! Waiting for conditions.

use std::time::{Duration, Instant};

/// Upper bound, on a busy machine, for something that is immediate on an idle one.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Polls until the answer is `Some`.
///
/// # Panics
/// After [`PATIENCE`], naming the condition.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(
            started.elapsed() < PATIENCE,
            "timed out waiting for: {what}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
