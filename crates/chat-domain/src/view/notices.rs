//! Notices to the care team as a viewer sees them (W7).

use crate::{
    access::{hears_notices, sees},
    chat::NoticeStatus,
    id::{NoticeId, PersonId},
    text::NoticeText,
    visit::{Participant, VisitState},
};
use time::OffsetDateTime;

/// How many notices of a sender are shown that no longer wait.
const SHOWN: usize = 20;

/// A notice as its viewer sees it: a member of the care team, or the sender.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NoticeView {
    /// The sender.
    pub sender: PersonId,
    /// The sender's id for it.
    pub notice: NoticeId,
    /// The text.
    pub text: NoticeText,
    /// When it was committed.
    pub sent_at: OffsetDateTime,
    /// Whether it waits, or how its wait ended (R4).
    pub status: NoticeStatus,
}

pub(super) fn seen_by(state: &VisitState, me: &Participant) -> Vec<NoticeView> {
    let people = state.participants.keys().copied();
    let senders = people.filter(|sender| hears_notices(me, *sender));
    let mut seen: Vec<_> = senders
        .flat_map(|sender| {
            let mut others = 0;
            let newest_first = state.notices.of(sender).rev();
            newest_first
                .take_while(move |(_, notice)| {
                    others += usize::from(notice.status != NoticeStatus::Waiting);
                    others <= SHOWN
                })
                .map(move |(seq, notice)| (seq, sender, notice))
        })
        .collect();
    seen.sort_by_key(|(seq, ..)| *seq);
    let shown = seen.into_iter().map(|(_, sender, notice)| NoticeView {
        sender,
        notice: notice.id,
        text: notice.text.clone(),
        sent_at: notice.sent_at,
        status: as_known(state, me, notice.status),
    });
    shown.collect()
}

fn as_known(state: &VisitState, me: &Participant, status: NoticeStatus) -> NoticeStatus {
    match status {
        NoticeStatus::Settled { by, at } => {
            let by = by.and_then(|by| state.participants.get(&by));
            let by = by.filter(|by| sees(me, by)).map(|by| by.person); // M7
            NoticeStatus::Settled { by, at }
        }
        NoticeStatus::Waiting | NoticeStatus::Closed => status,
    }
}
