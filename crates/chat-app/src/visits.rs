//! Visits in memory, and the one way of appending to their logs.
//!
//! A [`live_visit::LiveVisit`] is the committed fold of one log with its newest entries, its queue of
//! commands and its followers. The [`cache`] holds at most one per visit. A [`batch`] is a group
//! commit: commands queued during an append are decided and appended together.

mod announce;
pub(crate) mod batch;
pub(crate) mod cache;
mod closing;
mod doubt;
mod effect;
mod fold;
pub(crate) mod leases;
pub(crate) mod list;
pub(crate) mod live_visit;
mod look;
mod marking;
mod marks;
pub(crate) mod page;
pub(crate) mod queue;
pub(crate) mod reads;
pub(crate) mod recent;
mod reminding;
pub(crate) mod snapshot;
pub(crate) mod sweep;
pub(crate) mod takeover;
mod typing;
mod typing_elsewhere;
pub(crate) mod wanted;
pub(crate) mod watch;
mod watchers;
