//! Pictures of every screen and state, and what axe finds on them: a chore, run by `cargo xtask screens`.

mod call;
mod chats;
mod dashboard;
mod patient;
mod shots;
