//! The service's ports and settings.

mod uploads;
mod webhooks;

pub use uploads::{ThumbnailSettings, Upkeep, UploadSettings};
pub use webhooks::WebhookSettings;

use crate::{
    access_log::settings::AccessLogSettings, invitations::settings::InvitationSettings,
    rates::RateLimits,
};
use chat_attachments::AttachmentPolicy;
use chat_domain::{NoticeTexts, Policy, RulesVersion};
use chat_ports::{
    AccessLog, AttachmentStore, Clock, EventFeed, Fanout, IdSource, Invitations, NodeLeases,
    Notifier, Scanner, SystemClock, UploadLedger, UuidV7, VisitLog, WebhookStore,
};
use std::{path::PathBuf, sync::Arc, time::Duration};

/// The adapters behind the ports.
#[derive(Clone)]
pub struct Ports {
    /// The logs.
    pub log: Arc<dyn VisitLog>,
    /// The files.
    pub files: Arc<dyn AttachmentStore>,
    /// The ledger of uploads.
    pub uploads: Arc<dyn UploadLedger>,
    /// The malware scanner; `None` if the operator chose none.
    pub scanner: Option<Arc<dyn Scanner>>,
    /// Notify people who have no page open; none if the host does it by its event feed, or not at all.
    pub notifiers: Vec<Arc<dyn Notifier>>,
    /// The clinics' event feeds; `None` if the host needs none.
    pub events: Option<Arc<dyn EventFeed>>,
    /// The webhook endpoints; `None` if hosts need none. They need an event feed.
    pub webhooks: Option<Arc<dyn WebhookStore>>,
    /// How far each clinic's notifications got in its event feed; `None` if a notification may be lost when this process ends.
    pub notification_places: Option<Arc<dyn WebhookStore>>,
    /// Invitation links and sessions; `None` if everyone has a login of the host.
    pub invitations: Option<Arc<dyn Invitations>>,
    /// The access log; `None` if the host needs none.
    pub accesses: Option<Arc<dyn AccessLog>>,
    /// The hints between nodes.
    pub fanout: Arc<dyn Fanout>,
    /// The leases of several nodes. With `None`, and with [`Nodes::Single`], this node does all upkeep. With `None` and
    /// [`Nodes::Several`] presence does not end with its connections (V9), since those of other nodes are unknown.
    pub leases: Option<Arc<dyn NodeLeases>>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of ids.
    pub ids: Arc<dyn IdSource>,
}

impl Ports {
    /// The given storage with the system clock and UUIDv7 ids, and no scanner, notifier, event feed, webhooks, invitations, access log or leases of several
    /// nodes.
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
            notifiers: Vec::new(),
            events: None,
            webhooks: None,
            notification_places: None,
            invitations: None,
            accesses: None,
            fanout: Arc::new(fanout),
            leases: None,
            clock: Arc::new(SystemClock),
            ids: Arc::new(UuidV7),
        }
    }

    /// Adds the leases by which several nodes agree on who does what.
    #[must_use]
    pub fn leased_by(self, leases: impl NodeLeases) -> Self {
        Self {
            leases: Some(Arc::new(leases)),
            ..self
        }
    }

    /// Adds a scanner: a file is released only if its verdict is clean.
    #[must_use]
    pub fn scanned_by(self, scanner: impl Scanner) -> Self {
        Self {
            scanner: Some(Arc::new(scanner)),
            ..self
        }
    }

    /// Adds a notifier: whom a reminder or an escalation names is notified outside of the chat (R6, R7). With an event feed and
    /// [`Ports::with_notification_places`] this happens at least once, otherwise unless this process ends before, or loses the
    /// storage's answer. Several notifiers, such as e-mail and push, are all used.
    #[must_use]
    pub fn notified_by(mut self, notifier: impl Notifier) -> Self {
        self.notifiers.push(Arc::new(notifier));
        self
    }

    /// Adds a store of how far notifications got in the event feed, so that none is lost. It may be that of the webhooks.
    #[must_use]
    pub fn with_notification_places(self, store: impl WebhookStore) -> Self {
        Self {
            notification_places: Some(Arc::new(store)),
            ..self
        }
    }

    /// Adds invitation links and sessions.
    #[must_use]
    pub fn with_invitations(self, invitations: impl Invitations) -> Self {
        Self {
            invitations: Some(Arc::new(invitations)),
            ..self
        }
    }

    /// Adds an access log: what a person opens is recorded in it before they are shown it, and not shown if it can't be.
    #[must_use]
    pub fn with_access_log(self, log: impl AccessLog) -> Self {
        Self {
            accesses: Some(Arc::new(log)),
            ..self
        }
    }

    /// Adds an event feed over the same storage as the log, which the host can follow.
    #[must_use]
    pub fn with_events(self, feed: impl EventFeed) -> Self {
        Self {
            events: Some(Arc::new(feed)),
            ..self
        }
    }

    /// Adds webhook endpoints, which get the events of the feed. `chat-webhooks` sends them.
    #[must_use]
    pub fn with_webhooks(self, store: impl WebhookStore) -> Self {
        Self {
            webhooks: Some(Arc::new(store)),
            ..self
        }
    }
}

