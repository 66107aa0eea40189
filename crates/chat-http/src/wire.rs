//! The wire format: the JSON types. No other crate knows it.
//!
//! Incoming types deny unknown fields and contain plain text; they are converted to checked domain
//! types here. Outgoing types are made `From` the domain's. The domain's ids, enumerations and policy choices
//! are the same on the wire; only their OpenAPI schemas are here.

mod chat;
mod download_query;
mod file;
mod handover;
mod integer;
mod live;
mod many;
mod me;
mod message;
mod names;
mod notices;
mod page_query;
mod participant;
mod phrases;
mod policy;
mod problem;
mod reading;
mod recipient;
mod refusal;
mod requests;
mod schedule;
mod send;
mod upload;
mod visit;
mod visits_query;
mod waiting;

pub use chat::{ActionOut, ChatOut, LimitsOut, RetractsName};
pub use download_query::{DownloadQuery, InlineName};
pub use file::FileOut;
pub use handover::{HandoverIn, HandoverOut, OpenedChatOut};
pub use live::{ClientFrame, ServerFrame};
pub use many::{AddressedIn, SendToManyIn, SentOut, SentToManyOut};
pub use me::Me;
pub use message::{MessageOut, MessagePageOut, RetractionOut};
pub use notices::{NoticeIn, NoticeOut, NoticeReceiptOut};
pub use page_query::PageQuery;
pub(crate) use page_query::backward;
pub use participant::{NewParticipantIn, ParticipantEditIn, ParticipantOut};
pub use phrases::PhrasesOut;
pub use problem::ProblemOut;
pub use reading::{GapOut, ReadByOut, ReadMarkIn, ReaderOut, ReadingOut, VersionOut, VersionsOut};
pub use refusal::RefusalOut;
pub use requests::{ActIn, CorrectionIn, OversightIn, ReasonIn};
pub use schedule::{ScheduleIn, ScheduledOut, VisitEditIn};
pub use send::{ReceiptOut, SendIn};
pub use upload::{RemovedOut, StageName, UploadOut, UploadStatusOut};
pub use visit::{VisitOut, VisitsOut};
pub use visits_query::VisitsQuery;
pub(crate) use visits_query::{cursor_text, dashboard_filter};
pub use waiting::{NoAnswerNeededBody, NoAnswerNeededIn, PassedOnOut, SetAsideOut, WaitingOut};
