//! The rules of visit chat a second time, as [Cedar](https://www.cedarpolicy.com) policies.
//!
//! The policies were written from the rule catalogue, not from the code of `chat-domain`, and nothing
//! of the product depends on them. They are here to disagree: the tests of this crate drive random
//! visits and ask both implementations the same questions at random moments.
//!
//! # How to read it
//! * `policies/visit-chat.cedarschema` lists the facts that the policies may ask for.
//! * `policies/*.cedar` are the rules. Each policy has the id of its rule as `@rule`. A *permit* says
//!   who may at all; a *forbid* takes something away, whatever is permitted elsewhere. What nobody
//!   permits is refused.
//! * `tests/it/facts.rs` computes the facts from a log's entries, without `VisitState`.
//! * `tests/it/questions.rs` asks `chat-domain` and Cedar, and says which refusals are of
//!   permission and which speak of something else.
//!
//! # How to run it
//! `cargo test -p chat-second-opinion` asks 20,000 questions;
//! `TRIPLES=1000000 cargo test --release -p chat-second-opinion -- --nocapture` asks a million and
//! prints the answers for each action. `SEED=7` chooses other visits.

/// The facts that the policies may ask for.
pub const SCHEMA: &str = include_str!("../policies/visit-chat.cedarschema");

/// The policies, each file with its name.
pub const POLICIES: [(&str, &str); 4] = [
    ("reading", include_str!("../policies/reading.cedar")),
    ("writing", include_str!("../policies/writing.cedar")),
    ("chats", include_str!("../policies/chats.cedar")),
    ("visit", include_str!("../policies/visit.cedar")),
];
