//! The pages in real browsers, used like the people of a visit do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod announced;
mod arrivals;
mod attention;
mod board;
mod call;
mod call_view;
mod chat;
mod corrections;
mod dock;
mod drafts;
mod edited;
mod embedded;
mod files;
mod follow_up;
mod greyed;
mod group;
mod handover;
mod held;
mod host;
mod in_call;
mod in_place;
mod join;
mod kept;
mod keyboard;
mod keys;
mod language;
mod list;
mod loading;
mod look;
mod many;
mod menu;
mod notices;
mod one_chat;
mod one_to_one;
mod oversight;
mod people;
mod photos;
mod presence;
mod reading;
mod reasons;
mod recipient;
mod records;
mod reload;
mod resend;
mod setting;
mod still;
mod typing;
mod unread;
mod uploads;
mod waiting;
