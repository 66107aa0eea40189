//! An independent implementation of the rules of visit chat, as
//! [Cedar](https://www.cedarpolicy.com) policies.
//!
//! The policies were written from the rule catalogue, not from the code of `chat-domain`, and the
//! product does not depend on them. They exist to disagree: the tests of this crate generate random
//! visits and ask both implementations the same questions at random moments.
//!
//! # Where to look
//! * `policies/visit-chat.cedarschema` declares the facts that policies may use.
//! * `policies/*.cedar` are the rules. Each policy names its rule as `@rule`. A *permit* grants
//!   something; a *forbid* takes it away, whatever is granted elsewhere. Without a permit, a
//!   request is refused.
//! * `tests/it/facts.rs` computes the facts from a log's entries, without `VisitState`;
//!   `entities.rs` converts them for Cedar.
//! * `tests/it/visits.rs` generates the visits, `questions.rs` the questions; `domain.rs` gets the
//!   answers of `chat-domain`.
//! * `tests/it/agreement.rs` compares the answers and the rules that refusals name.
//! * `tests/it/mistakes.rs` shows that the comparison can fail: omitting any policy, or making any
//!   of some fifty mistakes, changes an answer somewhere.
//!
//! A difference is printed with the question, both answers, the facts and the last entries of the
//! log. The catalogue then decides which side is wrong: the code, the policies, or the catalogue
//! itself, if it is ambiguous.
//!
//! # How to run
//! `cargo test -p chat-second-opinion` asks 100,000 questions; `TRIPLES=1000000 cargo test --release
//! -p chat-second-opinion -- --nocapture` asks a million and prints the answers by action. `SEED=7`
//! generates other visits.

/// The facts that policies may use.
pub const SCHEMA: &str = include_str!("../policies/visit-chat.cedarschema");

/// The policies, by file name.
pub const POLICIES: [(&str, &str); 6] = [
    ("reading", include_str!("../policies/reading.cedar")),
    ("writing", include_str!("../policies/writing.cedar")),
    ("files", include_str!("../policies/files.cedar")),
    ("chats", include_str!("../policies/chats.cedar")),
    ("notices", include_str!("../policies/notices.cedar")),
    ("visit", include_str!("../policies/visit.cedar")),
];
