//! The ZIP family: opened by its central directory, never guessed from the first bytes.

mod directory;
pub(crate) mod end_record;
mod entry;
mod inflate;
mod unpack;

pub(crate) use directory::Archive;
pub(crate) use entry::Entry;
