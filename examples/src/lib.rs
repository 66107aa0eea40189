//! Two visits played step by step, and a host service with the chat embedded.
//!
//! * [`one_to_one`] and [`group`] each play a visit against the real service with in-memory storage
//!   and record what happened: every action, whether it was permitted, the rule of each refusal,
//!   and what each person saw. Only the people's actions and words are scripted; a story with an
//!   unexpected outcome ends with an error.
//! * `embed` is a host service with its own pages and login, and the chat nested in it.
//!
//! Run them with `cargo run --example one_to_one`, `group` or `embed`.

pub mod cast;
pub mod group;
pub mod narrator;
pub mod one_to_one;
pub mod stage;

/// The result of a story step; any error ends the story.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Checks an expectation of the story.
///
/// # Errors
/// The expectation, if it is not met.
pub fn ensure(holds: bool, what: &str) -> Outcome {
    if holds {
        Ok(())
    } else {
        Err(format!("unexpected outcome, should be: {what}").into())
    }
}

/// Compiles the code blocks in the documents.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    struct Readme;
    #[doc = include_str!("../../docs/embedding.md")]
    struct Embedding;
}
