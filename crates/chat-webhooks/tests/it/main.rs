//! The sender of webhooks, over adapters in memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod clinic;
mod crashes;
mod declared;
mod delivering;
mod https;
mod nodes;
mod receiver;
mod retrying;
mod server;
mod stuck;
