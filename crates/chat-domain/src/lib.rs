//! The rules of visit chat, as pure functions of values.
//!
//! A visit is one append-only [log]; its [`VisitState`] is a fold of that log. Every permission
//! question is answered here, in one place:
//!
//! * [`decide`](fn@decide) turns a [`Command`] into [`Event`]s or a [`Refusal`] that names its rule;
//! * [`evolve`](fn@evolve) folds an [`Entry`] into the state and can't fail;
//! * [`access`](fn@access) says what a screen offers, and why the rest is greyed out;
//! * [`audience`](fn@audience) says who receives an entry;
//! * [`replay`] verifies that each entry of a log was permitted.
//!
//! No clock, no randomness, no I/O, no async: times and ids are passed in as values.
//! The rule ids (M1, W2, P6 …) are explained in `docs/permissions.md`.

pub mod access;
pub mod audience;
pub mod chat;
pub mod command;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod hex;
pub mod id;
mod listed;
pub mod log;
pub mod policy;
pub mod refusal;
pub mod rule;
pub mod rules;
pub mod text;
pub mod view;
pub mod visit;

pub use access::{Access, access};
pub use audience::{audience, reads_entry};
pub use chat::{ChatKey, ChatNumber, DirectPair, FileRef, Readable, ReaderNumber, Recipient};
pub use command::{
    Command, NewMessage, NewParticipant, ParticipantEdit, ScheduleVisit, SendMessage, VisitEdit,
};
pub use decide::decide;
pub use event::Event;
pub use evolve::evolve;
pub use id::{
    AttachmentId, ClientMessageId, ClinicId, InvitationId, MessageId, NotAnId, NoticeId, PersonId,
    SessionId, UploadId, VisitId,
};
pub use log::{Actor, Entry, Seq, Violation, commit, replay};
pub use policy::{Policy, PolicyChoices};
pub use refusal::{Explanation, Refusal, RefusalClass};
pub use rule::RuleId;
pub use rules::{Rules, RulesVersion, UnknownRules};
pub use text::{
    DisplayName, FileName, MessageText, NotNoticeTexts, NoticeText, NoticeTexts, Reason,
    SecondIdentifier, TextProblem,
};
pub use view::{VisitSummary, VisitView, view};

pub use visit::{Departure, Participant, Phase, Presence, Role, VisitKind, VisitState};

/// Compiles and runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
