//! What visit chat asks of the world around it, as small traits that embedders implement.
//!
//! * [`VisitLog`]: the append-only logs, the truth; [`LogAudit`] reads them as they are stored;
//! * [`AttachmentStore`]: the bytes of files;
//! * [`UploadLedger`]: what is known of uploads on their way;
//! * [`Scanner`]: whether bytes carry known malware;
//! * [`Fanout`]: hints that a visit has grown, which may be lost, repeated or reordered;
//! * [`Clock`] and [`IdSource`].
//!
//! Errors tell the caller what to do next ([`PortError`]); no driver's type stands in a signature.
//! `chat-conformance` holds the laws that every implementation passes.

mod attachment_store;
mod clock;
mod error;
mod fanout;
mod id_source;
mod log_audit;
mod scanner;
mod upload_ledger;
mod visit_key;
mod visit_log;

pub use attachment_store::{AttachmentKey, AttachmentRead, AttachmentStore, AttachmentWriter};
pub use clock::{Clock, SystemClock};
pub use error::{BoxError, PortError};
pub use fanout::{Fanout, Hint, HintStream, Topic};
pub use id_source::{IdSource, UuidV7};
pub use log_audit::{LogAudit, StoredEntry, StoredVisit};
pub use scanner::{ScanVerdict, Scanner};
pub use upload_ledger::{
    StageKind, UploadCursor, UploadLedger, UploadQuery, UploadRecord, UploadStage,
};
pub use visit_key::VisitKey;
pub use visit_log::{
    Append, ChatPage, PageRequest, VisitCursor, VisitLog, VisitPage, VisitQuery, WhoTakesPart,
};
