//! A host's first steps: build a chat, schedule a visit, restart, serve, stop.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod building;
mod serving;
