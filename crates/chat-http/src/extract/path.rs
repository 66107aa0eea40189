//! Ids in the path. A malformed id gets the same response as an unknown one (M7).

use super::caller::identity;
use crate::problem::Problem;
use axum::{
    extract::{FromRequestParts, Path, path::ErrorKind, rejection::PathRejection},
    http::request::Parts,
};
use chat_domain::{
    AttachmentId, ChatKey, InvitationId, MessageId, NoticeId, PersonId, Refusal, SessionId,
    UploadId, VisitId,
};
use chat_ports::{EndpointKey, VisitKey};
use std::str::FromStr;

/// A visit of the caller's clinic. Paths can't reach other clinics.
pub(crate) struct VisitPath {
    pub(crate) visit: VisitKey,
}

/// A chat of a visit.
pub(crate) struct ChatPath {
    pub(crate) visit: VisitKey,
    pub(crate) chat: ChatKey,
}

/// A message of a visit.
pub(crate) struct MessagePath {
    pub(crate) visit: VisitKey,
    pub(crate) message: MessageId,
}

/// An invitation link of a visit.
pub(crate) struct InvitationPath {
    pub(crate) visit: VisitKey,
    pub(crate) invitation: InvitationId,
}

/// A session of an invitation link.
pub(crate) struct LinkSessionPath {
    pub(crate) visit: VisitKey,
    pub(crate) invitation: InvitationId,
    pub(crate) session: SessionId,
}

/// A participant of a visit.
pub(crate) struct PersonPath {
    pub(crate) visit: VisitKey,
    pub(crate) person: PersonId,
}

/// A person of the caller's clinic.
pub(crate) struct ClinicPersonPath {
    pub(crate) person: PersonId,
}

/// A notice of a participant.
pub(crate) struct NoticePath {
    pub(crate) visit: VisitKey,
    pub(crate) sender: PersonId,
    pub(crate) notice: NoticeId,
}

/// A file of a visit.
pub(crate) struct FilePath {
    pub(crate) visit: VisitKey,
    pub(crate) attachment: AttachmentId,
}

/// An upload to a visit, by the client's id.
pub(crate) struct UploadPath {
    pub(crate) visit: VisitKey,
    pub(crate) upload: UploadId,
}

/// A webhook endpoint of the caller's clinic.
pub(crate) struct WebhookPath {
    pub(crate) webhook: EndpointKey,
}

struct Ids {
    visit: VisitKey,
    all: Vec<(String, String)>,
}

/// The parameters of the path.
async fn parameters<S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
) -> Result<Vec<(String, String)>, Problem> {
    let all = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
    all.map(|Path(all)| all).map_err(not_text)
}

impl Ids {
    async fn of<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let clinic = identity(parts)?.clinic;
        let all = parameters(parts, state).await?;
        let visit: VisitId = find(&all, "visit")?;
        Ok(Self {
            visit: VisitKey::new(clinic, visit),
            all,
        })
    }

    fn find<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        find(&self.all, name)
    }
}

fn find<T: FromStr>(all: &[(String, String)], name: &str) -> Result<T, Problem> {
    let mut named = all.iter().filter(|(key, _)| key == name);
    named
        .next()
        .and_then(|(_, text)| text.parse().ok())
        .ok_or_else(|| unknown(name))
}

/// An id that is not UTF-8.
fn not_text(rejection: PathRejection) -> Problem {
    match rejection {
        PathRejection::FailedToDeserializePathParams(error) => match error.into_kind() {
            ErrorKind::InvalidUtf8InPathParam { key } => unknown(&key),
            _ => Refusal::VisitUnknown.into(),
        },
        _ => Refusal::VisitUnknown.into(),
    }
}

/// The problem for an id that does not exist.
fn unknown(name: &str) -> Problem {
    let refusal = match name {
        "invitation" => return Problem::invitation_unknown(),
        "session" => return Problem::session_unknown(),
        "chat" => Refusal::ChatUnknown,
        "message" => Refusal::MessageUnknown,
        "sender" | "notice" => Refusal::NoticeUnknown,
        "person" => Refusal::PersonUnknown,
        "attachment" | "upload" => Refusal::FileUnknown,
        _ => Refusal::VisitUnknown,
    };
    refusal.into()
}

impl<S: Send + Sync> FromRequestParts<S> for VisitPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Ok(Self {
            visit: Ids::of(parts, state).await?.visit,
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ChatPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let ids = Ids::of(parts, state).await?;
        Ok(Self {
            visit: ids.visit,
            chat: ids.find("chat")?,
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MessagePath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let ids = Ids::of(parts, state).await?;
        Ok(Self {
            visit: ids.visit,
            message: ids.find("message")?,
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for InvitationPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let ids = Ids::of(parts, state).await?;
        Ok(Self {
            visit: ids.visit,
            invitation: ids.find("invitation")?,
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LinkSessionPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let ids = Ids::of(parts, state).await?;
        Ok(Self {
            visit: ids.visit,
            invitation: ids.find("invitation")?,
            session: ids.find("session")?,
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PersonPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let ids = Ids::of(parts, state).await?;
        Ok(Self {
            visit: ids.visit,
            person: ids.find("person")?,
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClinicPersonPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let all = parameters(parts, state).await?;
        let person = find(&all, "person")?;
        Ok(Self { person })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for WebhookPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let clinic = identity(parts)?.clinic;
        let all = parameters(parts, state).await.unwrap_or_default();
        let id = find(&all, "webhook").map_err(|_| Problem::webhook_unknown())?;
        let webhook = EndpointKey { clinic, id };
        Ok(Self { webhook })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for NoticePath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let ids = Ids::of(parts, state).await?;
        Ok(Self {
            visit: ids.visit,
            sender: ids.find("sender")?,
            notice: ids.find("notice")?,
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for FilePath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let ids = Ids::of(parts, state).await?;
        Ok(Self {
            visit: ids.visit,
            attachment: ids.find("attachment")?,
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for UploadPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let ids = Ids::of(parts, state).await?;
        Ok(Self {
            visit: ids.visit,
            upload: ids.find("upload")?,
        })
    }
}
