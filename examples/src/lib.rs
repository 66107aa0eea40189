//! Two visits told step by step, and a service that has the chat inside.
//!
//! * [`one_to_one`] and [`group`] play a visit each against the real service over storage in memory
//!   and write down what happened: who did what, what was permitted, what was refused by which rule,
//!   and what each person was shown. Nothing of it is written beforehand except what people do and
//!   say; a story that no longer comes out as it should ends with an error.
//! * `embed` is a service of somebody else, with its own pages and login, and the chat nested in it.
//!
//! Run them: `cargo run --example one_to_one`, `group`, `embed`.

pub mod cast;
pub mod group;
pub mod narrator;
pub mod one_to_one;
pub mod stage;

/// What telling a story answers: anything that goes wrong ends it.
pub type Told<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Checks what the story promises.
///
/// # Errors
/// What should have been true.
pub fn ensure(holds: bool, what: &str) -> Told {
    if holds {
        Ok(())
    } else {
        Err(format!("the story no longer holds: {what}").into())
    }
}

/// The code in the documents must compile.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    struct Readme;
    #[doc = include_str!("../../docs/embedding.md")]
    struct Embedding;
}
