//! Whether a viewer may read a file (F5, M5).

use crate::{
    access_log::recorder::Subject, engine::Engine, error::AppError, rates::Kind, viewer::Viewer,
};
use chat_domain::{
    AttachmentId, ChatKey, FileRef, PersonId, Refusal, Role, VisitState,
    access::{may_oversee_file, may_read_file},
};
use chat_ports::{AccessKind, Accessor, AttachmentKey, VisitKey};

/// The rule by which a person may read a file.
type Rule = fn(&VisitState, PersonId, AttachmentId) -> Result<&FileRef, Refusal>;

/// A viewer's permission to read a file, to be checked again while it is read.
pub(super) struct Permission {
    key: AttachmentKey,
    reader: PersonId,
    rule: Rule,
    is_overseer: bool,
    role: Option<Role>,
    chat: Option<ChatKey>,
}

impl Permission {
    /// The permission and the file: as a participant or, for an overseer, through the broken glass.
    ///
    /// # Errors
    /// [`AppError::Refused`] as if the file did not exist (M7); [`AppError::TooOften`].
    pub(super) async fn find(
        engine: &Engine,
        visit: VisitKey,
        viewer: Viewer,
        attachment: AttachmentId,
    ) -> Result<(Self, FileRef), AppError> {
        let (reader, oversees) = match viewer {
            Viewer::Participant(person) => (person, false),
            Viewer::Overseer(person) => (person, true),
            Viewer::Host => return Err(Refusal::VisitUnknown.into()),
        };
        engine.rates.admit(Kind::Read, visit.clinic, reader)?;
        let by = |rule, state: &VisitState, is_overseer| Self {
            key: AttachmentKey { visit, attachment },
            reader,
            rule,
            is_overseer,
            role: state.participants.get(&reader).map(|it| it.role),
            chat: chat_of(state, attachment),
        };
        let state = engine.snapshot_for(visit, reader).await?.state;
        match may_read_file(&state, reader, attachment) {
            Ok(file) => Ok((by(may_read_file, &state, false), file.clone())),
            Err(_) if oversees => {
                let state = engine.snapshot(visit).await?.state;
                let file = may_oversee_file(&state, reader, attachment)?;
                Ok((by(may_oversee_file, &state, true), file.clone()))
            }
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// Checks the permission against the newest state.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the reader was removed (W9) or the message retracted (F8).
    pub(super) async fn check(&self, engine: &Engine) -> Result<(), AppError> {
        let state = engine.snapshot(self.key.visit).await?.state;
        (self.rule)(&state, self.reader, self.key.attachment)?;
        Ok(())
    }

    /// What is recorded of opening the file.
    pub(super) fn subject(&self, kind: AccessKind) -> Subject {
        let (person, role) = (self.reader, self.role);
        Subject {
            clinic: self.key.visit.clinic,
            visit: Some(self.key.visit.visit),
            who: if self.is_overseer {
                Accessor::Overseer { person }
            } else {
                Accessor::Person { person, role }
            },
            kind,
            chat: self.chat,
            file: Some(self.key.attachment),
        }
    }

    pub(super) fn key(&self) -> AttachmentKey {
        self.key
    }
}

/// The chat of the message that carries a file.
fn chat_of(state: &VisitState, attachment: AttachmentId) -> Option<ChatKey> {
    let message = state.uploads.get(&attachment)?.message()?;
    Some(state.messages.get(&message)?.chat)
}
