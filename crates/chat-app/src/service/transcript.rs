//! Transcripts of a visit.

use super::ChatService;
use crate::{access_log::recorder::Subject, error::AppError, rates::Kind, viewer::Viewer};
use chat_domain::{ChatKey, PersonId, Refusal, VisitState};
use chat_ports::{PortError, VisitKey};
use chat_transcript::{Making, Reader, Record, Scope, TooLong, Transcript, Zone, may_have};
use futures::future::try_join_all;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// About the most bytes of what a transcript has. A longer one is refused.
pub const MAX_TRANSCRIPT_BYTES: usize = 16 * 1024 * 1024;

/// Entries that are read from the log together.
pub(super) const PART: usize = 500;

/// A transcript that a viewer wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptRequest {
    /// The visit, or one chat of it. Of an overseer who takes no part, a chat for which they broke the glass (M5).
    pub scope: Scope,
    /// The time zone of the times in a text.
    pub zone: Zone,
}

impl ChatService {
    /// Makes a transcript of what the viewer may read, and renders it.
    ///
    /// A participant gets what they may read now. An overseer gets a chat as of when they broke the glass, with the
    /// recorded reason. At most [`MAX_TRANSCRIPTS`](crate::MAX_TRANSCRIPTS) are made at the same time; `render` runs on a thread that may block.
    ///
    /// # Errors
    /// [`AppError::Refused`] as for reading the chat or the visit (M1, M5, M7, W9); [`AppError::TranscriptTooLong`] beyond
    /// [`MAX_TRANSCRIPT_BYTES`]; [`AppError::Unavailable`] if it can't be recorded in the access log.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::{TranscriptRequest, transcript::{Scope, Transcript, Zone}};
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, patient, .. } = &clinic;
    /// clinic.says("Please rest.").await?;
    /// let wanted = TranscriptRequest { scope: Scope::Visit, zone: Zone::UTC };
    /// let text = service.transcript(*visit, *patient, wanted, |made: Transcript| made.text()).await?;
    /// assert!(text.contains("Please rest."));
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn transcript<T: Send + 'static>(
        &self,
        visit: VisitKey,
        viewer: impl Into<Viewer>,
        wanted: TranscriptRequest,
        render: impl FnOnce(Transcript) -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let (person, oversees) = match viewer.into() {
            Viewer::Participant(person) => (person, false),
            Viewer::Overseer(person) => (person, true),
            Viewer::Host => return Err(Refusal::VisitUnknown.into()),
        };
        let engine = &self.inner.engine;
        engine.rates.admit(Kind::Page, visit.clinic, person)?;
        let TranscriptRequest { scope, zone } = wanted;
        let (reader, before) = self.reader_of(visit, person, oversees, scope).await?;
        let turns = Arc::clone(&self.inner.transcripts.0);
        let turn = turns.acquire_owned().await.map_err(AppError::unavailable)?;
        let mut record = Record::new((*before).clone(), reader, scope, MAX_TRANSCRIPT_BYTES);
        while record.is_behind() {
            let part = engine.ports.log.read(visit, record.version(), PART).await?;
            if part.entries.is_empty() {
                return Err(PortError::corrupt("the log ends before its state").into());
            }
            for entry in part.entries {
                record.add(entry)?;
            }
        }
        // Taken after the read, and decides what is shown: the reader may have been removed, or a message retracted in
        // between.
        let after = match reader {
            Reader::Participant(person) => engine.snapshot_for(visit, person).await?.state,
            Reader::Overseer(_) | Reader::Operator => engine.snapshot(visit).await?.state,
        };
        let making = Making {
            at: engine.ports.clock.now(),
            zone,
            log: None, // M7
        };
        let state = Arc::clone(&after);
        let rendered = spawn_blocking(move || {
            let _turn = turn;
            let made = Transcript::of(&after, &record, making)?;
            let chats: Vec<_> = made.chats.iter().map(|part| part.chat).collect();
            Ok::<_, Refusal>((chats, render(made)))
        });
        let (chats, rendered) = rendered.await.map_err(AppError::unavailable)??;
        self.record_transcript(visit, &state, reader, &chats)
            .await?;
        Ok(rendered)
    }

    /// Records that a reader gets a transcript, or another record, with these chats.
    pub(super) async fn record_transcript(
        &self,
        visit: VisitKey,
        state: &VisitState,
        reader: Reader,
        chats: &[ChatKey],
    ) -> Result<(), AppError> {
        let accesses = &self.inner.engine.accesses;
        let open = async |chat| {
            let made = Subject::transcript_made(visit, state, reader, chat);
            accesses.open(&made, None).await
        };
        if chats.is_empty() {
            return open(None).await;
        }
        let opened = chats.iter().map(|chat| open(Some(*chat)));
        try_join_all(opened).await.map(drop)
    }

    /// As whom a person may have a transcript, by which state.
    pub(super) async fn reader_of(
        &self,
        visit: VisitKey,
        person: PersonId,
        oversees: bool,
        scope: Scope,
    ) -> Result<(Reader, Arc<VisitState>), AppError> {
        let engine = &self.inner.engine;
        let state = engine.snapshot_for(visit, person).await?.state;
        let participant = Reader::Participant(person);
        match may_have(&state, participant, scope) {
            Ok(()) => Ok((participant, state)),
            Err(refusal) if oversees => {
                let state = engine.snapshot(visit).await?.state;
                let overseer = Reader::Overseer(person);
                // The first refusal: the same as for a visit that does not exist (M7).
                may_have(&state, overseer, scope).map_err(|_| refusal)?;
                Ok((overseer, state))
            }
            Err(refusal) => Err(refusal.into()),
        }
    }
}

impl From<TooLong> for AppError {
    fn from(TooLong: TooLong) -> Self {
        Self::TranscriptTooLong {
            max_bytes: MAX_TRANSCRIPT_BYTES,
        }
    }
}
