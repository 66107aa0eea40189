//! Health of the server, for monitoring.

mod dependency;

use crate::scanning;
use axum::{Router, extract::State, http::StatusCode, routing::get};
use chat_blobs::ObjectAttachmentStore;
use chat_clamav::ClamdScanner;
use chat_sqlite::SqliteVisitLog;
use dependency::{Dependency, Standing};
use futures::future::join_all;
use std::{
    fmt::Write as _,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::task::spawn_blocking;

/// How long a result for the files, the spool and the scanner is reused.
const FRESH: Duration = Duration::from_secs(5);

/// Bytes written to check that the spool has space.
const PROBE: usize = 64 * 1024;

/// `/healthz`: the process responds. `/readyz`: responds within a second, with a line for each
/// dependency. Without the log the server is not ready. Without the files, the spool or the scanner
/// it still is: uploads are held or refused, and messages work.
pub(crate) fn router(
    log: SqliteVisitLog,
    files: ObjectAttachmentStore,
    spool: PathBuf,
    scanner: Option<ClamdScanner>,
) -> Router {
    let mut watched = vec![
        Dependency::vital("log writes", Duration::ZERO, {
            let log = log.clone();
            move || Box::pin(writes(log.clone()))
        }),
        Dependency::vital("log reads", Duration::ZERO, move || {
            Box::pin(reads(log.clone()))
        }),
        Dependency::of_uploads("files", FRESH, move || Box::pin(stored(files.clone()))),
        Dependency::of_uploads("spool", FRESH, move || Box::pin(spooled(spool.clone()))),
    ];
    watched.extend(scanner.map(|scanner| {
        Dependency::of_uploads("scanner", Duration::ZERO, move || {
            Box::pin(scanned(scanner.clone()))
        })
    }));
    over(watched)
}

fn over(watched: Vec<Dependency>) -> Router {
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

async fn writes(log: SqliteVisitLog) -> Result<(), String> {
    log.check_writes().await.map_err(|error| error.to_string())
}

async fn reads(log: SqliteVisitLog) -> Result<(), String> {
    log.check_reads().await.map_err(|error| error.to_string())
}

async fn stored(files: ObjectAttachmentStore) -> Result<(), String> {
    files.check().await.map_err(|error| error.to_string())
}

async fn spooled(folder: PathBuf) -> Result<(), String> {
    let written = spawn_blocking(move || spool(&folder)).await;
    let written = written.map_err(|error| error.to_string())?;
    written.map_err(|error| error.to_string())
}

/// Writes to an unlinked file, as an upload does, and drops it.
fn spool(folder: &Path) -> io::Result<()> {
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(&[0; PROBE])?;
    // A file system with delayed allocation reports a full disk only now.
    file.sync_data()
}

async fn scanned(scanner: ClamdScanner) -> Result<(), String> {
    match scanning::answers(&scanner).await {
        true => Ok(()),
        false => Err("no valid response".to_owned()),
    }
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
        let never = |name, fresh| Dependency::vital(name, fresh, || Box::pin(pending()));
        let router = over(vec![
            never("log writes", Duration::ZERO),
            never("log reads", FRESH),
            Dependency::of_uploads("files", FRESH, || Box::pin(pending())),
            Dependency::of_uploads("spool", FRESH, || Box::pin(async { Ok(()) })),
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
        let router = over(vec![
            Dependency::vital("log writes", Duration::ZERO, || Box::pin(async { Ok(()) })),
            Dependency::of_uploads("scanner", Duration::ZERO, || Box::pin(pending())),
        ]);
        let (status, text, took) = asked(&router).await;
        assert_eq!((status, took.as_secs()), (StatusCode::OK, 0));
        assert_eq!(text, "ready\nlog writes: ok\nscanner: no answer\n");
    }
}
