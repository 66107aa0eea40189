//! Accepted and refused files, one behavior per test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod archives;
mod claims;
mod compound;
mod encrypted_pdf;
mod evasion;
mod fields;
mod findings;
mod fuzzed;
mod hostile;
mod image_data;
mod intake;
mod kinds;
mod limits;
mod mutation;
mod names;
mod nested;
mod office;
mod open_document;
mod pdf;
mod pictures;
mod policy;
mod refused;
mod rich_text;
mod support;
mod truncation;
mod writers;
