//! The access log: its pages, and refusals that a transport answers.

use super::ChatService;
use crate::{
    access_log::{
        recorder::Subject,
        shown::{AccessPage, ShownAccess},
        upkeep,
    },
    error::AppError,
    rates::Kind,
};
use chat_domain::{
    AttachmentId, ChatKey, ClinicId, PersonId, Refusal, VisitId, access::may_list_accesses,
};
use chat_ports::{AccessCursor, AccessEntry, AccessKind, AccessLog, Accessor, VisitKey};
use std::sync::Arc;

/// The most entries of a page.
const MAX_PAGE: usize = 200;

/// The most pages that are read for one page of a patient, who may know of some entries only.
const MAX_READS: usize = 10;

/// What a refused request was about, as far as the client named it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefusedAbout {
    /// The visit.
    pub visit: Option<VisitId>,
    /// The chat.
    pub chat: Option<ChatKey>,
    /// The file.
    pub file: Option<AttachmentId>,
}

impl ChatService {
    /// A page of what was done in a visit, for its host: at most 200 entries.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the clinic has no such visit; [`AppError::NoAccessLog`] or [`AppError::Unavailable`].
    pub async fn accesses(
        &self,
        visit: VisitKey,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<AccessPage<AccessEntry>, AppError> {
        let log = self.access_log()?;
        let state = self.inner.engine.snapshot(visit).await?.state;
        state.ids.ok_or(Refusal::VisitUnknown)?;
        let limit = limit.clamp(1, MAX_PAGE);
        Ok(page(log.of_visit(visit, after, limit).await?, limit))
    }

    /// A page of what a person did in the clinic, for its host: at most 200 entries.
    ///
    /// # Errors
    /// [`AppError::NoAccessLog`] or [`AppError::Unavailable`].
    pub async fn accesses_of_person(
        &self,
        clinic: ClinicId,
        person: PersonId,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<AccessPage<AccessEntry>, AppError> {
        let log = self.access_log()?;
        let limit = limit.clamp(1, MAX_PAGE);
        let found = log.of_person(clinic, person, after, limit).await?;
        Ok(page(found, limit))
    }

    /// A page of who looked at the chats of a visit, for a patient of it: what opened a chat that they may read, by people whom
    /// they see, and by overseers (M5). Pages may be short, or empty, before the last.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the visit does not exist for them; [`AppError::PatientsOnly`] for other participants;
    /// [`AppError::TooOften`], [`AppError::NoAccessLog`] or [`AppError::Unavailable`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::PageRequest;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, provider, patient, chat, .. } = &clinic;
    /// clinic.says("Please rest.").await?;
    /// let newest = PageRequest::Backward { before: None, limit: 50 };
    /// service.history(*visit, *provider, *chat, newest).await?;
    /// let looked = service.accesses_for_patient(*visit, *patient, None, 50).await?;
    /// let (person, ..) = looked.entries[0].who.clone().expect("a participant");
    /// assert_eq!(person, *provider);
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn accesses_for_patient(
        &self,
        visit: VisitKey,
        patient: PersonId,
        after: Option<AccessCursor>,
        limit: usize,
    ) -> Result<AccessPage<ShownAccess>, AppError> {
        let engine = &self.inner.engine;
        engine.rates.admit(Kind::Read, visit.clinic, patient)?;
        let state = engine.snapshot_for(visit, patient).await?.state;
        if !may_list_accesses(&state, patient)? {
            return Err(AppError::PatientsOnly);
        }
        let log = self.access_log()?;
        let limit = limit.clamp(1, MAX_PAGE);
        let (mut entries, mut next) = (Vec::new(), after);
        for _ in 0..MAX_READS {
            let wanted = limit.saturating_sub(entries.len());
            let found = page(log.of_visit(visit, next, wanted).await?, wanted);
            let shown = found.entries.iter();
            entries.extend(shown.filter_map(|entry| ShownAccess::of(&state, patient, entry)));
            next = found.next;
            if next.is_none() || entries.len() >= limit {
                break;
            }
        }
        Ok(AccessPage { entries, next })
    }

    /// Counts a refusal that a caller was answered, for the access log. It is recorded in the background, and never fails.
    pub fn record_refusal(&self, clinic: ClinicId, who: Accessor, about: RefusedAbout, code: &str) {
        let engine = &self.inner.engine;
        let RefusedAbout { visit, chat, file } = about;
        let refused = Subject {
            clinic,
            visit,
            who: self.with_role(clinic, visit, who),
            kind: AccessKind::Refused,
            chat,
            file,
        };
        engine.accesses.refused(&refused, Some(code));
    }

    /// Deletes entries that are older than [`AccessLogSettings::kept`](crate::AccessLogSettings::kept). The service does so in
    /// the background. Returns their number.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn delete_old_accesses(&self) -> Result<u64, AppError> {
        upkeep::delete(&self.inner.engine).await
    }

    /// Stores what was counted for the access log, without waiting for the end of the minute.
    pub async fn flush_accesses(&self) {
        self.inner.engine.accesses.flush().await;
    }

    /// The role of a person who takes part, if the visit is in memory: a refusal costs no read.
    pub(super) fn with_role(
        &self,
        clinic: ClinicId,
        visit: Option<VisitId>,
        who: Accessor,
    ) -> Accessor {
        let (Accessor::Person { person, role: None }, Some(visit)) = (who, visit) else {
            return who;
        };
        let visit = VisitKey::new(clinic, visit);
        let known = self.inner.engine.visits.known(visit);
        let known = known.and_then(|live| live.cached());
        let role = known.and_then(|it| Some(it.state.participants.get(&person)?.role));
        Accessor::Person { person, role }
    }

    fn access_log(&self) -> Result<&Arc<dyn AccessLog>, AppError> {
        let log = self.inner.engine.ports.accesses.as_ref();
        log.ok_or(AppError::NoAccessLog)
    }
}

/// A page of `limit` entries; if it is full, there may be more.
fn page(entries: Vec<AccessEntry>, limit: usize) -> AccessPage<AccessEntry> {
    let last = entries.last().map(AccessEntry::cursor);
    let next = last.filter(|_| entries.len() >= limit);
    AccessPage { entries, next }
}
