//! The use cases of visit chat: load the state, decide, append, announce.
//!
//! [`ChatService`] is what a transport or an embedding host calls. It holds no rule: every answer comes
//! from `chat-domain`, given the state of the visit's log. There is no HTTP and no SQL here.
//!
//! Five parts: `visits` (visits in memory, and group commit), `live` (subscriptions), `files` (uploads and
//! downloads), `events` (the host's feed) and `webhooks` (where it is sent). Nothing in them knows the service.

mod access_log;
mod engine;
mod error;
mod events;
mod files;
mod hints;
mod invitations;
mod live;
mod meters;
mod nodes;
mod notifying;
mod outcome;
mod rates;
mod service;
mod settings;
mod sign_outs;
mod transcripts;
mod viewer;
mod visits;
mod webhooks;

pub use access_log::{
    origin::Origin,
    settings::AccessLogSettings,
    shown::{AccessPage, ShownAccess},
};
pub use chat_fhir::FhirVersion;
pub use chat_pictures::Removed;
/// The model of a transcript.
pub use chat_transcript as transcript;
pub use error::AppError;
pub use events::{
    cursor::{EventCursor, NotACursor},
    page::{EventPage, FeedEvent, MAX_EVENTS},
};
pub use files::{
    claim::{FileClaim, NewUpload},
    collect::Collected,
    download::{Download, ReadableFile},
    held::Released,
    refused::FileRefused,
    status::UploadStatus,
    upload::Uploaded,
};
pub use invitations::{
    InvitationStatus, Invited, Joined, LinkStanding, MAX_INVITATIONS, NewInvitation, SessionHolder,
    SessionStatus, TOKEN_PREFIX, settings::InvitationSettings,
};
pub use live::{
    board::DashboardUpdate,
    delivery::{Delivery, Encode},
    follower::{Followed, Follower},
    update::{Seen, Update},
};
pub use meters::{
    catalogue::METRICS,
    metric::{Counters, Metric, MetricKind},
};
pub use rates::{
    MAX_ADDRESSED, RateLimits,
    buckets::{Rate, RateBuckets},
};
pub use service::{
    ChatService,
    accesses::RefusedAbout,
    dashboard::DashboardPage,
    fhir::{FhirForm, FhirRequest, MAX_FHIR_BYTES},
    history::Overseen,
    host::HostVisit,
    many::Addressed,
    messages::Receipt,
    notices::NoticeReceipt,
    reading::ShownThrough,
    schedule::NewVisit,
    transcript::{MAX_TRANSCRIPT_BYTES, TranscriptRequest},
};
pub use settings::{
    Nodes, Ports, Settings, ThumbnailSettings, Upkeep, UploadSettings, WebhookSettings,
};
pub use sign_outs::SignOutWatch;
pub use transcripts::MAX_TRANSCRIPTS;
pub use viewer::Viewer;
pub use visits::{
    list::DashboardFilter,
    page::{MessagePage, PageRequest},
};
pub use webhooks::{
    address::{NotANetwork, PermittedAddresses, PermittedNetwork},
    change::{
        DeclaredWebhook, MAX_SECRET_OVERLAP, MAX_WEBHOOK_SECRETS, NewSecret, NewWebhook,
        WebhookChange, WebhookProblem, signing_secrets,
    },
    progress::WebhookAttempt,
    retry::WEBHOOK_RETRIES,
    secret::{NotASecret, SignatureKind, WebhookSecret},
    url::{MAX_WEBHOOK_URL, WebhookUrlProblem, check_webhook_url},
};

/// Compiles and runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
