//! Reading stored logs, of which a damaged one is not exported.

use chat_domain::{
    Entry, Seq, VisitId, VisitState, evolve,
    log::{ChainHash, from_stored},
};
use chat_ports::{LogAudit, PortError, VisitKey};
use thiserror::Error;

/// About the most bytes of one visit that is exported to a file.
pub(super) const MAX_BYTES: usize = 512 * 1024 * 1024;

/// Visits or entries that are read together.
pub(super) const PART: usize = 500;

/// Why a log can't be exported.
#[derive(Debug, Error)]
pub(super) enum Unfit {
    /// The log can't be read now.
    #[error("the log can't be read: {0}")]
    Unreadable(#[from] PortError),
    /// It is not what was written.
    #[error("its log is damaged, or of a newer program; see `chat-server verify`")]
    Damaged,
    /// The resources or the transcript can't be made.
    #[error("{0}")]
    Refused(String),
}

/// The visit with this id, of whatever clinic.
pub(super) async fn found(
    log: &dyn LogAudit,
    visit: VisitId,
) -> Result<Option<VisitKey>, PortError> {
    let mut after = None;
    loop {
        let visits = log.visits(after, PART).await?;
        if let Some(found) = visits.iter().find(|stored| stored.visit.visit == visit) {
            return Ok(Some(found.visit));
        }
        match visits.last() {
            Some(last) => after = Some(last.visit),
            None => return Ok(None),
        }
    }
}

/// The state after the whole log, shown each entry with its hash.
pub(super) async fn folded(
    log: &dyn LogAudit,
    visit: VisitKey,
    mut show: impl FnMut(&Entry, ChainHash),
) -> Result<VisitState, Unfit> {
    let mut state = VisitState::default();
    each(log, visit, Seq(u64::MAX), |entry, hash| {
        show(&entry, hash);
        evolve(&mut state, &entry);
        Ok(())
    })
    .await?;
    Ok(state)
}

/// Shows each entry up to a position with its hash.
pub(super) async fn each(
    log: &dyn LogAudit,
    visit: VisitKey,
    last: Seq,
    mut show: impl FnMut(Entry, ChainHash) -> Result<(), Unfit>,
) -> Result<(), Unfit> {
    let mut hash = ChainHash::start(visit.clinic, visit.visit);
    let mut after = Seq::ZERO;
    while after < last {
        let part = log.entries(visit, after, PART).await?;
        if part.is_empty() {
            return Ok(());
        }
        for stored in part {
            if stored.seq > last {
                return Ok(());
            }
            hash = hash.then(&stored.body);
            let entry = from_stored(&stored.body).map_err(|_| Unfit::Damaged)?;
            let next = Seq(after.0.saturating_add(1));
            if stored.hash != Some(hash) || stored.seq != next || entry.seq != next {
                return Err(Unfit::Damaged);
            }
            after = next;
            show(entry, hash)?;
        }
    }
    Ok(())
}
