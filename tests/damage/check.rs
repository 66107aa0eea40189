//! Verification of a copy, like `chat-server verify`.

use crate::clinic::Copy;
use chat_audit::{Checkpoint, Finding, Head, Progress, Report, Scope, Verification};
use chat_blobs::ObjectAttachmentStore;
use chat_sqlite::SqliteLogAudit;
use object_store::local::LocalFileSystem;
use std::sync::Arc;
use tokio::runtime::Builder;

/// The result for a copy.
#[derive(Debug)]
pub(crate) enum Checked {
    Read {
        report: Report,
        findings: Vec<Finding>,
    },
    /// Unreadable, which is not a pass.
    #[expect(dead_code, reason = "is printed when a test fails")]
    Unreadable(String),
}

impl Checked {
    pub(crate) fn is_sound(&self) -> bool {
        matches!(self, Self::Read { report, .. } if report.is_sound())
    }

    pub(crate) fn is_found_by_checkpoint(&self) -> bool {
        let Self::Read { findings, .. } = self else {
            return false;
        };
        let by_checkpoint = |finding: &Finding| finding.problem.is_found_by_checkpoint();
        !findings.is_empty() && findings.iter().all(by_checkpoint)
    }
}

pub(crate) fn check(copy: &Copy, checkpoint: Option<&Checkpoint>) -> Checked {
    match verify(copy, checkpoint) {
        Ok((report, findings, _)) => Checked::Read { report, findings },
        Err(error) => Checked::Unreadable(error.to_string()),
    }
}

type Verified = (Report, Vec<Finding>, Vec<Head>);

pub(crate) fn verify(
    copy: &Copy,
    checkpoint: Option<&Checkpoint>,
) -> Result<Verified, Box<dyn std::error::Error>> {
    let runtime = Builder::new_current_thread().build().unwrap();
    let log = SqliteLogAudit::open(copy.log())?;
    let files = LocalFileSystem::new_with_prefix(copy.files()).unwrap();
    let files = ObjectAttachmentStore::new(Arc::new(files), "");
    let (mut findings, mut heads) = (Vec::new(), Vec::new());
    let verification = Verification {
        log: &log,
        files: Some(&files),
        scope: Scope::All,
        checkpoint,
    };
    let report = runtime.block_on(verification.run(&mut |progress| match progress {
        Progress::Finding(finding) => findings.push(finding.clone()),
        Progress::Head(head) => heads.push(*head),
        Progress::Counts(_) => {}
    }))?;
    Ok((report, findings, heads))
}
