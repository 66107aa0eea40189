//! Plays a group visit and prints its transcript: `cargo run --example group`.
//!
//! The story itself is in `examples/src/group.rs`, in chronological order.

use visit_chat_examples::{Outcome, group};

#[tokio::main]
async fn main() -> Outcome {
    print!("{}", group::play().await?.transcript);
    Ok(())
}
