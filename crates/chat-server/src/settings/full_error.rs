//! Errors of the settings library, in full.

/// The error with its causes, which the library's own text omits.
pub(super) fn in_full(error: &confique::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(cause.to_string().trim_end());
        source = cause.source();
    }
    text
}
