//! Tells the story of a group visit: `cargo run --example group`.
//!
//! The story itself, in the order in which it happens, is in `examples/src/group.rs`.

use visit_chat_examples::{Told, group};

#[tokio::main]
async fn main() -> Told {
    print!("{}", group::tell().await?.transcript);
    Ok(())
}
