//! Whether the server is well, for whoever watches over it.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use chat_sqlite::SqliteVisitLog;

/// `/healthz`: the process answers. `/readyz`: the log can be written and read.
pub(crate) fn router(log: SqliteVisitLog) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .with_state(log)
}

async fn ready(State(log): State<SqliteVisitLog>) -> (StatusCode, &'static str) {
    match log.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "the log is not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the log is not ready\n")
        }
    }
}
