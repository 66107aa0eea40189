//! The use cases over the reference adapters, and over adapters that fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod adapters;
mod clinic;
mod dashboard;
mod faults;
mod files;
mod history;
mod live;
mod lost_hints;
mod sending;
mod several_nodes;
mod withdrawn;
