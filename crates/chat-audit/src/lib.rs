//! Verifies stored logs independently, and signs checkpoints of their heads (G2, G4).
//!
//! * [`Verification`] reads every log through [`LogAudit`](chat_ports::LogAudit) and checks it
//!   against its hash chain, the rules, its indexes and the stored files;
//! * [`LogCheck`] does the same for one log, entry by entry, without I/O;
//! * [`Checkpoint`] is a signed list of all logs' heads at one moment. Kept elsewhere, it reveals
//!   what a hash chain alone can't: that a log was truncated, restored from an old copy or
//!   rewritten.
//!
//! `docs/log.md` specifies every byte, so that others can verify without this program.

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
