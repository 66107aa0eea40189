//! Realistic visits, decided by `chat-domain`.

mod every_event;
mod script;

pub use every_event::every_event;
pub use script::{Cast, VisitScript, entries_of, fresh_clinic, joined, text};
