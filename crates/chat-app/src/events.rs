//! The event feed of a clinic: every committed entry of its visits, for the host.
//!
//! Entries are numbered when someone reads ([`EventFeed::number`](chat_ports::EventFeed::number)), so an idle server does no work,
//! and sending a message costs nothing more.

pub(crate) mod cursor;
pub(crate) mod page;
pub(crate) mod reader;
