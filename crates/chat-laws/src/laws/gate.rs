//! The gate: who may write (W1 to W7, W10).

use super::{
    pairs::pair_of,
    verdict::{ensure, fail},
};
use crate::{
    law::Law,
    moment::Moment,
    naive::{Notes, Place},
    probe::Probe,
};
use chat_domain::{Access, Actor, ChatKey, Event, PersonId, RuleId, access, decide};

/// Providers and staff may write wherever they are members, in every open visit.
pub(super) const THE_CARE_TEAM_MAY_ALWAYS_START: Law = Law {
    name: "the care team may always start a chat",
    rules: &[RuleId::W1],
    check: the_care_team_may_always_start_a_chat,
};

/// Every message, upload and correction by an attendee was permitted by the log before it.
pub(super) const NO_MESSAGE_PRECEDES_ITS_PERMISSION: Law = Law {
    name: "no message of an attendee precedes its permission",
    rules: &[RuleId::W2, RuleId::W3, RuleId::W4, RuleId::G2],
    check: no_message_of_an_attendee_precedes_its_permission,
};

/// Messages in one chat do not change who may write in another.
pub(super) const THE_GATE_IS_PER_CHAT: Law = Law {
    name: "the gate is per chat",
    rules: &[RuleId::W5],
    check: the_gate_is_per_chat,
};

/// A chat that the care side has written in accepts its members' messages, wherever everyone is.
pub(super) const ONCE_STARTED_A_CHAT_STAYS_OPEN: Law = Law {
    name: "once started a chat stays open",
    rules: &[RuleId::W4, RuleId::W6],
    check: once_started_a_chat_stays_open,
};

/// In a call with the provider, attendees may write without a start.
pub(super) const WITH_THE_PROVIDER_ATTENDEES_MAY_WRITE: Law = Law {
    name: "in the call with the provider attendees may write",
    rules: &[RuleId::W2, RuleId::W3],
    check: in_the_call_with_the_provider_attendees_may_write,
};

/// A chat in which only attendees wrote is greyed out for them once they are no longer with the
/// provider.
pub(super) const GREY_AGAIN_AFTER_THE_CALL: Law = Law {
    name: "a chat that only attendees wrote in is grey again after the call",
    rules: &[RuleId::W2, RuleId::W3, RuleId::W7],
    check: a_chat_that_only_attendees_wrote_in_is_grey_again_after_the_call,
};

/// A lock keeps attendees from writing. It affects neither the care team nor reading.
pub(super) const A_LOCK_IS_FOR_ATTENDEES: Law = Law {
    name: "a lock is for attendees and hides nothing",
    rules: &[RuleId::W1, RuleId::W6],
    check: a_lock_is_for_attendees_and_hides_nothing,
};

/// Attendees in the waiting room start no chat, except the visit chat if the policy permits it.
pub(super) const WAITING_ATTENDEES_START_BY_POLICY: Law = Law {
    name: "waiting attendees start only by policy",
    rules: &[RuleId::W10],
    check: waiting_attendees_start_only_by_policy,
};

/// Whether a plain message by this person in this chat would be accepted now.
fn takes(moment: &Moment<'_>, probe: &mut Probe, person: PersonId, chat: ChatKey) -> bool {
    let asked = probe.message(person, chat);
    let taken = match decide(moment.after, Actor::Person(person), asked) {
        Ok(events) => !events.is_empty(),
        Err(refusal) => moment.is_over(Actor::Person(person), asked, &refusal),
    };
    taken && access(moment.after, person, &chat).write.is_ok()
}

/// Every member of every possible chat, according to the notes.
pub(super) fn members(notes: &Notes<'_>) -> Vec<(PersonId, ChatKey)> {
    let people = || notes.people.keys().copied();
    let direct = people().flat_map(|care| people().map(move |other| ChatKey::direct(care, other)));
    let direct = direct.filter(|chat| notes.roles_fit(chat));
    let direct = direct.filter_map(|chat| Some((pair_of(&chat)?, chat)));
    let direct = direct.flat_map(|(pair, chat)| [(pair.care, chat), (pair.attendee, chat)]);
    let visit = people().map(|who| (who, ChatKey::Visit));
    let all = visit.chain(direct);
    all.filter(|(who, chat)| notes.is_member(*who, chat))
        .collect()
}

