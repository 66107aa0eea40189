//! Signed checkpoints of all logs.

mod error;
mod inclusion;
mod lines;
mod read;
mod statement;
mod write;

pub use error::CheckpointError;
pub use inclusion::Inclusion;
pub use statement::{Checkpoint, Statement};

#[cfg(test)]
mod tests;
