//! Checks that the policies and `chat-domain` give the same answers.

#![allow(
    unreachable_pub,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking, and test modules have no public API"
)]

mod agreement;
mod chance;
mod closing;
mod comings;
mod commands;
mod difference;
mod domain;
mod edits;
mod entities;
mod facts;
mod mistakes;
mod moments;
mod mutations;
mod notices;
mod opinion;
mod people;
mod policies;
mod questions;
mod requests;
mod subject;
mod uploads;
mod visits;
mod waits;
