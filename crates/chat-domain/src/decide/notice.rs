//! Notices from attendees to the care team (W7, R4).

use crate::{
    access::{may_add_text, may_send_notices, open, participant, repeats_waiting_notice},
    event::Event,
    id::{NoticeId, PersonId},
    refusal::Refusal,
    text::NoticeText,
    visit::VisitState,
};

/// W7: an attendee sends one of the clinic's notices. A notice with the text of one that still waits is
/// a no-op.
pub(super) fn send(
    state: &VisitState,
    me: PersonId,
    notice: NoticeId,
    text: &NoticeText,
) -> Result<Vec<Event>, Refusal> {
    // F7 comes before everything else, as for messages: a retry stores nothing.
    if let Some((_, first)) = state.notices.get(me, notice) {
        return if first.text == *text {
            Ok(Vec::new())
        } else {
            Err(Refusal::NoticeIdReused) // F7
        };
    }
    let offered = may_send_notices(state, me)?; // W11: the same function as the screen
    if !offered.contains(text) {
        return Err(Refusal::NoticeNotOffered); // W7
    }
    if repeats_waiting_notice(state, me, text) {
        return Ok(Vec::new()); // W7
    }
    may_add_text(state, me, text.as_str())?; // V8
    Ok(vec![Event::NoticeSent {
        notice,
        text: text.clone(),
    }])
}

/// R4: one of the care team records that they saw to the notices of a sender, up to one of them. Later ones still wait.
pub(super) fn settle(
    state: &VisitState,
    me: PersonId,
    sender: PersonId,
    notice: NoticeId,
) -> Result<Vec<Event>, Refusal> {
    if !participant(state, me)?.role.is_care_team() {
        return Err(Refusal::CareTeamOnly); // R4
    }
    let (seq, _) = state
        .notices
        .get(sender, notice)
        .ok_or(Refusal::NoticeUnknown)?;
    open(state)?;
    if !state.notices.waits_through(sender, seq) {
        return Ok(Vec::new()); // R4
    }
    Ok(vec![Event::NoticeSettled { sender, notice }])
}
