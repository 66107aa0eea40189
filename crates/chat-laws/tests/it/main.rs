//! The laws on generated visits, and mutation tests of the laws.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod hold;
mod reach;
mod sabotage;
