//! Read marks, unread counts and the versions of a message (R1 to R3).

use crate::integer::Int64;
use chat_domain::{
    ChatKey, MessageText, PersonId, ReaderNumber,
    view::{ReadBy, ReaderView, ReadingView, VersionView},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A chat is read up to an entry (R1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReadMark)]
pub struct ReadMarkIn {
    /// The newest entry that the person has seen on a screen.
    #[schema(value_type = u64)]
    pub through: Int64,
}

/// How far a chat has been read, as its viewer sees it (R1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Reading)]
pub struct ReadingOut {
    /// The chat.
    #[schema(value_type = String)]
    pub chat: ChatKey,
    /// The newest entry that the viewer has marked as read; 0 if there is none.
    #[schema(value_type = u64)]
    pub through: ReaderNumber,
    /// The viewer's unread messages; 100 means that many or more.
    pub unread: u32,
    /// The other readers whom the viewer sees; in a later frame only those who have read more.
    pub readers: Vec<ReaderOut>,
}

/// How far a person has read a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Reader)]
pub struct ReaderOut {
    /// The person.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// From this entry on, they and the viewer may read the chat.
    #[schema(value_type = u64)]
    pub first: ReaderNumber,
    /// They had read everything from `first` up to this entry before.
    #[schema(value_type = u64)]
    pub after: ReaderNumber,
    /// They read everything from there up to this entry at `at`.
    #[schema(value_type = u64)]
    pub through: ReaderNumber,
    /// The time.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The entries up to `through` that they may not read, and so have not read: they were removed when these were
    /// sent (W9).
    pub gaps: Vec<GapOut>,
}

/// A run of entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Gap)]
pub struct GapOut {
    /// The first entry.
    #[schema(value_type = u64)]
    pub first: ReaderNumber,
    /// The last entry.
    #[schema(value_type = u64)]
    pub last: ReaderNumber,
}

/// The versions of a message, oldest first (R2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Versions)]
pub struct VersionsOut {
    /// The versions.
    pub versions: Vec<VersionOut>,
}

/// One version of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Version)]
pub struct VersionOut {
    /// 1 for the text as it was sent, plus one for each correction.
    pub version: u32,
    /// The entry that holds it.
    #[schema(value_type = u64)]
    pub number: ReaderNumber,
    /// When it was committed.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The text; `null` if it has none, or was retracted and is hidden from the caller.
    #[schema(value_type = Option<String>)]
    pub text: Option<MessageText>,
    /// Who had read it before it was corrected or retracted, in the order of reading (R3).
    pub read_by: Vec<ReadByOut>,
}

/// A person who has read a version of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReadBy)]
pub struct ReadByOut {
    /// The person.
    #[schema(value_type = Uuid)]
    pub person: PersonId,
    /// When they first did.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

impl From<ReadingView> for ReadingOut {
    fn from(view: ReadingView) -> Self {
        let ReadingView {
            chat,
            through,
            unread,
            readers,
        } = view;
        Self {
            chat,
            through,
            unread,
            readers: readers.into_iter().map(ReaderOut::from).collect(),
        }
    }
}

impl From<ReaderView> for ReaderOut {
    fn from(view: ReaderView) -> Self {
        let ReaderView {
            person,
            first,
            after,
            through,
            at,
            gaps,
        } = view;
        let gaps = gaps.into_iter();
        Self {
            person,
            first,
            after,
            through,
            at,
            gaps: gaps.map(|(first, last)| GapOut { first, last }).collect(),
        }
    }
}

impl From<Vec<VersionView>> for VersionsOut {
    fn from(views: Vec<VersionView>) -> Self {
        let versions = views.into_iter().map(VersionOut::from).collect();
        Self { versions }
    }
}

impl From<VersionView> for VersionOut {
    fn from(view: VersionView) -> Self {
        let read_by = |ReadBy { person, at }| ReadByOut { person, at };
        Self {
            version: view.version,
            number: view.number,
            at: view.at,
            text: view.text,
            read_by: view.read_by.into_iter().map(read_by).collect(),
        }
    }
}
