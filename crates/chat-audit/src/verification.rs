//! Verification of all logs.

use crate::{
    checkpoint::Checkpoint,
    file_check::check_file,
    finding::{Finding, Problem},
    head::Head,
    log_check::LogCheck,
    report::{Progress, Report},
    scope::Scope,
};
use chat_domain::{Seq, VisitId, log::from_stored};
use chat_ports::{AttachmentStore, LogAudit, PortError, StoredVisit, VisitKey};
use std::{iter::Peekable, slice};
use thiserror::Error;
use time::OffsetDateTime;

/// Number of visits per read.
const VISITS: usize = 256;

/// Number of entries per read.
const ENTRIES: usize = 1_024;

/// A verification of stored logs.
///
/// The future is CPU-bound and does not yield between reads: poll it on a dedicated thread.
#[derive(Clone, Copy)]
pub struct Verification<'a> {
    /// The logs.
    pub log: &'a dyn LogAudit,
    /// The files; `None` to skip them.
    pub files: Option<&'a dyn AttachmentStore>,
    /// Which logs to check.
    pub scope: Scope,
    /// A checkpoint to compare the logs with.
    pub checkpoint: Option<&'a Checkpoint>,
}

/// Why the verification could not be completed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The logs can't be read.
    #[error("the logs can't be read")]
    Log(#[from] PortError),
    /// The storage returns visits or entries out of order, so some may be missing.
    #[error("the storage returns visits or entries out of order")]
    OutOfOrder,
    /// Neither the logs nor the checkpoint include this visit.
    #[error("there is no visit {0}")]
    NoSuchVisit(VisitId),
}

impl Verification<'_> {
    /// Runs the verification. Reports every finding, every log's head and the counts so far to
    /// `progress`.
    ///
    /// # Errors
    /// [`VerifyError`]: the verification is incomplete, and logs without a reported head are
    /// unverified.
    pub async fn run(
        &self,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<Report, VerifyError> {
        let mut run = Run {
            verification: *self,
            report: Report::default(),
            gone: false,
            progress,
        };
        run.report.uncovered = self.checkpoint.map(|_| 0);
        run.store().await?;
        run.visits().await?;
        Ok(run.report)
    }

    fn covers(&self, visit: VisitKey) -> bool {
        match self.scope {
            Scope::Visit(id) => visit.visit == id,
            Scope::All | Scope::Since(_) => true,
        }
    }
}

struct Run<'a> {
    verification: Verification<'a>,
    report: Report,
    /// Whether the requested visit is in the checkpoint but no longer exists.
    gone: bool,
    progress: &'a mut (dyn FnMut(Progress<'_>) + Send),
}

/// The checkpoint's remaining heads, ordered by visit.
type Heads<'a> = Peekable<slice::Iter<'a, Head>>;

