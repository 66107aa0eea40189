//! Files: from an untrusted stream to a judged, stored file, and back to those who may read it.

mod download;
mod spool;
mod upload;

pub use download::Download;
pub use upload::{FileClaim, FileRefused};
