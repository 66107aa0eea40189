//! A visit for its host.

use super::{HostParticipantOut, HostVisitOut};
use chat_app::HostVisit;

pub(crate) fn host_visit_out(visit: HostVisit) -> HostVisitOut {
    let HostVisit {
        summary,
        unread,
        reminded_at,
    } = visit;
    let participants = summary.participants.iter();
    HostVisitOut {
        visit: summary.visit,
        kind: summary.kind,
        phase: summary.phase,
        scheduled_for: summary.scheduled_for,
        participants: participants
            .map(|participant| HostParticipantOut {
                person: participant.person,
                role: participant.role,
                presence: participant.presence,
                waiting_since: participant.waiting_since,
                reminded_at: reminded_at.get(&participant.person).copied(),
                unread: unread.get(&participant.person).copied().unwrap_or(0),
            })
            .collect(),
    }
}
