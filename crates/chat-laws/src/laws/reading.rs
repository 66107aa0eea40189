//! Readers of the visit chat and recipients of entries (M1, M6, P5).

use super::verdict::{ensure, fail};
use crate::{
    law::Law,
    moment::Moment,
    naive::{Notes, Place},
};
use chat_domain::{
    Actor, ChatKey, ChatNumber, PersonId, ReaderNumber, RuleId,
    access::{may_read, may_read_message},
    audience, view,
    view::readable_message,
};
use std::collections::BTreeSet;

/// Attendees with whom the history is not shared don't read messages from before their first entry, and read
/// all later ones.
pub(super) const LATE_ATTENDEES_READ_FROM_THEIR_ENTRY_ON: Law = Law {
    name: "late attendees read from their own first entry on",
    rules: &[RuleId::M1, RuleId::M6],
    check: late_attendees_read_from_their_own_first_entry_on,
};

/// The care team, the patient of a one-to-one visit, and everyone with whom the history is shared read the
/// whole visit chat.
pub(super) const THE_CARE_TEAM_READS_ALL_OF_THE_VISIT_CHAT: Law = Law {
    name: "the care team and all who share the history read all of the visit chat",
    rules: &[RuleId::M1, RuleId::M6],
    check: the_care_team_and_all_who_share_the_history_read_all_of_the_visit_chat,
};

/// Live delivery equals reading: an entry is delivered to exactly the people who may read it.
pub(super) const AN_ENTRY_GOES_TO_ITS_READERS: Law = Law {
    name: "an entry goes to exactly those who may read it",
    rules: &[RuleId::M1, RuleId::M5, RuleId::M6, RuleId::M7, RuleId::W9],
    check: an_entry_goes_to_exactly_those_who_may_read_it,
};

/// The author of every readable message is shown to its reader.
pub(super) const AUTHORS_ARE_SHOWN: Law = Law {
    name: "the author of a readable message is shown",
    rules: &[RuleId::M1, RuleId::P5],
    check: the_author_of_a_readable_message_is_shown,
};

/// Each person is shown exactly the people permitted by M1 and M7.
pub(super) const PEOPLE_ARE_SHOWN_WHOM_THEY_MAY_KNOW_OF: Law = Law {
    name: "people see exactly those they may know of",
    rules: &[RuleId::M1, RuleId::M7],
    check: people_see_exactly_those_they_may_know_of,
};

/// Checks that everyone selected by `whom` reads the entries of the visit chat that the notes permit, and no
/// others, and numbers them without a gap.
fn read_as_noted(
    moment: &Moment<'_>,
    whom: impl Fn(&Notes<'_>, PersonId) -> bool,
) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let last = notes.chats.get(&ChatKey::Visit);
    let last = last.map_or(0, |chat| chat.entries.len()) as u64;
    for who in notes.everyone().into_iter().filter(|who| whom(notes, *who)) {
        let readable = may_read(moment.after, who, &ChatKey::Visit);
        let readable = readable.map_err(|refusal| format!("{who}: {refusal}"))?;
        let entries = (1..=last).filter(|number| readable.includes(ChatNumber(*number)));
        let (entries, noted) = (
            entries.collect::<Vec<_>>(),
            notes.readable(who, &ChatKey::Visit),
        );
        ensure(entries == noted, || {
            format!("{who} reads {entries:?}, not {noted:?}")
        })?;
        for (count, entry) in (1..)
            .map(ReaderNumber)
            .zip(entries.into_iter().map(ChatNumber))
        {
            ensure(
                readable.number(entry) == count && readable.entry(count) == entry,
                || format!("{who} counts {entry} as {}", readable.number(entry)),
            )?;
        }
        for (id, message) in &notes.messages {
            let reads = may_read_message(moment.after, who, *id).is_ok();
            if message.chat == ChatKey::Visit && reads != notes.reads(who, message) {
                return fail(format!("{who} reads {id}: {reads}"));
            }
        }
    }
    Ok(())
}

fn late_attendees_read_from_their_own_first_entry_on(moment: &Moment<'_>) -> Result<(), String> {
    read_as_noted(moment, |notes, who| {
        notes.is_attendee(who) && has_come(notes, who) && !notes.whole_history(who)
    })
}

fn the_care_team_and_all_who_share_the_history_read_all_of_the_visit_chat(
    moment: &Moment<'_>,
) -> Result<(), String> {
    read_as_noted(moment, |notes, who| {
        notes.is_care(who)
            || notes.is_attendee(who) && has_come(notes, who) && notes.whole_history(who)
    })
}

fn has_come(notes: &Notes<'_>, who: PersonId) -> bool {
    notes.people.get(&who).is_some_and(|p| p.came.is_some())
}

fn an_entry_goes_to_exactly_those_who_may_read_it(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let everyone = notes.everyone();
    for (at, entry) in moment.log.iter().enumerate() {
        let recipients = audience(moment.after, entry);
        let readers = everyone.iter().copied().filter(|who| notes.gets(*who, at));
        if !recipients.iter().copied().eq(readers) {
            return fail(format!("{entry:?} is delivered to {recipients:?}"));
        }
    }
    Ok(())
}

fn the_author_of_a_readable_message_is_shown(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    for who in moment.notes().everyone() {
        let read = moment
            .log
            .iter()
            .filter_map(|entry| readable_message(moment.after, who, entry));
        let mut behind = BTreeSet::new();
        for message in read {
            behind.insert(message.author);
            if let Some(Actor::Person(by)) = message.retraction.map(|retraction| retraction.by) {
                behind.insert(by);
            }
        }
        behind.remove(&who);
        if behind.is_empty() {
            continue;
        }
        let view = view(moment.after, who).map_err(|refusal| format!("{who}: {refusal}"))?;
        let shown: BTreeSet<_> = view.participants.iter().map(|p| p.person).collect();
        let hidden = behind.difference(&shown).next();
        ensure(hidden.is_none(), || {
            format!("{who} is not shown {hidden:?}")
        })?;
    }
    Ok(())
}

fn people_see_exactly_those_they_may_know_of(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let everyone = notes.everyone().into_iter();
    for who in everyone.filter(|who| notes.takes_part(*who)) {
        let view = view(moment.after, who).map_err(|refusal| format!("{who}: {refusal}"))?;
        let shown: BTreeSet<_> = view.participants.iter().map(|p| p.person).collect();
        let seen = notes.people.iter().filter(|(p, _)| notes.sees(who, **p));
        let call = seen.clone().any(|(_, p)| p.place == Place::Call);
        ensure(shown.iter().eq(seen.map(|(person, _)| person)), || {
            format!("{who} is shown {shown:?}")
        })?;
        ensure(view.call_underway == call, || {
            format!("{who} and the call: {call}")
        })?;
    }
    Ok(())
}
