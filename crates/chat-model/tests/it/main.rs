//! Shallow explorations, mutation tests and merged states.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod bugs;
mod files;
mod merging;
mod nodes;
mod visits;
