//! The adapters of one process, opened.

use crate::health::Dependency;
use chat_ports::PortError;
use std::time::Duration;

/// The adapters of one process, opened.
pub struct Adapters {
    pub(crate) opened: visit_chat::Adapters,
    /// What `/readyz` reports of them.
    pub(crate) watched: Vec<Dependency>,
}

/// What `/readyz` reports of a log, by its two checks.
pub(super) fn watched_log<L, W, R>(
    log: &L,
    writes: impl Fn(L) -> W + Send + Sync + 'static,
    reads: impl Fn(L) -> R + Send + Sync + 'static,
) -> [Dependency; 2]
where
    L: Clone + Send + Sync + 'static,
    W: Future<Output = Result<(), PortError>> + Send + 'static,
    R: Future<Output = Result<(), PortError>> + Send + 'static,
{
    let (written, read) = (log.clone(), log.clone());
    [
        Dependency::vital("log writes", Duration::ZERO, move || {
            writes(written.clone())
        }),
        Dependency::vital("log reads", Duration::ZERO, move || reads(read.clone())),
    ]
}
