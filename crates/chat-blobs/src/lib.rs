//! Attachment store on object storage.
//!
//! [`ObjectAttachmentStore::local`] stores files in a folder, `ObjectAttachmentStore::s3` (with the
//! feature `s3`) in a bucket of S3 or a compatible service, [`ObjectAttachmentStore::new`] in any
//! other [`object_store`], such as Azure or Google Cloud.
//!
//! * **Writes are streamed**: at most one 8 MiB part of a file is in memory.
//! * **A file exists once `finish` returns**, and is then durable. A file larger than one part is
//!   first written under a temporary key and then copied to its own key, unless that key is taken;
//!   in a bucket it is a multipart upload to its own key.
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
#[cfg(feature = "s3")]
pub mod s3;
mod store;
mod sweep;
mod unfinished;
mod upload;
mod writer;

pub use regular::open_regular;
#[cfg(feature = "s3")]
pub use s3::{S3Encryption, S3Error, S3Key, S3Options};
pub use store::ObjectAttachmentStore;
