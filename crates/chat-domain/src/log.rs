//! The visit's log: entries, their stored form, the hash chain, and the replay that verifies them.

pub(crate) mod actor;
mod chain;
mod entry;
mod replay;
pub(crate) mod seq;
mod stored;

pub use actor::Actor;
pub use chain::ChainHash;
pub use entry::{Entry, commit};
pub use replay::{Violation, check, command_of, replay};
pub use seq::Seq;
pub use stored::{Newer, STORED_VERSION, StoredError, from_stored, to_stored};
