//! The wire format: the JSON types, most of them from [`chat_wire`].
//!
//! Here are the queries, the requests that need more than the domain to be checked, and the answers made
//! of the use cases' results.

mod accesses;
mod answers;
mod download_query;
mod events_query;
mod fhir_query;
mod host_visit;
mod many;
mod page_query;
mod phrases;
mod policy;
mod schedule;
mod transcript_query;
mod visits_query;
mod waiting;
mod webhooks;

pub(crate) use accesses::AccessesQuery;
pub(crate) use accesses::{recorded_out, shown_out};
pub(crate) use answers::{
    notice_receipt_out, page_out, receipt_out, upload_out, upload_status_out, visits_out, who,
};
pub(crate) use chat_wire::*;
pub(crate) use download_query::DownloadQuery;
pub(crate) use events_query::EventsQuery;
pub use events_query::MAX_EVENT_WAIT;
pub(crate) use events_query::cursor;
pub(crate) use fhir_query::FhirQuery;
pub(crate) use host_visit::host_visit_out;
pub(crate) use many::{SendToManyIn, SentOut, SentToManyOut};
pub(crate) use page_query::PageQuery;
pub(crate) use page_query::backward;
pub(crate) use phrases::PhrasesOut;
pub(crate) use schedule::{ScheduleIn, ScheduledOut, VisitEditIn};
pub(crate) use transcript_query::{TranscriptFormat, TranscriptQuery};
pub(crate) use visits_query::VisitsQuery;
pub(crate) use visits_query::{cursor_text, dashboard_filter, moment};
pub(crate) use waiting::NoAnswerNeededIn;
pub(crate) use webhooks::{new_webhook, rotation, webhook_change, webhook_out};
