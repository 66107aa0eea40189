//! Notices from attendees to the care team (W7): who may send one, and who learns of it.

use super::participant::{open, participant};
use crate::{
    id::PersonId,
    refusal::Refusal,
    text::NoticeText,
    visit::{Participant, VisitState},
};

/// The notices that `person` may send now: those recorded for the visit, otherwise those of its rules.
/// Independent of what they may write, since a chat may be greyed out at any moment.
///
/// # Errors
/// The refusal.
pub fn may_send_notices(state: &VisitState, person: PersonId) -> Result<Vec<NoticeText>, Refusal> {
    let me = participant(state, person)?; // M7, W9
    let offered = offered(state);
    if offered.is_empty() {
        return Err(Refusal::NoNotices); // W7
    }
    if me.role.is_care_team() {
        return Err(Refusal::NoticesAreForAttendees); // W7
    }
    open(state)?; // W8
    if me.has_entered() {
        Ok(offered)
    } else {
        Err(Refusal::NotEntered) // M1
    }
}

fn offered(state: &VisitState) -> Vec<NoticeText> {
    match (state.rules().notices, &state.offered_notices) {
        (None, _) => Vec::new(),
        (Some(_), Some(chosen)) => chosen.as_slice().to_vec(),
        (Some(fixed), None) => fixed.iter().map(|text| NoticeText::fixed(text)).collect(),
    }
}

/// Whether a notice of `sender` with this text waits. Each text therefore waits at most once.
pub(crate) fn repeats_waiting_notice(
    state: &VisitState,
    sender: PersonId,
    text: &NoticeText,
) -> bool {
    let mut waiting = state.notices.waiting(sender);
    waiting.any(|notice| notice.text == *text)
}

/// Whether the notices of `sender` are for this person too: everyone's are for the care team, even those sent while they
/// were removed (W9), and for all others their own (M7).
#[must_use]
pub(crate) fn hears_notices(me: &Participant, sender: PersonId) -> bool {
    me.role.is_care_team() || me.person == sender // W7
}
