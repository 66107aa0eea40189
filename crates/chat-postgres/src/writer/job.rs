//! What the task is asked for.

use chat_ports::{
    PortError,
    sql::{AppendRows, Share},
};
use tokio::sync::oneshot;

/// The answer to the caller of an append.
pub(super) type Answer = Result<(), PortError>;

/// What the task is asked for.
pub(super) enum Job {
    /// To append.
    Append(Box<AppendRows>, oneshot::Sender<Answer>, Share),
    /// To prove that writes become durable.
    Probe(oneshot::Sender<Answer>),
    /// To do what is queued, and stop.
    Stop(oneshot::Sender<()>),
}
