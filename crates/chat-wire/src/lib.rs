//! The wire protocol's JSON types, shared by the server and by clients in Rust.
//!
//! `chat-http` answers with the types whose names end in `Out`, and parses those that end in `In`; a client
//! does the reverse. [`ClientFrame`] and [`ServerFrame`] are the frames of the live connection. All have
//! OpenAPI schemas.
//!
//! Types of requests deny unknown fields, and contain plain text, which the server checks. Types of answers
//! ignore unknown fields, since answers may gain fields; they are made `From` the domain's views. The
//! domain's ids, enumerations and policy choices are the same on the wire.
//!
//! Architecture Invariant: no runtime, no web framework, no use case: a client depends on this crate.

pub mod integer;
pub mod names;
pub mod recipient;

mod accesses;
mod changes;
mod chat;
mod event;
mod event_type;
mod file;
mod handover;
mod host;
mod invitations;
mod live;
mod me;
mod message;
mod notices;
mod oversight;
mod participant;
mod problem;
mod reading;
mod refusal;
mod requests;
mod send;
mod upload;
mod visit;
mod waiting;
mod webhooks;

pub use accesses::{AccessKindName, AccessOut, AccessesOut, AccessorName};
pub use changes::{AdditionOut, ChangeOut};
pub use chat::{ActionOut, ChatOut, LimitsOut, RetractsName};
pub use event::{EventContent, EventDataOut, EventOut, EventsOut};
pub use event_type::event_type;
pub use file::FileOut;
pub use handover::{HandoverIn, HandoverOut, OpenedChatOut};
pub use host::{HostParticipantOut, HostVisitOut};
pub use invitations::{
    ExchangeIn, InvitationIn, InvitationOut, InvitationStandingOut, InvitationsOut, InvitedOut,
    LinkSessionOut, LinkSessionsOut, SessionOut,
};
pub use live::{ClientFrame, ServerFrame};
pub use me::Me;
pub use message::{MessageOut, MessagePageOut, RetractionOut};
pub use notices::{NoticeIn, NoticeOut, NoticeReceiptOut, NoticeStatusOut};
pub use oversight::{OverseenPageOut, OverseenPersonOut, OversightIn};
pub use participant::{NewParticipantIn, ParticipantEditIn, ParticipantOut};
pub use problem::ProblemOut;
pub use reading::{GapOut, ReadByOut, ReadMarkIn, ReaderOut, ReadingOut, VersionOut, VersionsOut};
pub use refusal::RefusalOut;
pub use requests::{ActIn, CorrectionIn, ReasonIn};
pub use send::{ReceiptOut, SendIn};
pub use upload::{RemovedOut, StageName, UploadOut, UploadStatusOut};
pub use visit::{VisitOut, VisitsOut};
pub use waiting::{NoAnswerNeededBody, PassedOnOut, SetAsideOut, WaitingOut};
pub use webhooks::{
    SecretRotationIn, SignatureName, WebhookDisabledName, WebhookDisabledOut, WebhookEditIn,
    WebhookFailureName, WebhookFailureOut, WebhookIn, WebhookManagerName, WebhookOut,
    WebhookRetryOut, WebhookSecretOut, WebhookWithSecretOut, WebhooksOut,
};
