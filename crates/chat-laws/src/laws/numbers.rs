//! What a late attendee is shown does not depend on what came before them (M7).

use super::verdict::ensure;
use crate::{law::Law, moment::Moment, naive::Notes};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Entry, Event, MessageText, PersonId, RuleId, Seq, VisitState,
    evolve, view,
    view::{MessageView, ReadingView, readable_message, reading},
};

/// One more entry in the visit chat before an attendee's first entry into the visit changes nothing of what they
/// are shown: neither numbers nor marks nor counts.
pub(super) const WHAT_CAME_BEFORE_SHOWS_NOWHERE: Law = Law {
    name: "what came before a late attendee shows nowhere",
    rules: &[RuleId::M6, RuleId::M7, RuleId::R1],
    check: what_came_before_a_late_attendee_shows_nowhere,
};

fn what_came_before_a_late_attendee_shows_nowhere(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let Some((who, came)) = newest_late_attendee(notes) else {
        return Ok(());
    };
    let Some(other) = with_one_more(moment.log, notes, came) else {
        return Ok(());
    };
    let mut state = VisitState::default();
    other.iter().for_each(|entry| evolve(&mut state, entry));
    let (here, there) = (view(moment.after, who), view(&state, who));
    ensure(here == there, || {
        format!("{who} sees {here:?}, else {there:?}")
    })?;
    let (here, there) = (
        shown(moment.after, who, moment.log),
        shown(&state, who, &other),
    );
    ensure(here == there, || {
        format!("{who} is shown {here:?}, else {there:?}")
    })
}

/// The attendee who entered last of those who don't read what came before, and when they did.
fn newest_late_attendee(notes: &Notes<'_>) -> Option<(PersonId, usize)> {
    let late = |who: &PersonId| notes.is_attendee(*who) && !notes.whole_history(*who);
    let people = notes.people.iter().filter(|(who, _)| late(who));
    let came = people.filter_map(|(who, person)| Some((person.came?, *who)));
    came.max().map(|(came, who)| (who, came))
}

/// The log with one more correction of a message of the visit chat before a position; `None` if there was no
/// message.
fn with_one_more(log: &[Entry], notes: &Notes<'_>, came: usize) -> Option<Vec<Entry>> {
    let mut messages = notes.messages.iter();
    let (id, message) =
        messages.find(|(_, message)| message.chat == ChatKey::Visit && message.at < came)?;
    let before = log.get(..came)?;
    let entries = before.iter().filter_map(|entry| entry.event.chat_entry());
    let number = ChatNumber(1 + entries.filter(|(chat, _)| *chat == ChatKey::Visit).count() as u64);
    let corrections = message.texts.iter().filter(|(at, _)| *at < came).count();
    let extra = Entry {
        seq: Seq(came as u64 + 1),
        at: before.last()?.at,
        actor: Actor::Person(message.author),
        event: Event::MessageCorrected {
            chat: ChatKey::Visit,
            number,
            message: *id,
            version: u32::try_from(corrections).ok()?.saturating_add(1),
            text: MessageText::new("One more.").ok()?,
        },
    };
    let later = log.get(came..)?.iter().map(|entry| later(entry, number));
    Some(before.iter().cloned().chain([extra]).chain(later).collect())
}

/// An entry that comes one position later, and in the visit chat one number later.
fn later(entry: &Entry, from: ChatNumber) -> Entry {
    let mut entry = entry.clone();
    entry.seq = entry.seq.next();
    match &mut entry.event {
        Event::MessageSent { chat, number, .. }
        | Event::MessageCorrected { chat, number, .. }
        | Event::MessageRetracted { chat, number, .. }
            if *chat == ChatKey::Visit =>
        {
            *number = number.next();
        }
        Event::ChatRead { chat, through }
        | Event::NoAnswerNeeded { chat, through }
        | Event::GlassBroken { chat, through, .. }
            if *chat == ChatKey::Visit && *through >= from =>
        {
            *through = through.next();
        }
        _ => {}
    }
    entry
}

/// The messages and the reading of the visit chat, as shown to `who`.
fn shown(
    state: &VisitState,
    who: PersonId,
    log: &[Entry],
) -> (Vec<MessageView>, Option<ReadingView>) {
    let messages = log
        .iter()
        .filter_map(|entry| readable_message(state, who, entry));
    let messages = messages.filter(|message| message.chat == ChatKey::Visit);
    let reading = reading(state, who, ChatKey::Visit, Seq::ZERO);
    (messages.collect(), reading.ok().flatten())
}
