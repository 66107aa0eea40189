//! Private servers, for tests and for trying several nodes on one machine.
//!
//! Each server has its own folder and listens only on this machine, at a Unix socket or a free port. It ends when it is
//! dropped, or when this process ends. Nothing outside the folder is read or changed, and no service of the system is
//! used. `cargo xtask install` installs the programs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod child;
mod nats;
mod postgres;
mod wait;

pub use nats::Nats;
pub use postgres::Postgres;
