//! Pictures of every screen and state, what axe finds on them, and how fast pages load: a chore, run by `cargo xtask screens`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    reason = "tests fail by panicking, and use a part of what the browser tests share"
)]

mod call;
mod chats;
mod dashboard;
#[path = "../browser/in_call.rs"]
mod in_call;
mod oversight;
mod patient;
mod people;
#[path = "../browser/setting.rs"]
mod setting;
mod shots;
mod speed;
mod writing;
