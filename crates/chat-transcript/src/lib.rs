//! Transcripts: what one reader may read of a visit, written down.
//!
//! A [`Record`] collects the entries of a log that a [`Reader`] may read; [`Transcript::of`] makes the transcript of it.
//! The rules of `chat-domain` decide what is in it, as they do for every screen; there is no rule here.
//!
//! Two renderings: [`json`](Transcript::json) for programs and [`text`](Transcript::text) for people. No clock and no I/O.

mod made;
mod model;
mod reader;
mod record;
mod text;
mod zone;

pub use made::Making;
pub use model::{
    AccessPart, ChatPart, FORMAT, FilePart, Item, LockPart, LogPart, MadeFor, MessagePart,
    NoticePart, NoticeStatusPart, PersonPart, ReadPart, RetractionPart, StayPart, Transcript,
    VersionPart, VisitPart,
};
pub use reader::{Reader, Scope, may_have};
pub use record::{Record, TooLong};
pub use zone::{UnknownZone, Zone};

use serde_json::Error;

impl Transcript {
    /// The transcript as JSON, indented, in UTF-8.
    ///
    /// # Errors
    /// None in practice: every value has a form in JSON.
    pub fn json(&self) -> Result<Vec<u8>, Error> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        Ok(json)
    }
}
