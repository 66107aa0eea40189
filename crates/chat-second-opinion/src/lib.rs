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
//! * `tests/it/facts.rs` computes the facts from a log's entries, without `VisitState`;
//!   `entities.rs` hands them to Cedar.
//! * `tests/it/visits.rs` makes the visits, `questions.rs` the questions, `domain.rs` has the answers
//!   of `chat-domain`.
//! * `tests/it/agreement.rs` compares: the answer, and the rule that a refusal names.
//! * `tests/it/mistakes.rs` shows that the comparison can fail: each policy left out, and each of some
//!   fifty misunderstandings, gives another answer somewhere.
//!
//! A difference is printed with the question, both answers, the facts and the log's last entries.
//! Then the catalogue says who is right: the code, the policies, or neither, if it can be read both
//! ways.
//!
//! # How to run it
//! `cargo test -p chat-second-opinion` asks 40,000 questions;
//! `TRIPLES=1000000 cargo test --release -p chat-second-opinion -- --nocapture` asks a million and
//! prints the answers for each action. `SEED=7` chooses other visits.

/// The facts that the policies may ask for.
pub const SCHEMA: &str = include_str!("../policies/visit-chat.cedarschema");

/// The policies, each file with its name.
pub const POLICIES: [(&str, &str); 5] = [
    ("reading", include_str!("../policies/reading.cedar")),
    ("writing", include_str!("../policies/writing.cedar")),
    ("files", include_str!("../policies/files.cedar")),
    ("chats", include_str!("../policies/chats.cedar")),
    ("visit", include_str!("../policies/visit.cedar")),
];
