//! The export of one visit, entry by entry.

use crate::{
    error::ExportError,
    model::Resource,
    options::{Options, References, Scope},
};
use chat_domain::{
    ChatKey, ClinicId, Entry, Event, Participant, PersonId, Refusal, VisitId, VisitState,
    access::participant, evolve,
};
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// Turns the log of a visit into resources.
///
/// Pass each entry in order, then finish. Memory does not grow with the resources: only the state is kept.
#[derive(Clone, Debug)]
pub struct Export<'a> {
    pub(crate) options: &'a Options,
    pub(crate) references: References,
    /// The state after the whole log.
    pub(crate) state: &'a VisitState,
    pub(crate) clinic: ClinicId,
    pub(crate) visit: VisitId,
    /// The participant who receives it; `None` for the host.
    pub(crate) viewer: Option<&'a Participant>,
    /// The state after the newest entry so far.
    pub(crate) so_far: VisitState,
    /// When the call first began.
    pub(crate) started: Option<OffsetDateTime>,
    /// When the visit was closed, unless it was reopened.
    pub(crate) closed: Option<OffsetDateTime>,
    /// When the newest entry was recorded.
    pub(crate) newest: Option<OffsetDateTime>,
    /// The chats whose thread has been exported.
    pub(crate) threads: BTreeSet<ChatKey>,
    /// Whose first read of which chat has been exported.
    pub(crate) first_reads: BTreeSet<(ChatKey, PersonId)>,
}

impl<'a> Export<'a> {
    /// Begins the export of a visit, given the state after its whole log.
    ///
    /// # Errors
    /// [`Refusal::VisitUnknown`] if there is no such visit, or the person was never in it; [`Refusal::Removed`] after removal.
    pub fn new(
        state: &'a VisitState,
        options: &'a Options,
        references: References,
    ) -> Result<Self, ExportError> {
        let (clinic, visit) = state.ids.ok_or(Refusal::VisitUnknown)?;
        let viewer = match options.scope {
            Scope::Host => None,
            Scope::Person(person) => Some(participant(state, person)?), // M7, W9
        };
        Ok(Self {
            options,
            references,
            state,
            clinic,
            visit,
            viewer,
            so_far: VisitState::default(),
            started: None,
            closed: None,
            newest: None,
            threads: BTreeSet::new(),
            first_reads: BTreeSet::new(),
        })
    }

    /// The resources of the next entry.
    #[must_use]
    pub fn entry(&mut self, entry: &Entry) -> Vec<Resource> {
        let phase = self.so_far.phase;
        evolve(&mut self.so_far, entry);
        self.note(entry, self.so_far.phase != phase);
        match &entry.event {
            Event::MessageSent { message, .. } | Event::MessageCorrected { message, .. } => {
                self.message(entry, *message)
            }
            Event::MessageRetracted { message, .. } => self.retraction(entry, *message),
            Event::NoticeSent { notice, text } => self.notice(entry, *notice, text),
            Event::ChatRead { chat, .. } => self.first_read(entry, *chat),
            Event::GlassBroken { chat, reason, .. } => self.oversight(entry, *chat, reason),
            _ => Vec::new(),
        }
    }

    /// The visit itself, after all entries.
    #[must_use]
    pub fn finish(self) -> Resource {
        self.encounter()
    }

    /// Notes the times of the visit.
    fn note(&mut self, entry: &Entry, changed: bool) {
        let phase = self.so_far.phase;
        self.newest = self.newest.max(Some(entry.at));
        if !changed {
            return;
        }
        if phase == chat_domain::Phase::InProgress {
            self.started = self.started.or(Some(entry.at));
        }
        // Clocks of nodes differ, and a period must not end before it starts.
        self.closed = Some(self.started.map_or(entry.at, |start| start.max(entry.at)))
            .filter(|_| phase.is_closed());
    }
}
