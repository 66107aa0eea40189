//! Kept data, removed data, and thumbnails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod exif;
mod kept;
mod mutation;
mod pictures;
mod secrets;
mod support;
mod thumbnails;
