//! The access log.

use crate::names::RoleName;
use chat_domain::{AttachmentId, ChatKey, PersonId, Role, VisitId};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A page of the access log, from the oldest entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Accesses)]
pub struct AccessesOut {
    /// The entries.
    pub accesses: Vec<AccessOut>,
    /// The cursor of the next page; `null` on the last. An entry may be added late: read the last page again.
    pub next: Option<String>,
}

/// Who opened what, or was refused what. No text of a message, no name of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Access)]
pub struct AccessOut {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who it was.
    pub by: AccessorName,
    /// The person; for patients, absent of an overseer.
    #[schema(value_type = Option<Uuid>)]
    pub person: Option<PersonId>,
    /// The participant's name, for patients.
    pub name: Option<String>,
    /// The participant's role then.
    #[schema(value_type = Option<RoleName>)]
    pub role: Option<Role>,
    /// What was done.
    pub kind: AccessKindName,
    /// What was done, as a sentence.
    pub sentence: String,
    /// The visit, for the host.
    #[schema(value_type = Option<Uuid>)]
    pub visit: Option<VisitId>,
    /// The chat.
    #[schema(value_type = Option<String>)]
    pub chat: Option<ChatKey>,
    /// The file.
    #[schema(value_type = Option<Uuid>)]
    pub file: Option<AttachmentId>,
    /// The code of a refusal, for the host.
    pub code: Option<String>,
    /// The reason that an overseer gave, for the host (M5).
    pub reason: Option<String>,
    /// The address of the client, for the host.
    #[schema(value_type = Option<String>)]
    pub address: Option<IpAddr>,
    /// The id of the request, or of the one that opened the live connection, for the host.
    pub request_id: Option<String>,
    /// How many times: more than 1 only if refusals were counted together.
    pub count: u32,
}

/// Who it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Accessor)]
pub enum AccessorName {
    /// A participant, or a person who is none.
    Person,
    /// A person with the permission to oversee (M5).
    Overseer,
    /// The embedding service.
    Host,
}

/// What was done. More kinds may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AccessKind)]
pub enum AccessKindName {
    /// Messages of a chat were shown for the first time.
    ChatRead,
    /// The thumbnail of a picture was shown for the first time.
    PictureShown,
    /// A file, or a part of it, was downloaded.
    FileDownloaded,
    /// Messages of a chat were shown to an overseer (M5).
    ChatOverseen,
    /// A transcript with what is in a chat was made.
    TranscriptMade,
    /// An invitation link was exchanged for a session.
    InvitationExchanged,
    /// The exchange of an invitation link was refused.
    InvitationRefused,
    /// A request was refused.
    Refused,
    /// Another kind, of a newer service.
    #[serde(other)]
    Other,
}
