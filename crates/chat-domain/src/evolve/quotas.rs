//! Each person's writing and other acts in the fold (V8).

use crate::{
    event::Event,
    id::PersonId,
    log::{Actor, Entry},
    visit::VisitState,
};

/// V8: counts never go down, not even after a retraction.
pub(super) fn write(state: &mut VisitState, by: PersonId, text: &str) {
    let written = state.written.entry(by).or_default();
    let bytes = text.len() as u64;
    written.entries = written.entries.saturating_add(1);
    written.text_bytes = written.text_bytes.saturating_add(bytes);
}

/// V8: counts coming, going and changing the visit. Messages, notices and files have separate limits (V8,
/// V5), which also bound retractions, discards, read marks and ended waits.
pub(super) fn act(state: &mut VisitState, entry: &Entry) {
    let bounded_elsewhere = matches!(
        entry.event,
        Event::MessageSent { .. }
            | Event::MessageCorrected { .. }
            | Event::MessageRetracted { .. }
            | Event::ChatRead { .. }
            | Event::NoAnswerNeeded { .. }
            | Event::NoticeSent { .. }
            | Event::NoticeSettled { .. }
            | Event::FileStaged { .. }
            | Event::FileDiscarded { .. }
    );
    let counted = matches!(entry.actor, Actor::Person(_) | Actor::Overseer(_));
    if counted && !bounded_elsewhere {
        let acts = state.acts.entry(entry.actor).or_default();
        *acts = acts.saturating_add(1);
    }
}
