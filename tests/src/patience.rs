//! Waiting for what happens soon.

use std::time::{Duration, Instant};

/// How long something that happens at once may take on a machine that is busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again and again until the answer is `Some`.
///
/// # Panics
/// If it isn't within [`PATIENCE`]; says what was waited for.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(started.elapsed() < PATIENCE, "waited in vain for: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
