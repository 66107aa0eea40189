//! Typing (R5).

use super::verdict::ensure;
use crate::{law::Law, moment::Moment, naive::Notes, probe::ABSENT_MESSAGE};
use chat_domain::{
    Actor, ChatKey, ClientMessageId, Entry, Event, MessageText, PersonId, Recipient, RuleId,
    VisitState,
    access::{Typing, sees_typing},
    audience, evolve,
};
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// Only people who may write now can show that they type, and all of them can.
pub(super) const TYPISTS_MAY_WRITE: Law = Law {
    name: "people signal typing exactly where they may write",
    rules: &[RuleId::R5, RuleId::W8, RuleId::W9, RuleId::W11],
    check: people_signal_typing_exactly_where_they_may_write,
};

/// A person is shown typing exactly if they would be shown the message.
pub(super) const TYPING_IS_SHOWN_LIKE_A_MESSAGE: Law = Law {
    name: "typing is shown to exactly those who would read the message",
    rules: &[RuleId::R5, RuleId::M1, RuleId::M5, RuleId::M7, RuleId::W9],
    check: typing_is_shown_to_exactly_those_who_would_read_the_message,
};

/// A signal from before its person's message is shown to no one afterwards.
pub(super) const A_MESSAGE_ENDS_TYPING: Law = Law {
    name: "a message ends the typing before it",
    rules: &[RuleId::R5],
    check: a_message_ends_the_typing_before_it,
};

/// Whether a person may show that they type, according to the notes.
fn may_type(notes: &Notes<'_>, who: PersonId, chat: &ChatKey) -> bool {
    notes.rules.is_some_and(|rules| rules.shows_typing) && notes.may_write(who, chat)
}

/// The audience of a message that someone sends now.
fn would_read(now: &VisitState, sender: PersonId, chat: ChatKey) -> BTreeSet<PersonId> {
    let mut state = now.clone();
    let entry = Entry {
        seq: state.version.next(),
        at: OffsetDateTime::UNIX_EPOCH,
        actor: Actor::Person(sender),
        event: Event::MessageSent {
            chat,
            number: state.chat(&chat).last.next(),
            recipient: Recipient::of(&chat, sender).unwrap_or(Recipient::Everyone),
            message: ABSENT_MESSAGE,
            client_id: ClientMessageId::new(ABSENT_MESSAGE.uuid()),
            text: MessageText::new("May I?").ok(),
            files: Vec::new(),
        },
    };
    evolve(&mut state, &entry);
    audience(&state, &entry)
}

fn people_signal_typing_exactly_where_they_may_write(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for chat in notes.every_chat() {
        for who in notes.everyone() {
            let signals = Typing::now(moment.after, who, chat).is_some();
            ensure(signals == may_type(notes, who, &chat), || {
                format!("{who} signals typing in {chat}: {signals}")
            })?;
        }
    }
    Ok(())
}

fn typing_is_shown_to_exactly_those_who_would_read_the_message(
    moment: &Moment<'_>,
) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let (notes, now) = (moment.notes(), moment.after);
    let everyone = notes.everyone();
    for chat in notes.every_chat() {
        let after = now.chat(&chat).last;
        let member = |who: &PersonId| notes.is_member(*who, &chat);
        let members: Vec<_> = everyone.iter().copied().filter(member).collect();
        // The same for every sender.
        let mut readers = None;
        for person in everyone.iter().copied() {
            let typing = Typing {
                person,
                chat,
                after,
            };
            if !may_type(notes, person, &chat) {
                let shown = members.iter().find(|who| sees_typing(now, **who, &typing));
                ensure(shown.is_none(), || format!("{shown:?} is shown {typing:?}"))?;
                continue;
            }
            let readers = readers.get_or_insert_with(|| would_read(now, person, chat));
            for who in everyone.iter().copied() {
                let shown = sees_typing(now, who, &typing);
                let other = who != person;
                let (reads, member) = (readers.contains(&who), members.contains(&who));
                ensure(
                    shown == (reads && other) && (shown || !(member && other)),
                    || format!("{who} is shown {typing:?}: {shown}, and would read: {reads}"),
                )?;
                ensure(!shown || notes.sees(who, person), || {
                    format!("{who} does not know {person}")
                })?;
            }
        }
    }
    Ok(())
}

fn a_message_ends_the_typing_before_it(moment: &Moment<'_>) -> Result<(), String> {
    for entry in moment.added() {
        let (Event::MessageSent { chat, .. }, Actor::Person(author)) = (&entry.event, entry.actor)
        else {
            continue;
        };
        let Some(typing) = Typing::now(moment.before, author, *chat) else {
            continue;
        };
        for who in moment.notes().everyone() {
            ensure(!sees_typing(moment.after, who, &typing), || {
                format!("{who} is still shown {typing:?}")
            })?;
        }
    }
    Ok(())
}
