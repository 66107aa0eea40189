//! Closing in the fold (W8).

use super::people::{Moment, everyone_away, settle_departures};
use crate::{
    access::open_in,
    chat::ChatState,
    log::Seq,
    visit::{Participant, Phase, Presence, VisitState},
};
use time::Duration;

pub(super) fn close(state: &mut VisitState, phase: Phase, moment: Moment) {
    let here = |p: &Participant| matches!(p.presence, Presence::InCall | Presence::Waiting);
    everyone_away(state, here, moment);
    settle_departures(state, |_| true);
    state.phase = phase;
    if phase == Phase::Completed && state.rules().closes_by_policy {
        let hours = state.policy.follow_up_hours;
        let until = moment.at.saturating_add(Duration::hours(hours.into()));
        state.follow_up_until = (hours > 0).then_some(until); // W8
    }
    end_waits(state, moment.seq);
}

pub(super) fn end_follow_up(state: &mut VisitState, seq: Seq) {
    state.follow_up_until = None;
    end_waits(state, seq);
}

/// R4: nothing waits in a closed chat. In a follow-up, direct chats are open.
fn end_waits(state: &mut VisitState, seq: Seq) {
    let chats = state.chats.iter();
    let last = chats.map(|(chat, ChatState { last, .. })| (*chat, *last));
    let closed: Vec<_> = last
        .filter(|(chat, _)| open_in(state, chat).is_err())
        .collect();
    for (chat, last) in closed {
        state.waiting.settle(chat, last, seq, |_| false);
    }
    state.notices.close();
}
