//! The access log: its query and its answers.

use crate::problem::Problem;
use chat_app::{AccessPage, ShownAccess};
use chat_ports::{AccessCursor, AccessEntry, AccessId, AccessKind, Accessor};
use chat_wire::{AccessKindName, AccessOut, AccessesOut, AccessorName, integer::Int32};
use serde::Deserialize;
use time::OffsetDateTime;
use utoipa::IntoParams;

/// Default number of entries of a page.
const DEFAULT_LIMIT: usize = 50;

/// Which page of the access log. An empty value counts as absent.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccessesQuery {
    /// The cursor of the page, from the page before.
    after: Option<String>,
    /// Maximum number of entries: 50 by default, at most 200.
    #[param(value_type = Option<u32>)]
    limit: Option<Int32>,
}

impl AccessesQuery {
    /// The cursor.
    pub(crate) fn after(&self) -> Result<Option<AccessCursor>, Problem> {
        let given = self.after.as_deref().filter(|text| !text.is_empty());
        let invalid = || Problem::query("Send a cursor as an earlier page gave it.");
        let after = given.map(|text| cursor(text).ok_or_else(invalid));
        after.transpose()
    }

    /// Maximum number of entries.
    pub(crate) fn limit(&self) -> usize {
        self.limit.map_or(DEFAULT_LIMIT, Int32::count)
    }
}

/// Entries as they are recorded, for the host.
pub(crate) fn recorded_out(page: AccessPage<AccessEntry>) -> AccessesOut {
    let entries = page.entries.into_iter();
    AccessesOut {
        accesses: entries.map(recorded).collect(),
        next: page.next.map(cursor_text),
    }
}

/// Entries as a patient is shown them.
pub(crate) fn shown_out(page: AccessPage<ShownAccess>) -> AccessesOut {
    let entries = page.entries.into_iter();
    AccessesOut {
        accesses: entries.map(shown).collect(),
        next: page.next.map(cursor_text),
    }
}

fn recorded(entry: AccessEntry) -> AccessOut {
    let (by, role) = match entry.who {
        Accessor::Person { role, .. } => (AccessorName::Person, role),
        Accessor::Overseer { .. } => (AccessorName::Overseer, None),
        _ => (AccessorName::Host, None),
    };
    let (kind, sentence) = kind(entry.kind);
    AccessOut {
        at: entry.at,
        by,
        person: entry.who.person(),
        name: None,
        role,
        kind,
        sentence: sentence.to_owned(),
        visit: entry.visit,
        chat: entry.chat,
        file: entry.file,
        code: entry.code,
        reason: entry.reason.map(|reason| reason.as_str().to_owned()),
        address: entry.address,
        request_id: entry.request,
        count: entry.count,
    }
}

fn shown(access: ShownAccess) -> AccessOut {
    let (kind, sentence) = kind(access.kind);
    let by = match access.who {
        Some(_) => AccessorName::Person,
        None => AccessorName::Overseer,
    };
    let (person, name, role) = match access.who {
        Some((person, name, role)) => (Some(person), Some(name), Some(role)),
        None => (None, None, None),
    };
    AccessOut {
        at: access.at,
        by,
        person,
        name: name.map(|name| name.as_str().to_owned()),
        role,
        kind,
        sentence: sentence.to_owned(),
        visit: None,
        chat: Some(access.chat),
        file: access.file,
        code: None,
        reason: None,
        address: None,
        request_id: None,
        count: 1,
    }
}

/// The kind, and what was done as a sentence.
const fn kind(kind: AccessKind) -> (AccessKindName, &'static str) {
    match kind {
        AccessKind::ChatRead => (
            AccessKindName::ChatRead,
            "Opened the chat for the first time.",
        ),
        AccessKind::PictureShown => (
            AccessKindName::PictureShown,
            "Saw a picture for the first time.",
        ),
        AccessKind::FileDownloaded => (AccessKindName::FileDownloaded, "Downloaded a file."),
        AccessKind::ChatOverseen => (
            AccessKindName::ChatOverseen,
            "Read the chat with the permission to oversee.",
        ),
        AccessKind::TranscriptMade => (
            AccessKindName::TranscriptMade,
            "Saved a transcript of the chat.",
        ),
        AccessKind::InvitationExchanged => (
            AccessKindName::InvitationExchanged,
            "Joined by an invitation link.",
        ),
        AccessKind::InvitationRefused => (
            AccessKindName::InvitationRefused,
            "Could not join by an invitation link.",
        ),
        AccessKind::Refused => (AccessKindName::Refused, "A request was refused."),
        _ => (AccessKindName::Other, "Did something else."),
    }
}

/// A place in the log as an opaque text.
fn cursor_text(cursor: AccessCursor) -> String {
    format!("{}.{}", cursor.at.unix_timestamp_nanos(), cursor.id)
}

fn cursor(text: &str) -> Option<AccessCursor> {
    let (nanos, id) = text.split_once('.')?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(nanos.parse().ok()?).ok()?;
    let id = AccessId(id.parse().ok()?);
    let cursor = AccessCursor { at, id };
    // Canonical spelling only: as an earlier page gave it.
    (cursor_text(cursor) == text).then_some(cursor)
}
