//! Following visits and dashboards live: one core for both.
//!
//! A visit that changes raises the [`signal::Signal`] of each of its followers and of the dashboards on
//! which it may look different. The follower then reads the state of that moment. It queues positions,
//! not messages, so a retracted message or one for a removed reader is never in flight.

pub(crate) mod board;
pub(crate) mod boards;
pub(crate) mod delivery;
pub(crate) mod follower;
pub(crate) mod following;
mod listen;
mod listing;
mod place;
mod read;
pub(crate) mod signal;
pub(crate) mod update;
mod waiting;
