//! Why a visit can't be exported.

use chat_domain::Refusal;
use thiserror::Error;

/// Why a visit can't be exported. Quotes no content.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The rules refuse it: there is no such visit, or the person doesn't take part in it.
    #[error("the export was refused: {0}")]
    Refused(#[from] Refusal),
    /// A time outside the years 0 to 9999, which no log can store.
    #[error("a resource can't be written as JSON")]
    Unwritable(#[source] serde_json::Error),
}
