//! What the service is made of.

mod uploads;

pub use uploads::{ThumbnailSettings, Upkeep, UploadSettings};

use crate::rates::RateLimits;
use chat_attachments::AttachmentPolicy;
use chat_domain::{Policy, RulesVersion};
use chat_ports::{
    AttachmentStore, Clock, Fanout, IdSource, Scanner, SystemClock, UploadLedger, UuidV7, VisitLog,
};
use std::{path::PathBuf, sync::Arc, time::Duration};

/// The adapters behind the ports.
#[derive(Clone)]
pub struct Ports {
    /// The logs.
    pub log: Arc<dyn VisitLog>,
    /// The files.
    pub files: Arc<dyn AttachmentStore>,
    /// The uploads on their way.
    pub uploads: Arc<dyn UploadLedger>,
    /// What scans files for malware; `None` if the operator chose none.
    pub scanner: Option<Arc<dyn Scanner>>,
    /// The hints.
    pub fanout: Arc<dyn Fanout>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The ids.
    pub ids: Arc<dyn IdSource>,
}

impl Ports {
    /// The given storage with the machine's clock and UUIDv7 ids, and no scanner.
    pub fn new(
        log: impl VisitLog,
        files: impl AttachmentStore,
        uploads: impl UploadLedger,
        fanout: impl Fanout,
    ) -> Self {
        Self {
            log: Arc::new(log),
            files: Arc::new(files),
            uploads: Arc::new(uploads),
            scanner: None,
            fanout: Arc::new(fanout),
            clock: Arc::new(SystemClock),
            ids: Arc::new(UuidV7),
        }
    }

    /// With a scanner: no file is released that it has not called clean.
    #[must_use]
    pub fn scanned_by(self, scanner: impl Scanner) -> Self {
        Self {
            scanner: Some(Arc::new(scanner)),
            ..self
        }
    }
}

/// How the service behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The policy of visits that are scheduled without one of their own.
    pub policy: Policy,
    /// The version of the rules that visits are scheduled under.
    pub rules: RulesVersion,
    /// Which files are accepted (F1 to F4).
    pub attachments: AttachmentPolicy,
    /// Where uploads wait for their verdict. They are unlinked files, gone with the process.
    pub spool: PathBuf,
    /// How often one person may ask.
    pub rates: RateLimits,
    /// How uploads are dealt with.
    pub uploads: UploadSettings,
    /// How small pictures are made and kept.
    pub thumbnails: ThumbnailSettings,
    /// How often a live subscription looks by itself, in case a hint was lost.
    pub poll_every: Duration,
    /// About how many bytes of visits are kept in memory when nobody uses them.
    pub idle_visit_bytes: u64,
    /// Whether other processes append to the same log.
    pub nodes: Nodes,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            policy: Policy::DEFAULT,
            rules: RulesVersion::default(),
            attachments: AttachmentPolicy::default(),
            spool: std::env::temp_dir(),
            rates: RateLimits::default(),
            uploads: UploadSettings::default(),
            thumbnails: ThumbnailSettings::default(),
            poll_every: Duration::from_secs(10),
            idle_visit_bytes: 256 * 1024 * 1024,
            nodes: Nodes::Single,
        }
    }
}

/// How many processes append to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// Only this one: the state in memory is the newest there is.
    Single,
    /// Several: the log is asked for news before each decision and each reading.
    Several,
}
