//! Structured logs, on standard error. They contain no health data, no tokens and no ids of people:
//! `chat-http` logs requests by their route's pattern, and requests for pages are not logged.

use crate::{error::StartError, settings::LogFormat};
use tracing_subscriber::{
    filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

/// Which lines to log.
///
/// # Errors
/// [`StartError::Settings`] if it can't be read.
pub(crate) fn filter(filter: &str) -> Result<Targets, StartError> {
    let filter = filter.parse();
    filter.map_err(|error| StartError::Settings(format!("log.filter: {error}")))
}

/// Starts logging.
///
/// # Errors
/// [`StartError::Settings`] for an invalid filter.
pub(crate) fn start(format: LogFormat, filter: &str) -> Result<(), StartError> {
    let filter = self::filter(filter)?;
    let lines = fmt::layer()
        // If the log can't be written, as on a full disk, reporting that to the same place would
        // panic and take a request or the log's writer with it.
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    // A second start in one process keeps the first one's logging.
    let _ = match format {
        LogFormat::Text => registry.with(lines.compact()).try_init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true)).try_init(),
    };
    Ok(())
}
