//! Accepted and refused files, one behavior per test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod archives;
mod by_chance;
mod claims;
mod compound;
mod encrypted_pdf;
mod evasion;
mod fields;
mod findings;
mod forms;
mod fuzzed;
mod hostile;
mod image_data;
mod intake;
mod kinds;
mod limits;
mod mutation;
mod names;
mod nested;
mod network;
mod objects;
mod office;
mod open_document;
mod ordinary;
mod pdf;
mod pictures;
mod policy;
mod queries;
mod readable;
mod refused;
mod rich_text;
mod strings;
mod support;
mod truncation;
mod writers;
