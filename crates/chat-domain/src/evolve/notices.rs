//! Notices to the care team, and what ends their wait (W7, R4).

use super::people::Moment;
use crate::{
    chat::{Notice, NoticeStatus},
    id::{NoticeId, PersonId},
    log::Actor,
    text::NoticeText,
    visit::VisitState,
};

pub(super) fn send(
    state: &mut VisitState,
    sender: PersonId,
    id: NoticeId,
    text: &NoticeText,
    moment: Moment,
) {
    let notice = Notice {
        id,
        text: text.clone(),
        sent_at: moment.at,
        status: NoticeStatus::Waiting,
    };
    state.notices.send(sender, moment.seq, notice); // W7
}

/// R4: ends the wait of a sender's notices up to one of them.
pub(super) fn settle(state: &mut VisitState, sender: PersonId, notice: NoticeId, moment: Moment) {
    let through = state.notices.get(sender, notice).map(|(seq, _)| seq);
    if let (Actor::Person(by), Some(through)) = (moment.actor, through) {
        let status = NoticeStatus::Settled {
            by: Some(by),
            at: moment.at,
        };
        state.notices.settle(sender, through, status);
    }
}
