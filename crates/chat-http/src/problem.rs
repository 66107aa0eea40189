//! RFC 9457 problem documents, the response to every request that fails.

mod accesses;
mod events;
mod fhir;
mod invitations;
mod kinds;
mod status;
mod transcripts;
mod unauthenticated;
mod webhooks;

use crate::meters;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chat_app::AppError;
use chat_domain::{Refusal, RuleId, TextProblem};
use chat_wire::ProblemOut;
use std::borrow::Cow;

/// Why a request failed. Becomes an `application/problem+json` response.
///
/// Contains no health data and no internals of the service.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    code: Cow<'static, str>,
    detail: Cow<'static, str>,
    rule: Option<RuleId>,
    token_fault: Option<&'static str>,
    /// Seconds.
    retry_after: Option<u64>,
    /// Boxed to keep the error small.
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

impl Problem {
    /// A problem with a stable snake-case code and a sentence for people.
    #[must_use]
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            detail: detail.into(),
            rule: None,
            token_fault: None,
            retry_after: None,
            header: None,
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Whether it is the refusal of a rule, or of the caller as who they are.
    pub(crate) fn is_refusal(&self) -> bool {
        self.rule.is_some() || self.status == StatusCode::FORBIDDEN
    }

    /// Adds a header to the response; replaces an earlier one.
    pub(crate) fn with(mut self, name: HeaderName, value: impl TryInto<HeaderValue>) -> Self {
        self.header = value.try_into().ok().map(|value| Box::new((name, value)));
        self
    }

    /// The JSON document, as a part of another answer.
    pub(crate) fn into_document(self) -> ProblemOut<'static> {
        ProblemOut {
            problem_type: format!("urn:visit-chat:problem:{}", self.code),
            title: title(&self.code),
            status: self.status.as_u16(),
            detail: self.detail,
            code: self.code,
            rule: self.rule,
            token_fault: self.token_fault.map(Cow::Borrowed),
            retry_after: self.retry_after,
            request_id: None,
        }
    }

    /// The JSON document of the answer to the request with this id.
    pub(crate) fn body(&self, request: Option<&str>) -> Vec<u8> {
        let document = ProblemOut {
            request_id: request.map(Cow::Borrowed),
            ..self.document()
        };
        serde_json::to_vec(&document).unwrap_or_default()
    }

    /// The JSON document.
    #[must_use]
    pub fn document(&self) -> ProblemOut<'_> {
        ProblemOut {
            problem_type: format!("urn:visit-chat:problem:{}", self.code),
            title: title(&self.code),
            status: self.status.as_u16(),
            detail: Cow::Borrowed(&self.detail),
            code: Cow::Borrowed(&self.code),
            rule: self.rule,
            token_fault: self.token_fault.map(Cow::Borrowed),
            retry_after: self.retry_after,
            request_id: None,
        }
    }
}

impl From<Refusal> for Problem {
    /// Counts the refusal: every one that a client gets becomes a problem.
    fn from(refusal: Refusal) -> Self {
        let explanation = refusal.explain();
        meters::refused(explanation.rule);
        Self {
            rule: Some(explanation.rule),
            ..Self::new(status::of(&refusal), explanation.code, explanation.sentence)
        }
    }
}

impl From<TextProblem> for Problem {
    fn from(problem: TextProblem) -> Self {
        Refusal::from(problem).into()
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(refusal) => refusal.into(),
            AppError::FileRefused(file) => {
                meters::refused(file.rule);
                Self {
                    rule: Some(file.rule),
                    ..Self::new(status::of_file(&file), file.code, file.sentence)
                }
            }
            AppError::TooManyUploads { max } => Self::too_many_uploads(max),
            AppError::TooOften { retry_after } => Self::rate_limited(retry_after),
            AppError::UploadUnderWay => Self::upload_in_progress(),
            AppError::NoThumbnail => Self::no_thumbnail(),
            AppError::NoEventFeed => Self::no_event_feed(),
            AppError::NoInvitations => Self::no_invitations(),
            AppError::UnknownInvitation => Self::invitation_unknown(),
            AppError::InvitationRefused => Self::invitation_refused(),
            AppError::BirthDateRequired => Self::birth_date_required(),
            AppError::AttendeesOnly => Self::attendees_only(),
            AppError::InvalidExpiry => Self::invalid_expiry(),
            AppError::TooManyInvitations { max } => Self::too_many_invitations(max),
            AppError::NoAccessLog => Self::no_access_log(),
            AppError::PatientsOnly => Self::patients_only(),
            AppError::UnknownCursor => Self::unknown_cursor(),
            AppError::NoWebhooks => Self::no_webhooks(),
            AppError::Webhook(problem) => problem.into(),
            AppError::UploadBroken => Self::upload_interrupted(),
            AppError::TooManyVisits { max } => Self::too_many_visits(max),
            AppError::TranscriptTooLong { max_bytes } => Self::transcript_too_long(max_bytes),
            AppError::FhirTooLong { max_bytes } => Self::record_too_long(max_bytes),
            AppError::WrongNumberAddressed { max } => Self::wrong_number_of_visits(max),
            AppError::AddressedTwice => Self::addressed_twice(),
            AppError::Invalid(why) => {
                tracing::warn!(why, "the storage rejects the request as invalid");
                Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "invalid",
                    "This can't be stored; nothing was changed.",
                )
            }
            AppError::RangeNotSatisfiable => Self::range(None),
            AppError::Unavailable(error) => {
                tracing::warn!(%error, "unavailable");
                Self::unavailable()
            }
            AppError::Newer(newer) => {
                tracing::error!(%newer, "stored data was written by a newer version");
                Self::newer(newer)
            }
            AppError::Corrupt(error) => {
                tracing::error!(%error, "stored data is corrupt");
                Self::corrupt()
            }
        }
    }
}

impl IntoResponse for Problem {
    /// The response keeps the problem in its extensions, for the layer that adds the request's id to the document.
    fn into_response(self) -> Response {
        let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (self.status, content_type, self.body(None)).into_response();
        if let Some(header) = &self.header {
            let (name, value) = &**header;
            response.headers_mut().insert(name, value.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The title of `not_started` is "Not started".
fn title(code: &str) -> String {
    let mut title = code.replace('_', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}
