//! The record of a visit as FHIR resources.

use super::{ChatService, transcript::PART};
use crate::{error::AppError, rates::Kind, viewer::Viewer};
use chat_domain::{Entry, Event, PersonId, Refusal, VisitState};
use chat_fhir::{Export, ExportError, FhirVersion, Line, Options, References, Resource, Scope};
use chat_ports::{PortError, VisitKey};
use chat_transcript::{Reader, Scope as TranscriptScope, may_have};
use std::{collections::BTreeSet, sync::Arc};
use tokio::task::spawn_blocking;

/// The most bytes of a visit's resources together. A longer record is refused.
pub const MAX_FHIR_BYTES: usize = 32 * 1024 * 1024;

/// A record that a viewer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FhirRequest {
    /// The version of FHIR.
    pub version: FhirVersion,
    /// The form of the answer.
    pub form: FhirForm,
}

/// The form of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FhirForm {
    /// One `Bundle`.
    #[default]
    Bundle,
    /// One resource a line, the visit last. References are by type and id.
    Lines,
}

impl ChatService {
    /// The record of a visit as JSON, without the bytes of its files.
    ///
    /// The host gets all that the log keeps; its transport checks that it may read visits. A participant gets what they may read now,
    /// by the same rule as a [transcript](Self::transcript). It is as of the call. Made with the transcripts: at most
    /// [`MAX_TRANSCRIPTS`](crate::MAX_TRANSCRIPTS) at the same time. An overseer breaks the glass for a chat, not for a visit (M5), so
    /// one who takes no part gets a transcript of that chat instead.
    ///
    /// # Errors
    /// [`AppError::Refused`] as for a transcript of the visit; [`AppError::FhirTooLong`] beyond [`MAX_FHIR_BYTES`];
    /// [`AppError::Unavailable`] if it can't be recorded in the access log.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::{FhirForm, FhirRequest, FhirVersion, Viewer};
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, .. } = &clinic;
    /// clinic.says("Please rest.").await?;
    /// let wanted = FhirRequest { version: FhirVersion::R4, form: FhirForm::Bundle };
    /// let bundle = service.fhir(*visit, Viewer::Host, wanted).await?;
    /// assert!(String::from_utf8(bundle)?.contains("Communication"));
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn fhir(
        &self,
        visit: VisitKey,
        viewer: impl Into<Viewer>,
        wanted: FhirRequest,
    ) -> Result<Vec<u8>, AppError> {
        let viewer = viewer.into();
        let engine = &self.inner.engine;
        let (scope, state) = self.recipient_of(visit, viewer).await?;
        let turns = Arc::clone(&self.inner.transcripts.0);
        let turn = turns.acquire_owned().await.map_err(AppError::unavailable)?;
        let options = Options::new(wanted.version, scope);
        let references = match wanted.form {
            FhirForm::Bundle => References::Urn,
            FhirForm::Lines => References::Relative,
        };
        let mut export = Export::new(&state, &options, references)?;
        let (mut made, mut chats) = (Made::default(), BTreeSet::new());
        let mut after = chat_domain::Seq::ZERO;
        while after < state.version {
            let part = engine.ports.log.read(visit, after, PART).await?;
            let Some(last) = part.entries.last() else {
                return Err(PortError::corrupt("the log ends before its state").into());
            };
            after = last.seq;
            let covered = |entry: &&Entry| entry.seq <= state.version;
            for entry in part.entries.iter().filter(covered) {
                let resources = export.entry(entry);
                if let (Event::MessageSent { chat, .. }, false) =
                    (&entry.event, resources.is_empty())
                {
                    chats.insert(*chat);
                }
                made.add(resources, wanted.form)?;
            }
        }
        // The recipient may have been removed in between (W9).
        if let Scope::Person(person) = scope {
            self.may_still_have(visit, person).await?;
        }
        let rendered = match wanted.form {
            FhirForm::Bundle => {
                let bundle = export.bundle(made.resources);
                let rendering = spawn_blocking(move || {
                    let _turn = turn;
                    bundle.json()
                });
                rendering.await.map_err(AppError::unavailable)??
            }
            FhirForm::Lines => {
                made.add(vec![export.finish()], wanted.form)?;
                made.lines
            }
        };
        let reader = match scope {
            Scope::Person(person) => Reader::Participant(person),
            Scope::Host => Reader::Operator,
        };
        let chats: Vec<_> = chats.into_iter().collect();
        self.record_transcript(visit, &state, reader, &chats)
            .await?;
        Ok(rendered)
    }

    /// For whom the record is made, and the state that it shows.
    async fn recipient_of(
        &self,
        visit: VisitKey,
        viewer: Viewer,
    ) -> Result<(Scope, Arc<VisitState>), AppError> {
        let engine = &self.inner.engine;
        let (person, oversees) = match viewer {
            Viewer::Host => return Ok((Scope::Host, engine.snapshot(visit).await?.state)),
            Viewer::Participant(person) => (person, false),
            Viewer::Overseer(person) => (person, true),
        };
        engine.rates.admit(Kind::Page, visit.clinic, person)?;
        let whole = TranscriptScope::Visit;
        match self.reader_of(visit, person, oversees, whole).await? {
            (Reader::Participant(person), state) => Ok((Scope::Person(person), state)),
            // The glass is broken for a chat, never for a visit (M5).
            (Reader::Overseer(_) | Reader::Operator, _) => Err(Refusal::NotAnOverseer.into()),
        }
    }

    async fn may_still_have(&self, visit: VisitKey, person: PersonId) -> Result<(), AppError> {
        let state = self.inner.engine.snapshot_for(visit, person).await?.state;
        may_have(&state, Reader::Participant(person), TranscriptScope::Visit)?;
        Ok(())
    }
}

/// What has been made so far.
#[derive(Default)]
struct Made {
    resources: Vec<Resource>,
    lines: Vec<u8>,
    bytes: usize,
}

impl Made {
    /// Adds resources. Only what the recipient gets is counted, so that the bound tells of nothing else (M7).
    fn add(&mut self, resources: Vec<Resource>, form: FhirForm) -> Result<(), AppError> {
        for resource in resources {
            let line = Line::new(&resource)?.json;
            self.count(line.len())?;
            match form {
                FhirForm::Bundle => self.resources.push(resource),
                FhirForm::Lines => self.lines.extend(line),
            }
        }
        Ok(())
    }
}

impl Made {
    fn count(&mut self, bytes: usize) -> Result<(), AppError> {
        self.bytes = self.bytes.saturating_add(bytes);
        match self.bytes > MAX_FHIR_BYTES {
            true => Err(AppError::FhirTooLong {
                max_bytes: MAX_FHIR_BYTES,
            }),
            false => Ok(()),
        }
    }
}

impl From<ExportError> for AppError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Refused(refusal) => refusal.into(),
            other => Self::Corrupt(Arc::new(other.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_beyond_the_limit_is_refused() {
        let mut made = Made::default();
        assert!(made.count(MAX_FHIR_BYTES).is_ok());
        let refused = made.count(1);
        assert!(
            matches!(refused, Err(AppError::FhirTooLong { max_bytes }) if max_bytes == MAX_FHIR_BYTES)
        );
    }
}
