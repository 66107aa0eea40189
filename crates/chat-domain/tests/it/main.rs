//! The rule catalogue as executable specifications, and laws over generated visits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests fail by panicking"
)]

mod absences;
mod catalogue;
mod chain;
mod changes;
mod closing;
mod corrections;
mod edits;
mod golden;
mod grid;
mod handover;
mod host;
mod laws;
mod leases;
mod lifecycle;
mod log;
mod membership;
mod messages;
mod namesakes;
mod notices;
mod offered;
mod oversight;
mod passed_on;
mod primary;
mod privacy;
mod quotas;
mod reading;
mod redaction;
mod reminders;
mod rules;
mod spec;
mod summary;
mod together;
mod typing;
mod uploads;
mod versions;
mod waiting;
mod waiting_room;
mod writing;

use chat_laws::{cast as people, commands};
