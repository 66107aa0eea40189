//! A committed state.

use chat_domain::{Seq, VisitState};
use chat_ports::LogHead;
use std::sync::Arc;

/// A committed state: the fold of the whole log as of some moment. The default is that of a visit
/// that does not exist.
#[derive(Clone, Default)]
pub(crate) struct Snapshot {
    pub(crate) state: Arc<VisitState>,
    /// The log's head, which the next append follows; `None` for an empty log.
    pub(crate) head: Option<LogHead>,
    /// The newest version at which views may have changed, apart from messages.
    pub(crate) views_changed: Seq,
    /// The newest version at which a chat was marked as read.
    pub(crate) marks_changed: Seq,
}
