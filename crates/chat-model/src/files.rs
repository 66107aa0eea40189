//! The model of two nodes that settle one held file.
//!
//! The file's record is in the ledger, its staging in the visit's log, its bytes in the store, and nothing spans the three. One
//! node may release the file while the other gives it up, as in `chat-app`; each step is one call of a port. Nodes crash between
//! any two steps and start again. The uploader may lose the permission meanwhile, and a message carries the file as soon as it is
//! staged. Not modeled: a permission that is lost and regained while a node is staging the file.

mod description;
mod model;

pub use description::describe_files;
pub use model::{FilesModel, Job, Log, Move, Stage, World};

/// A deliberate flaw that the model must detect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// No flaw.
    None,
    /// The ledger stores a record whatever stage the one before it is at.
    NoCompareAndSet,
    /// A node stages a file that it has not claimed in the ledger.
    NoClaim,
    /// A node deletes a file that is being released.
    DeletesClaimed,
}
