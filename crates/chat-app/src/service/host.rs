//! What the host may read of a visit.

use super::ChatService;
use crate::error::AppError;
use chat_domain::{
    PersonId, Presence, Refusal, VisitState, VisitSummary,
    view::{self, unread},
};
use chat_ports::VisitKey;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// A visit as its host may read it: no name and nothing that people wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostVisit {
    /// The visit with its participants, and since when a message waits for each one's answer (R4).
    pub summary: VisitSummary,
    /// The unread messages of each current participant in all of their chats together (R1).
    pub unread: BTreeMap<PersonId, u32>,
    /// When each current participant was last reminded, or named in an escalation, if they were (R6, R7).
    pub reminded_at: BTreeMap<PersonId, OffsetDateTime>,
}

impl ChatService {
    /// A visit for its host, as it stands now. Messages are not part of it: a log records who was shown a chat by breaking the
    /// glass (M5), and has no such record for a host.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the clinic has no such visit.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, patient, .. } = &clinic;
    /// clinic.says("Please rest.").await?;
    /// let seen = service.host_visit(*visit).await?;
    /// assert_eq!(seen.unread.get(patient), Some(&1));
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn host_visit(&self, visit: VisitKey) -> Result<HostVisit, AppError> {
        let snapshot = self.inner.engine.snapshot(visit).await?;
        let summary = VisitSummary::of(&snapshot.state).ok_or(Refusal::VisitUnknown)?;
        let current = summary.participants.iter();
        let current = current.filter(|participant| participant.presence != Presence::Removed);
        let current = current.map(|participant| participant.person);
        let unread = |person| (person, unread_of(&snapshot.state, person));
        let reminded = |person| Some((person, snapshot.state.reminders.reminded_at(person)?));
        Ok(HostVisit {
            unread: current.clone().map(unread).collect(),
            reminded_at: current.filter_map(reminded).collect(),
            summary,
        })
    }
}

fn unread_of(state: &VisitState, person: PersonId) -> u32 {
    let chats = view::view(state, person).map(|view| view.chats);
    let chats = chats.into_iter().flatten();
    chats
        .map(|chat| unread(state, person, &chat.chat))
        .fold(0, u32::saturating_add)
}
