//! Malware scanner that uses ClamAV's daemon, clamd.
//!
//! [`ClamdScanner`] sends a file to clamd over TCP or a Unix socket (`INSTREAM`, clamd(8)) and
//! accepts two answers: `OK`, which means clean, and `FOUND`, which means infected. **Everything
//! else is an error** ([`PortError::Unavailable`](chat_ports::PortError::Unavailable)), and the
//! file stays held: an error or a limit of clamd; an answer that is truncated, repeated, unknown or
//! sent before the whole file was; a timeout; a refused connection.
//!
//! * **Bounded**: 64 KiB of the file at a time, answers of at most 4 KiB, as many connections as
//!   [`ClamdOptions`] allows, and timeouts for connecting, for every step and for the whole scan.
//! * **Private**: errors contain nothing from the file; of clamd's answers they quote only its
//!   error messages.
//!
//! clamd's settings decide what its answers mean. By default it reports a file that is too large to
//! scan as clean: set `AlertExceedsMax yes`, and set `StreamMaxLength`, `MaxFileSize` and
//! `MaxScanSize` to at least the maximum upload size. Findings about limits are not verdicts
//! either.
//!
//! The protocol takes about 100 lines, so it is implemented here. Existing clients read answers of
//! any length, have no timeouts and search for keywords anywhere in an answer.

mod address;
mod answer;
mod connection;
mod error;
mod options;
mod scanner;

pub use address::{ClamdAddress, NotAnAddress};
pub use error::ClamdError;
pub use options::ClamdOptions;
pub use scanner::ClamdScanner;
