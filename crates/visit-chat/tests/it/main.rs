//! A host's first steps: build a chat, schedule a visit, restart, serve, stop.

mod building;
mod serving;
