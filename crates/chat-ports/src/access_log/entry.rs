//! An entry of the access log.

use chat_domain::{AttachmentId, ChatKey, ClinicId, PersonId, Reason, Role, VisitId};
use serde::{Deserialize, Serialize};
use std::{fmt, net::IpAddr};
use time::OffsetDateTime;
use uuid::Uuid;

/// The id of an entry. Of what is recorded once, such as the first read of a chat, it is derived from what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccessId(pub Uuid);

impl fmt::Display for AccessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Accessor {
    /// A person, as a participant or as one who is none.
    Person {
        /// The person.
        person: PersonId,
        /// Their role in the visit then, if they took part.
        role: Option<Role>,
    },
    /// A person, with the permission to oversee (M5).
    Overseer {
        /// The person.
        person: PersonId,
    },
    /// The host.
    Host,
}

impl Accessor {
    /// The person; `None` for the host.
    #[must_use]
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Person { person, .. } | Self::Overseer { person } => Some(person),
            Self::Host => None,
        }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AccessKind {
    /// A person was shown messages of a chat for the first time.
    ChatRead,
    /// A person was shown the thumbnail of a picture for the first time.
    PictureShown,
    /// A file, or a part of it, was downloaded.
    FileDownloaded,
    /// An overseer was shown messages of a chat (M5).
    ChatOverseen,
    /// A transcript with what is in a chat was made.
    TranscriptMade,
    /// An invitation link was exchanged for a session.
    InvitationExchanged,
    /// The exchange of an invitation link was refused: wrong birth date, revoked, expired, blocked, or of no use now.
    InvitationRefused,
    /// A request was refused, by a rule or for who made it.
    Refused,
}

impl AccessKind {
    /// The kind in snake case, as it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChatRead => "chat_read",
            Self::PictureShown => "picture_shown",
            Self::FileDownloaded => "file_downloaded",
            Self::ChatOverseen => "chat_overseen",
            Self::TranscriptMade => "transcript_made",
            Self::InvitationExchanged => "invitation_exchanged",
            Self::InvitationRefused => "invitation_refused",
            Self::Refused => "refused",
        }
    }
}

/// An entry: who, what, when, from where. No text of a message, no name and no name of a file is in it; the reason of an overseer
/// is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessEntry {
    /// The id.
    pub id: AccessId,
    /// The clinic.
    pub clinic: ClinicId,
    /// When. Of entries that are counted together: when the last of them was.
    #[serde(with = "time::serde::timestamp::microseconds")]
    pub at: OffsetDateTime,
    /// Who.
    pub who: Accessor,
    /// What.
    pub kind: AccessKind,
    /// The visit, if it was about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitId>,
    /// The chat, if it was about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<ChatKey>,
    /// The file, if it was about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<AttachmentId>,
    /// The code of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The reason that an overseer gave (M5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The address of the client, as the rate limits count it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// The id of the request, or of the one that opened the live connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// How many times it happened: more than 1 only if refusals were counted together.
    pub count: u32,
}

impl AccessEntry {
    /// The entry's place in the order.
    #[must_use]
    pub const fn cursor(&self) -> AccessCursor {
        AccessCursor {
            at: self.at,
            id: self.id,
        }
    }
}

/// Without the reason and the address.
impl fmt::Debug for AccessEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessEntry")
            .field("id", &self.id)
            .field("at", &self.at)
            .field("kind", &self.kind)
            .field("code", &self.code)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

/// A place in the order of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccessCursor {
    /// The time of the entry.
    pub at: OffsetDateTime,
    /// Its id.
    pub id: AccessId,
}
