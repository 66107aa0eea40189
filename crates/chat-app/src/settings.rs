//! What the service is made of.

use chat_attachments::AttachmentPolicy;
use chat_domain::Policy;
use chat_ports::{AttachmentStore, Clock, Fanout, IdSource, SystemClock, UuidV7, VisitLog};
use std::{path::PathBuf, sync::Arc, time::Duration};

/// The adapters behind the ports.
#[derive(Clone)]
pub struct Ports {
    /// The logs.
    pub log: Arc<dyn VisitLog>,
    /// The files.
    pub files: Arc<dyn AttachmentStore>,
    /// The hints.
    pub fanout: Arc<dyn Fanout>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The ids.
    pub ids: Arc<dyn IdSource>,
}

impl Ports {
    /// The given storage with the machine's clock and UUIDv7 ids.
    pub fn new(log: impl VisitLog, files: impl AttachmentStore, fanout: impl Fanout) -> Self {
        Self {
            log: Arc::new(log),
            files: Arc::new(files),
            fanout: Arc::new(fanout),
            clock: Arc::new(SystemClock),
            ids: Arc::new(UuidV7),
        }
    }
}

/// How the service behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The policy of visits that are scheduled without one of their own.
    pub policy: Policy,
    /// Which files are accepted (F1 to F4).
    pub attachments: AttachmentPolicy,
    /// Where uploads wait for their verdict. They are unlinked files, gone with the process.
    pub spool: PathBuf,
    /// How often a live subscription looks by itself, in case a hint was lost.
    pub poll_every: Duration,
    /// How many visits are kept in memory when nobody uses them.
    pub idle_visits: u64,
    /// Whether other processes append to the same log.
    pub nodes: Nodes,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            policy: Policy::DEFAULT,
            attachments: AttachmentPolicy::default(),
            spool: std::env::temp_dir(),
            poll_every: Duration::from_secs(10),
            idle_visits: 10_000,
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
