//! Read marks (R1 to R3).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment, naive::Notes};
use chat_domain::{
    Actor, Command, Event, PersonId, Refusal,
    RuleId::{R1, R2, R3, W9},
    Seq,
    view::{MOST_UNREAD, read_by, reading, unread},
};

pub(super) const READERS_MARK_FORWARD: Law = Law {
    name: "readers mark a chat as read only forward",
    rules: &[R1],
    check: readers_mark_forward,
};

pub(super) const UNREAD_IS_WHAT_OTHERS_WROTE_AFTER_THE_MARK: Law = Law {
    name: "unread is what others wrote or corrected after the mark",
    rules: &[R1, R2, W9],
    check: unread_is_what_others_wrote_after_the_mark,
};

pub(super) const A_VERSION_IS_READ_BY_THOSE_WHO_MARKED_IT: Law = Law {
    name: "a version is read by those who marked it before the next",
    rules: &[R2, R3],
    check: a_version_is_read_by_those_who_marked_it,
};

fn keeps_marks(notes: &Notes<'_>) -> bool {
    notes.rules.is_some_and(|rules| rules.keeps_read_marks)
}

fn readers_mark_forward(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| match (&entry.event, entry.actor) {
        (Event::ChatRead { chat, through }, Actor::Person(who)) => {
            let last = notes.chats.get(chat).map_or(0, |chat| chat.entries.len()) as u64;
            let forward = through.0 > notes.marked(who, chat) as u64 && through.0 <= last;
            let readable = notes.readable(who, chat).contains(&through.0);
            let permitted = keeps_marks(notes) && notes.is_member(who, chat) && readable;
            ensure(forward && permitted, || format!("{entry:?}"))
        }
        (Event::ChatRead { .. }, _) => fail(format!("{entry:?}")),
        _ => Ok(()),
    })?;
    let (Actor::Person(who), Command::MarkRead { chat, through }) = (moment.actor, moment.command)
    else {
        return Ok(());
    };
    let before = moment.notes_before();
    if !before.is_member(who, chat) {
        return ensure(moment.answer.is_err(), || "an outsider marks".to_owned());
    }
    if !keeps_marks(before) {
        let expected = Some(&Refusal::ReadMarksNotKept);
        return ensure(moment.answer.as_ref().err() == expected, || {
            format!("{who} hears {:?}", moment.answer)
        });
    }
    // A late attendee can't mark what came before them (M6).
    let readable = before.readable(who, chat).contains(&through.0);
    let news = through.0 > before.marked(who, chat) as u64;
    match moment.answer {
        Ok(_) => ensure(readable && moment.happened() == news, || {
            format!("{who} marks {through}: {:?}", moment.answer)
        }),
        Err(refusal) => ensure(*refusal == Refusal::MessageUnknown && !readable, || {
            format!("{who} hears {refusal:?}")
        }),
    }
}

fn unread_is_what_others_wrote_after_the_mark(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for chat in notes.every_chat() {
        let Some(found) = notes.chats.get(&chat) else {
            continue;
        };
        for who in notes.everyone() {
            let marked = notes.marked(who, &chat);
            let new = |at: usize| found.entries.iter().skip(marked).any(|entry| *entry == at);
            let of_chat = notes.messages.values().filter(|one| one.chat == chat);
            let counted = of_chat.filter(|one| {
                let newest = one.texts.last().is_some_and(|(at, _)| new(*at));
                let read = notes.reads_as_member(who, one);
                newest && one.author != who && one.retracted.is_none() && read
            });
            let counted = counted.count().min(MOST_UNREAD as usize);
            let expected = if keeps_marks(notes) { counted } else { 0 };
            let shown = unread(moment.after, who, &chat) as usize;
            ensure(shown == expected, || {
                format!("{who} has {shown} unread in {chat}, not {expected}")
            })?;
            if let Ok(Some(seen)) = reading(moment.after, who, chat, Seq::ZERO) {
                marks_are_shown(notes, who, &seen)?;
            }
        }
    }
    Ok(())
}

fn marks_are_shown(
    notes: &Notes<'_>,
    who: PersonId,
    seen: &chat_domain::view::ReadingView,
) -> Result<(), String> {
    let chat = &seen.chat;
    let counted = |number| notes.counted(who, chat, number);
    let own = counted(notes.marked(who, chat) as u64);
    ensure(seen.through.0 == own, || format!("{who} sees {seen:?}"))?;
    for other in notes.people.keys().copied().filter(|other| *other != who) {
        let marked = notes.marked(other, chat) as u64;
        let known = notes.known_mark(who, other, chat, marked);
        let known = known.filter(|_| notes.sees(who, other));
        let before = notes.first_shared(who, other, chat) - 1;
        let expected = known.map(|known| (1 + counted(before), counted(known)));
        let shown = seen.readers.iter().find(|reader| reader.person == other);
        ensure(
            shown.map(|reader| (reader.first.0, reader.through.0)) == expected,
            || format!("{who} sees {shown:?} of {other}, not {expected:?}"),
        )?;
        let Some(shown) = shown else { continue };
        // No one has read what they may not read (W9).
        let theirs = notes.readable(other, chat);
        let missed = |own: &u64| {
            let mut gaps = shown.gaps.iter();
            gaps.any(|(first, last)| (first.0..=last.0).contains(&counted(*own)))
        };
        let own = notes.readable(who, chat).into_iter();
        let covered = own.filter(|own| (before + 1..=known.unwrap_or(0)).contains(own));
        for own in covered {
            ensure(missed(&own) != theirs.contains(&own), || {
                format!("{who} sees {shown:?} of {other}, who may read {theirs:?}")
            })?;
        }
    }
    Ok(())
}

fn a_version_is_read_by_those_who_marked_it(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for (id, message) in &notes.messages {
        let text = message.texts.last().map_or(message.at, |(at, _)| *at);
        let until = message.retracted.map_or(usize::MAX, |(at, _)| at);
        for who in notes.everyone() {
            let knows = notes.reads(who, message) && keeps_marks(notes);
            let shown = read_by(moment.after, who, *id);
            ensure(shown.is_ok() == knows, || {
                format!("{who} sees {shown:?} of {id}")
            })?;
            let Ok(shown) = shown else { continue };
            let readers = notes.people.keys().copied().filter(|reader| {
                notes.sees(who, *reader) && notes.read_at(*reader, message, text, until).is_some()
            });
            let mut listed: Vec<_> = shown.iter().map(|one| one.person).collect();
            listed.sort();
            ensure(listed.iter().copied().eq(readers), || {
                format!("{who} sees {shown:?} of {id}")
            })?;
        }
    }
    Ok(())
}
