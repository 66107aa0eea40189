//! The entries that a transcript is made of.

use crate::reader::{Reader, Scope, reads};
use chat_domain::{Entry, Event, Phase, Seq, VisitState, evolve};
use thiserror::Error;

/// Bytes that an entry counts as, its texts apart.
const ENTRY_BYTES: usize = 400;

/// The entries of a log that a reader may read, and the moments at which the visit began and ended.
///
/// Entries that the reader may not read are not kept and not counted, so that neither the memory nor the bound tells
/// of them (M7).
pub struct Record {
    reader: Reader,
    scope: Scope,
    /// Decides what is kept; [`Transcript::of`](crate::Transcript::of) decides again what is shown.
    known: VisitState,
    folded: VisitState,
    kept: Vec<Kept>,
    bytes: usize,
    max_bytes: usize,
}

/// An entry, and the phase that it began.
pub(crate) struct Kept {
    pub(crate) entry: Entry,
    pub(crate) phase: Option<Phase>,
}

/// What the reader may read is more than a transcript holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the transcript would be too long")]
pub struct TooLong;

impl Record {
    /// An empty record. `known` is a state of the visit; the transcript ends with it.
    /// `max_bytes` bounds the memory, approximately.
    #[must_use]
    pub fn new(known: VisitState, reader: Reader, scope: Scope, max_bytes: usize) -> Self {
        Self {
            reader,
            scope,
            known,
            folded: VisitState::default(),
            kept: Vec::new(),
            bytes: 0,
            max_bytes,
        }
    }

    /// Adds the next entry of the log. All entries are added, in order, from the first one on. One that is newer than the
    /// known state is left out.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn add(&mut self, entry: Entry) -> Result<(), TooLong> {
        if entry.seq > self.known.version {
            return Ok(());
        }
        let before = self.folded.phase;
        evolve(&mut self.folded, &entry);
        let phase = (self.folded.phase != before).then_some(self.folded.phase);
        if phase.is_none() && !is_shown(&entry.event) {
            return Ok(());
        }
        if !reads(&self.known, self.reader, self.scope, &entry) {
            return Ok(());
        }
        self.bytes += weight(&entry.event);
        if self.bytes > self.max_bytes {
            return Err(TooLong);
        }
        self.kept.push(Kept { entry, phase });
        Ok(())
    }

    /// Whether the log has more entries than were added, as far as the state knows.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.folded.version < self.known.version
    }

    /// The position of the newest entry that was added.
    #[must_use]
    pub const fn version(&self) -> Seq {
        self.folded.version
    }

    pub(crate) const fn of_whom(&self) -> (Reader, Scope) {
        (self.reader, self.scope)
    }

    /// The entries that the reader may read by this state, which is not older than the entries.
    pub(crate) fn readable<'a>(&'a self, state: &'a VisitState) -> impl Iterator<Item = &'a Kept> {
        let kept = self.kept.iter();
        kept.filter(|kept| reads(state, self.reader, self.scope, &kept.entry))
    }
}

/// Whether a transcript shows entries of this kind. Read marks are in the state.
const fn is_shown(event: &Event) -> bool {
    matches!(
        event,
        Event::ParticipantAdded { .. }
            | Event::ParticipantRemoved { .. }
            | Event::RemovalUndone { .. }
            | Event::ChatLocked { .. }
            | Event::ChatUnlocked { .. }
            | Event::MessageSent { .. }
            | Event::MessageCorrected { .. }
            | Event::MessageRetracted { .. }
            | Event::NoticeSent { .. }
            | Event::NoticeSettled { .. }
            | Event::GlassBroken { .. }
    )
}

fn weight(event: &Event) -> usize {
    let content = match event {
        Event::MessageSent { text, files, .. } => {
            text.as_ref().map_or(0, |text| text.as_str().len()) + files.len() * ENTRY_BYTES
        }
        Event::MessageCorrected { text, .. } => text.as_str().len(),
        _ => 0,
    };
    ENTRY_BYTES + content
}
