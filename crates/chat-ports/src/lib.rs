//! The ports of visit chat: small traits that embedders implement.
//!
//! * [`VisitLog`]: append-only logs, the source of truth; [`LogAudit`] reads them as stored;
//! * [`AttachmentStore`]: file contents;
//! * [`UploadLedger`]: uploads in progress;
//! * [`EventFeed`]: the committed entries of a clinic, numbered, for its host; optional;
//! * [`WebhookStore`]: where hosts want events sent, and how far each endpoint got; optional;
//! * [`Invitations`]: links by which people without a login join a visit, and their sessions; optional;
//! * [`AccessLog`]: who opened what, and what was refused; optional;
//! * [`Scanner`]: malware detection;
//! * [`Notifier`]: messages to people who have no page open; optional;
//! * [`NodeLeases`]: which of several nodes are alive, and which does what; for deployments of more than one;
//! * [`Fanout`]: hints that a visit has grown, who is typing and who was signed out, which may be lost, repeated or reordered;
//! * [`Clock`] and [`IdSource`].
//!
//! Errors tell the caller how to react ([`PortError`]). No driver type appears in a signature.
//! `chat-conformance` contains the laws that every implementation must pass.

mod access_log;
mod append;
mod attachment_store;
mod clock;
mod error;
mod event_feed;
mod fanout;
mod id_source;
mod invitations;
mod log_audit;
mod node_leases;
mod notifier;
mod scanner;
pub mod sql;
mod upload_ledger;
mod visit_key;
mod visit_log;
mod webhook_store;

pub use access_log::{AccessCursor, AccessEntry, AccessId, AccessKind, AccessLog, Accessor};
pub use append::{Append, LogHead, NewEntry};
pub use attachment_store::{AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter};
pub use clock::{Clock, SystemClock};
pub use error::{BoxError, PortError};
pub use event_feed::{EventFeed, FeedSpan};
pub use fanout::{
    Fanout, Hint, HintStream, SignOut, SignOutStream, Topic, TypingSignal, TypingStream,
};
pub use id_source::{IdSource, UuidV7};
pub use invitations::{AnswerHash, Invitation, Invitations, MAX_SESSIONS, SecretDigest, Session};
pub use log_audit::{LogAudit, StoredEntry, StoredVisit};
pub use node_leases::{Members, NodeId, NodeLeases, Orphan, PersonInVisit, SeatChanges, Shard};
pub use notifier::{Notification, Notifier, Occasion};
pub use scanner::{ScanVerdict, Scanner};
pub use upload_ledger::{
    StageKind, UploadCursor, UploadLedger, UploadQuery, UploadRecord, UploadStage,
};
pub use visit_key::VisitKey;
pub use visit_log::{
    DueVisit, LogPart, VisitCursor, VisitEntries, VisitLog, VisitPage, VisitQuery, WhoTakesPart,
};
pub use webhook_store::{
    DisabledReason, EndpointDisabled, EndpointId, EndpointKey, EndpointOrigin, EndpointSecret,
    FailedAttempt, FailureReason, FeedPosition, NotAnEndpointId, Retrying, WebhookEndpoint,
    WebhookStore,
};
