//! This node among the others of its log: its lease, the shards whose upkeep it does, and the seats of its people.
//!
//! A single node needs none of it: it is responsible for everything, and asks no storage.

mod membership;
mod seats;

pub(crate) use membership::Membership;
