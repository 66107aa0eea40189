//! The client against the real router, over real connections that can be cut.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod clinic;
mod live;
mod outbox;
mod proxy;
mod requests;