/// Checks that the plain message of this command, if it is one of those that `rightly` selects, was
/// accepted.
fn was_taken(
    moment: &Moment<'_>,
    rightly: impl Fn(&Notes<'_>, PersonId, &ChatKey) -> bool,
) -> Result<(), String> {
    let before = moment.notes_before();
    match moment.plain_send(before) {
        Some((sender, send)) if rightly(before, sender, &send.chat) => {
            ensure(moment.happened(), || {
                format!("{sender} in {}: {:?}", send.chat, moment.answer)
            })
        }
        _ => Ok(()),
    }
}

/// Checks that every plain message that `rightly` selects is accepted: this command's, and any that
/// could be sent now.
fn all_are_taken(
    moment: &Moment<'_>,
    rightly: impl Fn(&Notes<'_>, PersonId, &ChatKey) -> bool,
) -> Result<(), String> {
    was_taken(moment, &rightly)?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let mut probe = Probe::new();
    for (who, chat) in members(notes) {
        if rightly(notes, who, &chat) && !takes(moment, &mut probe, who, chat) {
            return fail(format!("{who} can't write in {chat}"));
        }
    }
    Ok(())
}

fn the_care_team_may_always_start_a_chat(moment: &Moment<'_>) -> Result<(), String> {
    all_are_taken(moment, |notes, who, chat| {
        notes.open_in(chat)
            && notes.is_care(who)
            && notes.is_member(who, chat)
            && !notes.recipient_removed(who, chat)
    })
}

fn no_message_of_an_attendee_precedes_its_permission(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| {
        let chat = match &entry.event {
            Event::MessageSent { chat, .. }
            | Event::MessageCorrected { chat, .. }
            | Event::FileStaged { chat, .. } => chat,
            _ => return Ok(()),
        };
        let Actor::Person(author) = entry.actor else {
            return fail(format!("no author of {entry:?}"));
        };
        let permitted = notes.is_care(author) || notes.may_write(author, chat);
        ensure(permitted, || format!("{entry:?}"))
    })
}

fn the_gate_is_per_chat(moment: &Moment<'_>) -> Result<(), String> {
    let Some((chat, _)) = moment.added().first().and_then(|e| e.event.chat_entry()) else {
        return Ok(());
    };
    let notes = moment.notes_before();
    if let Actor::Person(author) = moment.actor
        && notes.is_attendee(author)
        && matches!(moment.added(), [entry] if matches!(entry.event, Event::MessageSent { .. }))
    {
        let own = notes.started(&chat)
            || notes.with_provider(author, &chat)
            || notes.waits_by_policy(author, &chat);
        let others = notes.chats.keys().any(|other| notes.started(other));
        ensure(own || !others, || {
            format!("{author} wrote in {chat}, which only another chat opened")
        })?;
    }
    for other in notes.every_chat() {
        for person in notes.everyone() {
            let before = access(moment.before, person, &other);
            let after = access(moment.after, person, &other);
            if other != chat && before != after {
                return fail(format!(
                    "{person} in {other}: before {before:?}, after {after:?}"
                ));
            }
        }
    }
    Ok(())
}

fn once_started_a_chat_stays_open(moment: &Moment<'_>) -> Result<(), String> {
    all_are_taken(moment, |notes, who, chat| {
        notes.started(chat) && takes_attendees(notes, who, chat)
    })
}

fn in_the_call_with_the_provider_attendees_may_write(moment: &Moment<'_>) -> Result<(), String> {
    all_are_taken(moment, |notes, who, chat| {
        notes.is_attendee(who)
            && notes.with_provider(who, chat)
            && takes_attendees(notes, who, chat)
    })
}

/// Whether only the gate can keep a member from writing.
fn takes_attendees(notes: &Notes<'_>, who: PersonId, chat: &ChatKey) -> bool {
    notes.open_in(chat)
        && notes.is_member(who, chat)
        && !notes.locked(chat)
        && !notes.recipient_removed(who, chat)
}

fn a_chat_that_only_attendees_wrote_in_is_grey_again_after_the_call(
    moment: &Moment<'_>,
) -> Result<(), String> {
    let grey = |notes: &Notes<'_>, who, chat: &ChatKey| {
        notes
            .chats
            .get(chat)
            .is_some_and(|chat| !chat.authors.is_empty())
            && notes.is_attendee(who)
            && !notes.started(chat)
            && !notes.with_provider(who, chat)
            && !notes.waits_by_policy(who, chat)
    };
    moment.each_added(|notes, entry| match (&entry.event, entry.actor) {
        (Event::MessageSent { chat, .. }, Actor::Person(author)) if grey(notes, author, chat) => {
            fail(format!("{entry:?}"))
        }
        _ => Ok(()),
    })?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for chat in notes.chats.keys() {
        for who in notes.everyone() {
            if grey(notes, who, chat) && access(moment.after, who, chat).write.is_ok() {
                return fail(format!("{who} may write in {chat}"));
            }
        }
    }
    Ok(())
}

fn a_lock_is_for_attendees_and_hides_nothing(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| match (&entry.event, entry.actor) {
        (Event::MessageSent { chat, .. }, Actor::Person(author)) => {
            ensure(!(notes.locked(chat) && notes.is_attendee(author)), || {
                format!("{entry:?}")
            })
        }
        _ => Ok(()),
    })?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for chat in notes.chats.keys().filter(|chat| notes.locked(chat)) {
        for who in notes.everyone() {
            if !notes.is_member(who, chat) {
                continue;
            }
            let Access { read, write } = access(moment.after, who, chat);
            let care = notes.is_care(who) && notes.may_write(who, chat);
            if read.is_err() || write.is_ok() != care {
                return fail(format!("{who} in {chat}: {read:?}, {write:?}"));
            }
        }
    }
    Ok(())
}

fn waiting_attendees_start_only_by_policy(moment: &Moment<'_>) -> Result<(), String> {
    let waits = |notes: &Notes<'_>, who, chat: &ChatKey| {
        notes.place(who) == Place::Waiting
            && !notes.started(chat)
            && takes_attendees(notes, who, chat)
    };
    let before = moment.notes_before();
    if let Some((sender, send)) = moment.plain_send(before)
        && waits(before, sender, &send.chat)
    {
        let permitted = before.waits_by_policy(sender, &send.chat);
        ensure(moment.happened() == permitted, || {
            format!("{sender} in {}: {:?}", send.chat, moment.answer)
        })?;
    }
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let mut probe = Probe::new();
    for (who, chat) in members(notes) {
        let permitted = notes.waits_by_policy(who, &chat);
        if waits(notes, who, &chat) && takes(moment, &mut probe, who, chat) != permitted {
            return fail(format!(
                "{who} is waiting and may write in {chat}: {}",
                !permitted
            ));
        }
    }
    Ok(())
}
