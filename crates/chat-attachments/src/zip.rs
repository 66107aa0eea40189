//! ZIP archives, opened by their central directory, never by their first bytes.

mod directory;
pub(crate) mod end_record;
mod entry;
mod inflate;
mod unpack;

pub(crate) use directory::Archive;
pub(crate) use entry::Entry;
