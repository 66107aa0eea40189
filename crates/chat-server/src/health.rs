//! Health of the server, for monitoring.

mod dependency;

use axum::{Router, extract::State, http::StatusCode, routing::get};
use futures::future::join_all;
use std::{
    fmt::Write as _,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::task::spawn_blocking;

pub(crate) use dependency::Dependency;
pub(crate) use dependency::Standing;

/// How long a result for the files and the spool is reused.
pub(crate) const FRESH: Duration = Duration::from_secs(5);

/// Bytes written to check that the spool has space.
const PROBE: usize = 64 * 1024;

/// `/healthz`: the process responds. `/readyz`: responds within a second, with a line for each
/// dependency. It is ready with all the vital ones.
pub(crate) fn router(watched: Vec<Dependency>) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .with_state(Arc::from(watched))
}

async fn ready(State(watched): State<Arc<[Dependency]>>) -> (StatusCode, String) {
    let standings = join_all(watched.iter().map(Dependency::ask)).await;
    let is_ready = watched
        .iter()
        .zip(&standings)
        .all(|(dependency, standing)| *standing == Standing::Ok || !dependency.is_vital());
    let (status, verdict) = match is_ready {
        true => (StatusCode::OK, "ready"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "not ready"),
    };
    let mut text = format!("{verdict}\n");
    for (dependency, standing) in watched.iter().zip(standings) {
        // Writing to a string doesn't fail.
        let _ = writeln!(text, "{}", dependency.line(standing));
    }
    (status, text)
}

/// The folder of uploads that arrive.
pub(crate) fn spool(folder: PathBuf) -> Dependency {
    Dependency::minor("spool", FRESH, move || {
        let folder = folder.clone();
        async { spawn_blocking(move || write_probe(&folder)).await? }
    })
}

/// Writes to an unlinked file, as an upload does, and drops it.
pub(crate) fn write_probe(folder: &Path) -> io::Result<()> {
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(&[0; PROBE])?;
    // A file system with delayed allocation reports a full disk only now.
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, extract::Request};
    use dependency::PATIENCE;
    use futures::future::pending;
    use tokio::time::Instant;
    use tower::ServiceExt as _;

    async fn asked(router: &Router) -> (StatusCode, String, Duration) {
        let begun = Instant::now();
        let request = Request::get("/readyz").body(Body::empty()).unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let text = axum::body::to_bytes(answer.into_body(), 10_000).await;
        let text = String::from_utf8(text.unwrap().to_vec()).unwrap();
        (status, text, begun.elapsed())
    }

    /// With the clock paused except for awaited timers, so that nothing else is measured.
    #[tokio::test(start_paused = true)]
    async fn readiness_responds_within_a_second_if_checks_hang() {
        let never = |name, fresh| Dependency::vital(name, fresh, pending::<io::Result<()>>);
        let router = router(vec![
            never("log writes", Duration::ZERO),
            never("log reads", FRESH),
            Dependency::minor("files", FRESH, pending::<io::Result<()>>),
            Dependency::minor("spool", FRESH, async || io::Result::Ok(())),
        ]);
        for _ in 0..3 {
            let (status, text, took) = asked(&router).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
            let expected = "not ready\nlog writes: no answer\nlog reads: no answer\nfiles: no answer\nspool: ok\n";
            assert_eq!(text, expected);
            // All checks run in parallel.
            assert!(
                took >= PATIENCE && took < Duration::from_secs(1),
                "{took:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn hanging_upload_dependencies_leave_it_ready() {
        let router = router(vec![
            Dependency::vital("log writes", Duration::ZERO, async || io::Result::Ok(())),
            Dependency::minor("scanner", Duration::ZERO, pending::<io::Result<()>>),
        ]);
        let (status, text, took) = asked(&router).await;
        assert_eq!((status, took.as_secs()), (StatusCode::OK, 0));
        assert_eq!(text, "ready\nlog writes: ok\nscanner: no answer\n");
    }
}
