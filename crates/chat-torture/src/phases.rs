//! The kinds of disturbances.

mod bench;
mod control;
mod cuts;
mod faults;
mod kills;

pub(crate) use bench::Bench;
pub(crate) use control::control;
pub(crate) use cuts::cuts;
pub(crate) use faults::faults;
pub(crate) use kills::kills;
