//! Realistic visits, decided by `chat-domain`.

mod every_event;
mod script;

pub use every_event::every_event;
pub use script::{BEFORE_STORABLE, Cast, VisitScript, fresh_clinic, text};
