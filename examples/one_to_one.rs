//! Plays a one-to-one visit and prints its transcript: `cargo run --example one_to_one`.
//!
//! The story itself is in `examples/src/one_to_one.rs`, in chronological order.

use visit_chat_examples::{Told, one_to_one};

#[tokio::main]
async fn main() -> Told {
    print!("{}", one_to_one::tell().await?.transcript);
    Ok(())
}
