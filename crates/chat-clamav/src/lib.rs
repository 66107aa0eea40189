//! The malware scanner over ClamAV's daemon, clamd.
//!
//! [`ClamdScanner`] sends a file to clamd over TCP or a Unix socket (`INSTREAM`, clamd(8)) and believes
//! two answers: `OK`, which is clean, and `FOUND`, which is infected. **Everything else is no verdict**
//! ([`PortError::Unavailable`](chat_ports::PortError::Unavailable)), and the file is held back: an
//! error, a limit of clamd's, an answer that is cut, doubled, not understood or given before the file
//! was sent, silence, and nobody there.
//!
//! * **Bounded**: 64 KiB of the file at a time, an answer of at most 4 KiB, so many connections as
//!   [`ClamdOptions`] allows, and a time limit on connecting, on every step and on the whole.
//! * **Nothing of the file** in an error: of clamd's answers only its own error messages are told.
//!
//! What clamd answers is for clamd's settings to say. By default it calls a file clean that was too
//! large for it to scan: set `AlertExceedsMax yes`, and `StreamMaxLength`, `MaxFileSize` and
//! `MaxScanSize` to at least the largest upload. Limits that it then tells of are no verdict either.
//!
//! The protocol is 100 lines, so it is spoken here: a client that exists reads answers of any length,
//! knows no time limits, and looks for words anywhere in an answer.

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
