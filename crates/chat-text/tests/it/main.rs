//! Cleaning, over all of Unicode.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod characters;
mod endings;
mod names;
mod soup;
mod texts;
