//! The visit's log: entries, their stored form, and the replay that proves them.

mod entry;
mod replay;
mod stored;

pub use entry::{Actor, Entry, Seq, commit};
pub use replay::{Violation, check, command_of, replay};
pub use stored::{STORED_VERSION, StoredError, from_stored, to_stored};
