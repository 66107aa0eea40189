//! Reads.

mod dashboard;
mod entries;
mod service;

pub(crate) use dashboard::{count_waiting, list_visits};
pub(crate) use entries::{read, read_at, read_many, takes_part};
pub(crate) use service::{visits_due, visits_with_leases};
