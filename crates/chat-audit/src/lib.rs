//! Checks stored logs from the outside, and signs statements of where they stand (G2, G4).
//!
//! * [`Verification`] reads every log through [`LogAudit`](chat_ports::LogAudit) and holds it
//!   against its own chain of hashes, the rules, the index beside it and the stored files;
//! * [`LogCheck`] is the same for one log, entry by entry, without any I/O;
//! * [`Checkpoint`] states where all logs stood at one moment, signed. Kept elsewhere, it shows what
//!   a chain alone can't: that a log was cut off, restored from an old copy or written anew.
//!
//! The bytes are stated in `docs/log.md`, so that others can check without this program.

mod chain;
mod checkpoint;
mod file_check;
mod finding;
mod head;
mod key;
mod log_check;
pub mod merkle;
mod report;
mod scope;
mod verification;

pub use checkpoint::{Checkpoint, CheckpointError, Inclusion, Statement};
pub use file_check::FileClaim;
pub use finding::{Finding, Problem};
pub use head::Head;
pub use key::{KeyError, PublicKey, SecretKey};
pub use log_check::LogCheck;
pub use report::{Progress, Report};
pub use scope::Scope;
pub use verification::{Verification, VerifyError};
