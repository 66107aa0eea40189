//! The attachment store over object storage.
