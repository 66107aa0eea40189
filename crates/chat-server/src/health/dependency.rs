//! A dependency of the server, and its check with a timeout.

use futures::{
    FutureExt as _, TryFutureExt as _,
    future::{BoxFuture, Shared},
};
use std::{
    fmt::Display,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Timeout of a check. All dependencies are checked in parallel.
pub(super) const PATIENCE: Duration = Duration::from_millis(700);

type Check = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// A dependency. At most one check is in progress, however many requests there are. A check that
/// hangs blocks no request, and its result is used when it arrives.
pub(crate) struct Dependency {
    name: &'static str,
    is_vital: bool,
    /// How long a result is reused.
    fresh: Duration,
    check: Check,
    latest: Mutex<Option<(Instant, Shared<BoxFuture<'static, Standing>>)>>,
}

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Ok,
    Failing,
    Silent,
}

impl Dependency {
    /// A dependency without which the server is not ready.
    pub(crate) fn vital<F, E>(
        name: &'static str,
        fresh: Duration,
        check: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Display,
    {
        let check = move || {
            let checked = check().map_err(|error| error.to_string());
            checked.boxed()
        };
        Self {
            name,
            is_vital: true,
            fresh,
            check: Arc::new(check),
            latest: Mutex::default(),
        }
    }

    /// A dependency without which messages are still stored and shown: uploads may be refused, or messages of other
    /// processes be late.
    pub(crate) fn minor<F, E>(
        name: &'static str,
        fresh: Duration,
        check: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Display,
    {
        Self {
            is_vital: false,
            ..Self::vital(name, fresh, check)
        }
    }

    /// The name, as `/readyz` shows it.
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) const fn is_vital(&self) -> bool {
        self.is_vital
    }

    /// Responds within [`PATIENCE`].
    pub(crate) async fn ask(&self) -> Standing {
        let answer = tokio::time::timeout(PATIENCE, self.latest()).await;
        answer.unwrap_or_else(|_| {
            tracing::warn!(dependency = self.name, "dependency does not respond");
            Standing::Silent
        })
    }

    /// The check in progress or a recent result; otherwise a new check.
    fn latest(&self) -> Shared<BoxFuture<'static, Standing>> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((begun, check)) = &*latest
            && (check.peek().is_none() || begun.elapsed() < self.fresh)
        {
            return check.clone();
        }
        let name = self.name;
        // Spawned, so that it continues after the caller has stopped waiting, and can't block the
        // caller if it blocks its thread.
        let begun = Arc::clone(&self.check);
        let check = tokio::spawn(async move { begun().await });
        let check = async move {
            let failure = match check.await {
                Ok(Ok(())) => return Standing::Ok,
                Ok(Err(failure)) => failure,
                Err(panicked) => panicked.to_string(),
            };
            tracing::warn!(dependency = name, error = failure, "dependency fails");
            Standing::Failing
        };
        let check = check.boxed().shared();
        *latest = Some((Instant::now(), check.clone()));
        check
    }

    pub(super) fn line(&self, standing: Standing) -> String {
        let state = match standing {
            Standing::Ok => "ok",
            Standing::Failing => "failing",
            Standing::Silent => "no answer",
        };
        format!("{}: {state}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        atomic::{AtomicU32, Ordering::SeqCst},
        mpsc,
    };
    use tokio::sync::Notify;

    /// Counts its checks; each waits for the notification if it hangs.
    fn counted(fresh: Duration, hangs: Option<Arc<Notify>>) -> (Dependency, Arc<AtomicU32>) {
        let count = Arc::new(AtomicU32::new(0));
        let checks = Arc::clone(&count);
        let dependency = Dependency::vital("it", fresh, move || {
            checks.fetch_add(1, SeqCst);
            let hangs = hangs.clone();
            async move {
                if let Some(go) = hangs {
                    go.notified().await;
                }
                Ok::<_, String>(())
            }
        });
        (dependency, count)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn check_that_blocks_its_thread_times_out() {
        let (go, blocked) = mpsc::channel::<()>();
        let blocked = Mutex::new(blocked);
        let dependency = Dependency::vital("it", Duration::ZERO, move || {
            // Until the test ends.
            let ended = blocked.lock().unwrap().recv();
            async move { ended }
        });
        assert_eq!(dependency.ask().await, Standing::Silent);
        go.send(()).unwrap();
        assert_eq!(dependency.ask().await, Standing::Ok);
    }

    #[tokio::test(start_paused = true)]
    async fn hanging_check_times_out_and_is_not_repeated() {
        let go = Arc::new(Notify::new());
        let (dependency, checks) = counted(Duration::ZERO, Some(Arc::clone(&go)));
        for _ in 0..2 {
            let begun = tokio::time::Instant::now();
            assert_eq!(dependency.ask().await, Standing::Silent);
            let took = begun.elapsed();
            assert!(took >= PATIENCE && took < PATIENCE * 2, "{took:?}");
        }
        assert_eq!(checks.load(SeqCst), 1);
        go.notify_one();
        assert_eq!(dependency.ask().await, Standing::Ok);
        assert_eq!(checks.load(SeqCst), 1);
    }

    #[tokio::test]
    async fn only_fresh_results_are_reused() {
        let (fresh, checks) = counted(Duration::from_secs(600), None);
        let (stale, more) = counted(Duration::ZERO, None);
        for _ in 0..3 {
            assert_eq!(fresh.ask().await, Standing::Ok);
            assert_eq!(stale.ask().await, Standing::Ok);
        }
        assert_eq!((checks.load(SeqCst), more.load(SeqCst)), (1, 3));
    }

    #[tokio::test]
    async fn error_and_panic_are_both_failing() {
        let failing = Dependency::vital("it", Duration::ZERO, async || Err("no"));
        assert_eq!(failing.ask().await, Standing::Failing);
        let panicking = Dependency::vital("it", Duration::ZERO, async || -> Result<(), String> {
            panic!("no")
        });
        assert_eq!(panicking.ask().await, Standing::Failing);
        assert_eq!(failing.line(Standing::Failing), "it: failing");
    }
}