/// The service's settings.
///
/// ```
/// use chat_app::{RateLimits, Settings};
/// use std::time::Duration;
///
/// let settings = Settings::default()
///     .with_presence_lease(Duration::from_secs(60))
///     .with_rates(RateLimits::unlimited()); // for a load test
/// assert_eq!(settings.presence_lease.as_secs(), 60);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The policy of a visit where its clinic chose nothing else.
    pub policy: Policy,
    /// The notices of visits that are scheduled without their own; `None` means those of the rules (W7).
    pub notices: Option<NoticeTexts>,
    /// The version of the rules that visits are scheduled under: the newest, unless the host chooses another.
    pub rules: RulesVersion,
    /// Which files are accepted (F1 to F4). Their `max_bytes` is the host's limit for all visits: a clinic can
    /// choose a lower one, or a host raise both.
    pub attachments: AttachmentPolicy,
    /// The folder of the spool: unlinked temporary files that end with the process.
    pub spool: PathBuf,
    /// The rate limits of one person.
    pub rates: RateLimits,
    /// Limits and times of uploads.
    pub uploads: UploadSettings,
    /// Limits of webhooks.
    pub webhooks: WebhookSettings,
    /// How long invitation links and sessions last.
    pub invitations: InvitationSettings,
    /// How long entries of the access log are kept.
    pub access_log: AccessLogSettings,
    /// How thumbnails are made and cached.
    pub thumbnails: ThumbnailSettings,
    /// How long presence that people reported themselves lasts without a live connection (V9).
    pub presence_lease: Duration,
    /// With several nodes, how long one may be silent until the others do its upkeep. Renewed at a third of this time.
    pub node_lease: Duration,
    /// How often the service looks for visits to close by their policy (W8), and for people to remind (R6).
    pub close_every: Duration,
    /// How often a live subscription polls, in case a hint was lost.
    pub poll_every: Duration,
    /// Approximate maximum bytes of idle visits that are kept in memory.
    pub idle_visit_bytes: u64,
    /// Whether other processes append to the same log.
    pub nodes: Nodes,
}

