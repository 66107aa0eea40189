//! Tells the story of a one-to-one visit: `cargo run --example one_to_one`.
//!
//! The story itself, in the order in which it happens, is in `examples/src/one_to_one.rs`.

use visit_chat_examples::{Told, one_to_one};

#[tokio::main]
async fn main() -> Told {
    print!("{}", one_to_one::tell().await?.transcript);
    Ok(())
}
