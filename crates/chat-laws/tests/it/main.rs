//! The laws over generated visits, and what each of them is worth.
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
