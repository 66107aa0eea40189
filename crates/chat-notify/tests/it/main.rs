//! Notifications over the wire: to a real SMTP server, and to a push service on this machine.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod email;
mod people;
mod push;
