//! Errors of commands on standard error.

use crate::{error::StartError, one_line::one_line};

/// The error with its causes, on one line.
pub(crate) fn report(error: &StartError) {
    let mut line = format!("chat-server: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let text = cause.to_string();
        // Some errors already include their cause.
        if !line.contains(text.trim_end()) {
            line.push_str(": ");
            line.push_str(text.trim_end());
        }
        source = cause.source();
    }
    eprintln!("{}", one_line(&line));
}
