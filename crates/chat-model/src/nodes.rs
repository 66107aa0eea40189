//! The model of two nodes that serve one visit.
//!
//! Each node decides on its own view, which may be older than the log, and appends at the version
//! that its view had. The log takes entries only at its own end; a node that came too late reads up
//! and decides again, as `chat-app` does. Clients that get no answer ask again, through either node.

mod cluster;
mod laws;
mod model;
mod node;
mod request;
mod telling;

pub use cluster::{Cluster, Flaw};
pub use laws::NODE_LAWS;
pub use model::{Counted, Move, NodeLaw, NodesModel};
pub use node::{Asked, Node};
pub use request::Request;
pub use telling::tell_nodes;
