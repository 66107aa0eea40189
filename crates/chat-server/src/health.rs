//! Whether the server is well, for whoever watches over it.

use crate::scanning;
use axum::{Router, extract::State, http::StatusCode, routing::get};
use chat_clamav::ClamdScanner;
use chat_sqlite::SqliteVisitLog;

#[derive(Clone)]
struct Watched {
    log: SqliteVisitLog,
    scanner: Option<ClamdScanner>,
}

/// `/healthz`: the process answers. `/readyz`: the log can be written and read; a second line says
/// whether the malware scanner answers, if there is to be one. Without it the server is ready all the
/// same: only uploads wait.
pub(crate) fn router(log: SqliteVisitLog, scanner: Option<ClamdScanner>) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .with_state(Watched { log, scanner })
}

async fn ready(State(watched): State<Watched>) -> (StatusCode, &'static str) {
    if let Err(error) = watched.log.ping().await {
        tracing::warn!(%error, "the log is not ready");
        return (StatusCode::SERVICE_UNAVAILABLE, "the log is not ready\n");
    }
    let said = match &watched.scanner {
        None => "ready\n",
        Some(scanner) if scanning::answers(scanner).await => "ready\nthe scanner answers\n",
        Some(_) => "ready\nthe scanner does not answer: uploads are held back\n",
    };
    (StatusCode::OK, said)
}
