//! The use cases over the reference adapters, and over adapters that fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod adapters;
mod clinic;
mod closing;
mod counted_invitations;
mod dashboard;
mod events;
mod faults;
mod files;
mod full_queue;
mod grouped_reads;
mod history;
mod in_flight;
mod invitations;
mod leases;
mod live;
mod log_reads;
mod lost_hints;
mod lost_notifications;
mod many_visits;
mod mark_order;
mod never_stale;
mod node_presence;
mod node_races;
mod node_upkeep;
mod nodes;
mod notices;
mod notifying;
mod outsiders;
mod page_limits;
mod pages;
mod rates;
mod reading;
mod reminders;
mod saboteur;
mod scanners;
mod sending;
mod session_ends;
mod several_nodes;
mod sign_outs;
mod stale;
mod thumbnails;
mod transcripts;
mod typing;
mod unread;
mod upload_crashes;
mod upload_gap;
mod upload_limits;
mod upload_names;
mod upload_races;
mod upload_retries;
mod upload_turns;
mod upload_upkeep;
mod uploading;
mod uploads;
mod waiting;
