//! Transcripts of generated visits, and of one visit in full.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests fail by panicking"
)]

mod golden;
mod laws;
mod limits;
mod oversight;
mod scene;
