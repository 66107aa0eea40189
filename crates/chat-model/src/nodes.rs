//! The model of two nodes that serve one visit.
//!
//! Each node decides on its own view, which may be stale, and appends at its view's version. The
//! log accepts entries only at its current version; a node that loses the race catches up and
//! decides again, as in `chat-app`. Clients without an answer retry through either node.

mod cluster;
mod description;
mod laws;
mod model;
mod node;
mod request;

pub use cluster::{Cluster, Flaw};
pub use description::describe_nodes;
pub use laws::{NODE_LAWS, NodeLaw};
pub use model::{Counted, Move, NodesModel};
pub use node::{Asked, Node};
pub use request::Request;