/// Each option by its name.
impl Settings {
    /// Sets [`policy`](Self#structfield.policy).
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets [`notices`](Self#structfield.notices).
    #[must_use]
    pub fn with_notices(mut self, notices: Option<NoticeTexts>) -> Self {
        self.notices = notices;
        self
    }

    /// Sets [`rules`](Self#structfield.rules).
    #[must_use]
    pub fn with_rules(mut self, rules: RulesVersion) -> Self {
        self.rules = rules;
        self
    }

    /// Sets [`attachments`](Self#structfield.attachments).
    #[must_use]
    pub fn with_attachments(mut self, attachments: AttachmentPolicy) -> Self {
        self.attachments = attachments;
        self
    }

    /// Sets [`spool`](Self#structfield.spool).
    #[must_use]
    pub fn with_spool(mut self, spool: PathBuf) -> Self {
        self.spool = spool;
        self
    }

    /// Sets [`rates`](Self#structfield.rates).
    #[must_use]
    pub fn with_rates(mut self, rates: RateLimits) -> Self {
        self.rates = rates;
        self
    }

    /// Sets [`uploads`](Self#structfield.uploads).
    #[must_use]
    pub fn with_uploads(mut self, uploads: UploadSettings) -> Self {
        self.uploads = uploads;
        self
    }

    /// Sets [`webhooks`](Self#structfield.webhooks).
    #[must_use]
    pub fn with_webhooks(mut self, webhooks: WebhookSettings) -> Self {
        self.webhooks = webhooks;
        self
    }

    /// Sets [`invitations`](Self#structfield.invitations).
    #[must_use]
    pub fn with_invitations(mut self, invitations: InvitationSettings) -> Self {
        self.invitations = invitations;
        self
    }

    /// Sets [`access_log`](Self#structfield.access_log).
    #[must_use]
    pub fn with_access_log(mut self, access_log: AccessLogSettings) -> Self {
        self.access_log = access_log;
        self
    }

    /// Sets [`thumbnails`](Self#structfield.thumbnails).
    #[must_use]
    pub fn with_thumbnails(mut self, thumbnails: ThumbnailSettings) -> Self {
        self.thumbnails = thumbnails;
        self
    }

    /// Sets [`presence_lease`](Self#structfield.presence_lease).
    #[must_use]
    pub fn with_presence_lease(mut self, presence_lease: Duration) -> Self {
        self.presence_lease = presence_lease;
        self
    }

    /// Sets [`node_lease`](Self#structfield.node_lease).
    #[must_use]
    pub fn with_node_lease(mut self, node_lease: Duration) -> Self {
        self.node_lease = node_lease;
        self
    }

    /// Sets [`close_every`](Self#structfield.close_every).
    #[must_use]
    pub fn with_close_every(mut self, close_every: Duration) -> Self {
        self.close_every = close_every;
        self
    }

    /// Sets [`poll_every`](Self#structfield.poll_every).
    #[must_use]
    pub fn with_poll_every(mut self, poll_every: Duration) -> Self {
        self.poll_every = poll_every;
        self
    }

    /// Sets [`idle_visit_bytes`](Self#structfield.idle_visit_bytes).
    #[must_use]
    pub fn with_idle_visit_bytes(mut self, idle_visit_bytes: u64) -> Self {
        self.idle_visit_bytes = idle_visit_bytes;
        self
    }

    /// Sets [`nodes`](Self#structfield.nodes).
    #[must_use]
    pub fn with_nodes(mut self, nodes: Nodes) -> Self {
        self.nodes = nodes;
        self
    }
}

impl Settings {
    /// The most bytes of a file in a visit: its own limit, or the gate's if that is lower (F6).
    pub(crate) fn max_file_bytes(&self, visit: &Policy) -> u64 {
        visit.max_file_bytes.min(self.attachments.max_bytes)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            policy: Policy::DEFAULT,
            notices: None,
            rules: RulesVersion::NEWEST,
            attachments: AttachmentPolicy::default(),
            spool: std::env::temp_dir(),
            rates: RateLimits::default(),
            uploads: UploadSettings::default(),
            webhooks: WebhookSettings::default(),
            invitations: InvitationSettings::default(),
            access_log: AccessLogSettings::default(),
            thumbnails: ThumbnailSettings::default(),
            presence_lease: Duration::from_secs(45),
            node_lease: Duration::from_secs(30),
            close_every: Duration::from_secs(60),
            poll_every: Duration::from_secs(10),
            idle_visit_bytes: 256 * 1024 * 1024,
            nodes: Nodes::Single,
        }
    }
}

/// How many processes append to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// Only this one: the state in memory is the newest.
    Single,
    /// Several: the log is read before each answer to a reader and each refusal. An append fails unless it was decided on the
    /// newest state.
    Several,
}
