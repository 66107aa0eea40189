//! Files in a bucket of S3 or a compatible service.
//!
//! # What the service must support
//! * `If-None-Match: *` on `PutObject` and on `CompleteMultipartUpload`: it decides which of two
//!   writers of a key is first. AWS and MinIO have both; of Ceph, Cloudflare R2, Wasabi and others,
//!   check the release that you run. [`ObjectAttachmentStore::check_writes`] tries it, and no file
//!   is written before it succeeded once in the process.
//! * `ListObjectsV2`, ranges, user metadata, and deletion of single keys. Lists and reads show what
//!   was written before (AWS and MinIO do).
//!
//! # What the operator sets
//! * Permissions: `s3:PutObject`, `s3:GetObject`, `s3:DeleteObject` and `s3:AbortMultipartUpload` on
//!   the prefix, and `s3:ListBucket` on the bucket. Without the last, AWS answers 403 for a missing
//!   file, which counts as unavailable.
//! * Versioning off, or a rule that expires noncurrent versions: in a bucket with versions, a
//!   discarded file is only hidden.
//! * A lifecycle rule that aborts incomplete multipart uploads, for the moment between the start of
//!   an upload and its marker. [`ObjectAttachmentStore::sweep`] aborts all that have a marker.
//!
//! # How a file is written
//! A file of one part is one conditional `PutObject`. A larger one is a multipart upload to its own
//! key, which is invisible until it is completed, on condition that the key is free. Every file
//! carries a mark of its writer as metadata (`x-amz-meta-writer`). If a response is lost, the retry
//! finds the key taken; by the mark, the writer recognizes its own file.
//!
//! [`ObjectAttachmentStore::check_writes`]: crate::ObjectAttachmentStore::check_writes
//! [`ObjectAttachmentStore::sweep`]: crate::ObjectAttachmentStore::sweep

mod bucket;
mod connect;
mod environment;
mod failure;
mod http;
mod marker;
mod options;
mod probe;
mod silence;
mod upload;

pub(crate) use {bucket::Bucket, upload::BucketUpload};
pub use {
    connect::S3Error,
    options::{S3Encryption, S3Key, S3Options},
};
