//! The attachment store over object storage.
//!
//! [`ObjectAttachmentStore::local`] keeps files in a folder, and [`ObjectAttachmentStore::new`] in
//! whatever [`object_store`] reaches: S3 and what speaks its protocol, Azure, Google Cloud.
//!
//! * A file is **written as a stream**: at most one part of 8 MiB of it is in memory.
//! * It **exists once `finish` has answered**, and is durable then. What is larger than a part is
//!   written under a name of its own first, and given its key only if no file has it.
//! * **A key is written once**: the store itself refuses a second file, also between nodes.
//! * **Only a file is read** from a folder: a link, a pipe or a device under a file's name is refused,
//!   and neither followed nor waited for ([`open_regular`]).
//! * **What is not finished is removed**; what a killed process leaves behind, by
//!   [`ObjectAttachmentStore::sweep`].
//!
//! Files lie at `<prefix>/files/<clinic>/<visit>/<attachment>`, and what is being written at
//! `<prefix>/unfinished/<a new id>`. No name given by a person is part of either.

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
