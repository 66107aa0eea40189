//! Several nodes over one log: private PostgreSQL and NATS servers, and real processes of `chat-server`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod balancer;
mod browsers;
mod bucket;
mod commands;
mod copied_tables;
mod copying;
mod delivery;
mod failover;
mod files;
mod findings;
mod kills;
mod load;
mod nats;
mod nodes;
mod paused;
mod previous;
mod races;
mod reader;
mod readiness;
mod removal;
mod restoring;
mod upgrade;
mod upkeep;