impl Run<'_> {
    async fn store(&mut self) -> Result<(), VerifyError> {
        for problem in self.verification.log.problems().await? {
            self.find(&Finding {
                visit: None,
                seq: None,
                problem: Problem::Store(problem),
            });
        }
        Ok(())
    }

    async fn visits(&mut self) -> Result<(), VerifyError> {
        let heads = self
            .verification
            .checkpoint
            .map_or(&[][..], Checkpoint::heads);
        let mut heads = heads.iter().peekable();
        let mut after = None;
        loop {
            let page = self.verification.log.visits(after, VISITS).await?;
            if page.is_empty() {
                break;
            }
            for stored in page {
                if after >= Some(stored.visit) {
                    return Err(VerifyError::OutOfOrder);
                }
                after = Some(stored.visit);
                let head = self.head_of(&mut heads, stored.visit);
                if self.verification.covers(stored.visit) {
                    self.visit(&stored, head).await?;
                }
            }
        }
        heads.for_each(|head| self.missing(head));
        match self.verification.scope {
            Scope::Visit(id) if self.report.visits == 0 && !self.gone => {
                Err(VerifyError::NoSuchVisit(id))
            }
            _ => Ok(()),
        }
    }

    /// The visit's head at the checkpoint. Heads before it belong to visits that no longer exist.
    fn head_of(&mut self, heads: &mut Heads<'_>, visit: VisitKey) -> Option<Head> {
        while let Some(gone) = heads.next_if(|head| head.visit < visit) {
            self.missing(gone);
        }
        heads.next_if(|head| head.visit == visit).copied()
    }

    fn missing(&mut self, head: &Head) {
        if self.verification.covers(head.visit) {
            self.gone = true;
            self.find(&Finding {
                visit: Some(head.visit),
                seq: None,
                problem: Problem::VisitMissing {
                    version: head.version,
                },
            });
        }
    }

    async fn visit(&mut self, stored: &StoredVisit, head: Option<Head>) -> Result<(), VerifyError> {
        if let Scope::Since(since) = self.verification.scope
            && self.is_passed_over(stored, head, since).await?
        {
            self.report.passed_over += 1;
            (self.progress)(Progress::Counts(&self.report));
            return Ok(());
        }
        let mut log = LogCheck::new(stored.visit);
        if let Some(head) = head {
            log = log.since_checkpoint(head);
        }
        self.entries(stored.visit, &mut log).await?;
        let now = log.end(stored);
        self.found(&mut log);
        self.files(stored.visit, &mut log).await;
        self.report.visits += 1;
        self.report.unproven += log.unproven();
        if let Some(uncovered) = &mut self.report.uncovered {
            let version = |head: Head| head.version.0;
            let covered = head.map_or(0, version);
            *uncovered += now.map_or(0, version).saturating_sub(covered);
        }
        if let Some(head) = &now {
            (self.progress)(Progress::Head(head));
        }
        (self.progress)(Progress::Counts(&self.report));
        Ok(())
    }

    /// Whether the log's newest entry is older than `since`. With a checkpoint, the log must also
    /// be unchanged since then. Unreadable logs are not skipped.
    async fn is_passed_over(
        &self,
        stored: &StoredVisit,
        head: Option<Head>,
        since: OffsetDateTime,
    ) -> Result<bool, VerifyError> {
        let before = Seq(stored.version.0.saturating_sub(1));
        let log = self.verification.log;
        let newest = log.entries(stored.visit, before, 1).await?;
        let Some(newest) = newest.first() else {
            return Ok(false);
        };
        let old = from_stored(&newest.body).is_ok_and(|entry| entry.at < since);
        let unmoved = match (self.verification.checkpoint, head) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(head)) => newest.seq == head.version && newest.hash == Some(head.hash),
        };
        Ok(old && unmoved)
    }

    async fn entries(&mut self, visit: VisitKey, log: &mut LogCheck) -> Result<(), VerifyError> {
        let mut after = Seq::ZERO;
        loop {
            let page = self.verification.log.entries(visit, after, ENTRIES).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            if last.seq <= after {
                return Err(VerifyError::OutOfOrder); // else this could loop forever
            }
            after = last.seq;
            page.iter().for_each(|entry| log.entry(entry));
            self.report.entries += page.len() as u64;
            self.found(log);
            if page.len() == ENTRIES {
                (self.progress)(Progress::Counts(&self.report));
            }
        }
    }

    async fn files(&mut self, visit: VisitKey, log: &mut LogCheck) {
        let Some(store) = self.verification.files else {
            return;
        };
        for (attachment, claims) in log.take_files() {
            for (seq, problem) in check_file(store, visit, attachment, &claims).await {
                self.find(&Finding {
                    visit: Some(visit),
                    seq: Some(seq),
                    problem,
                });
            }
            self.report.files += 1;
            (self.progress)(Progress::Counts(&self.report));
        }
    }

    fn found(&mut self, log: &mut LogCheck) {
        for finding in log.take_findings() {
            self.find(&finding);
        }
    }

    fn find(&mut self, finding: &Finding) {
        self.report.findings += 1;
        (self.progress)(Progress::Finding(finding));
    }
}
