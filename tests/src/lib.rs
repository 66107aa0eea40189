//! Shared parts of the end-to-end tests: the real binary, real HTTP, real browsers.
//!
//! * [`ServerProcess`] starts `chat-server` on a data folder, and stops or kills it;
//! * [`Clinic`] has people with tokens and schedules visits through the API;
//! * [`Browser`] drives Chromium, or the browser in `VISIT_CHAT_BROWSER`;
//! * [`files`] makes small real files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod binary;
mod blocking;
mod browser;
mod chromium;
mod clinic;
mod conditions;
mod engine;
pub mod files;
mod patience;
mod process;
mod report;
mod server;
mod session;
mod token;
mod window;

pub use binary::chat_server;
pub use browser::Browser;
pub use clinic::{Clinic, Person, Visit};
pub use patience::{PATIENCE, eventually};
pub use process::signal;
pub use server::ServerProcess;
pub use token::{SECRET, Token};
pub use window::Window;
