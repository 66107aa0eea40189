//! The router as a host uses it: with in-memory adapters, and over a real socket for the live
//! connection.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod accesses;
mod actions;
mod asyncapi;
mod client_types;
mod clinic;
mod closing;
mod cors;
mod counted_store;
mod described;
mod document;
mod downloads;
mod early_refusal;
mod edits;
mod events;
mod examples;
mod fhir;
mod files;
mod handover;
mod handshake;
#[cfg(feature = "public-keys")]
mod hostile_signatures;
#[cfg(feature = "public-keys")]
mod hostile_tokens;
mod http;
mod http_rules;
#[cfg(feature = "public-keys")]
mod identity_provider;
mod integers;
mod invitations;
mod late_attendee;
mod layers;
mod live;
mod live_counts;
mod live_limits;
mod live_resume;
mod log;
mod logins;
mod many;
mod messages;
mod notices;
#[cfg(feature = "public-keys")]
mod oidc;
mod protocol;
#[cfg(feature = "public-keys")]
mod public_keys;
#[cfg(feature = "public-keys")]
mod published_keys;
mod rates;
mod read_back;
mod reading;
mod reminders;
mod request_ids;
mod request_rates;
mod secrecy;
mod session_cookie;
mod sessions;
#[cfg(feature = "public-keys")]
mod signer;
mod socket;
mod tokens;
mod transcripts;
mod typing;
mod uploads;
mod visits;
mod waiting;
mod webhooks;
mod wrong_bodies;
mod wrong_callers;
mod wrong_ids;
mod wrong_text;
