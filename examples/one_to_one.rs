//! Plays a one-to-one visit and prints its transcript: `cargo run --example one_to_one`.
//!
//! The story itself is in `examples/src/one_to_one.rs`, in chronological order.

use visit_chat_examples::{Outcome, one_to_one};

#[tokio::main]
async fn main() -> Outcome {
    print!("{}", one_to_one::play().await?.transcript);
    Ok(())
}
