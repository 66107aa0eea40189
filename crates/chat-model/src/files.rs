//! The model of two nodes that settle one held file.
//!
//! The file's record is in the ledger, its staging in the visit's log, its bytes in the store, and nothing spans the three. One
//! node may release the file while the other gives it up, as in `chat-app`; each step is one call of a port. Nodes crash between
//! any two steps and start again. The uploader may lose the permission meanwhile, and a message carries the file as soon as it is
//! staged. Not modeled: a permission that is lost and regained while a node is staging the file.

mod description;
mod flaw;
mod model;

pub use description::describe_files;
pub use flaw::Flaw;
pub use model::{FilesModel, Job, Log, Move, Stage, World};
