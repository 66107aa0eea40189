//! Attachment store on object storage.
//!
//! [`ObjectAttachmentStore::local`] stores files in a folder, [`ObjectAttachmentStore::new`] in any
//! [`object_store`]: S3 and compatible services, Azure, Google Cloud.
//!
//! * **Writes are streamed**: at most one 8 MiB part of a file is in memory.
//! * **A file exists once `finish` returns**, and is then durable. A file larger than one part is
//!   first written under a temporary key and then copied to its own key, unless that key is taken.
//! * **A key is written once**: the store itself refuses a second file, even from another node.
//! * **Only regular files are read** from a folder: a link, pipe or device in a file's place is
//!   refused without following or blocking on it ([`open_regular`]).
//! * **Unfinished files are removed**; those of a killed process, by
//!   [`ObjectAttachmentStore::sweep`].
//!
//! Files are stored at `<prefix>/files/<clinic>/<visit>/<attachment>`, unfinished ones at
//! `<prefix>/unfinished/<fresh id>`. Neither path contains a name given by a person.

mod error;
mod local;
mod part;
mod read;
mod regular;
mod store;
mod sweep;
mod unfinished;
mod writer;

pub use regular::open_regular;
pub use store::ObjectAttachmentStore;
