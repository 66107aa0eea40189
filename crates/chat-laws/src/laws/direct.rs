//! Membership and readers of direct chats (M2 to M5).

use super::{
    pairs::{direct_pair_of, everyone_outside, pair_of},
    verdict::fail,
};
use crate::{law::Law, moment::Moment, naive::Notes, probe::Probe};
use chat_domain::{
    Actor, ChatKey, DirectPair, Event, Refusal, RuleId, access, decide, reads_entry,
    view::readable_message,
};

/// Two attendees have no direct chat: it has no entries and admits no one.
pub(super) const TWO_ATTENDEES_NEVER_SHARE: Law = Law {
    name: "two attendees never share a direct chat",
    rules: &[RuleId::M2, RuleId::M3],
    check: two_attendees_never_share_a_direct_chat,
};

/// Two members of the care team have no direct chat: two providers, two staff, or one of each.
pub(super) const TWO_OF_THE_CARE_TEAM_NEVER_SHARE: Law = Law {
    name: "two of the care team never share a direct chat",
    rules: &[RuleId::M2, RuleId::M3, RuleId::M4],
    check: two_of_the_care_team_never_share_a_direct_chat,
};

/// People in the right roles are admitted, and no one else.
pub(super) const A_DIRECT_CHAT_JOINS_TWO_ROLES: Law = Law {
    name: "a direct chat joins a provider and a patient as far as policy permits",
    rules: &[RuleId::M2, RuleId::M4],
    check: a_direct_chat_joins_a_provider_and_a_patient_as_far_as_policy_permits,
};

/// No one but its two members gets an entry, a message or an answer from a direct chat, except the
/// messages that a handover opens (V7).
pub(super) const ONLY_ITS_TWO_MEMBERS_READ: Law = Law {
    name: "only its two members read a direct chat",
    rules: &[RuleId::M5, RuleId::M7, RuleId::V7],
    check: only_its_two_members_read_a_direct_chat,
};

fn two_attendees_never_share_a_direct_chat(moment: &Moment<'_>) -> Result<(), String> {
    never_share(moment, |notes, pair| {
        let attends = |who| notes.people.contains_key(&who) && !notes.was_care(who);
        attends(pair.care) && attends(pair.attendee)
    })
}

fn two_of_the_care_team_never_share_a_direct_chat(moment: &Moment<'_>) -> Result<(), String> {
    never_share(moment, |notes, pair| {
        notes.was_care(pair.care) && notes.was_care(pair.attendee)
    })
}

/// Checks that nothing is sent, staged or locked in such chats, and that no one may read or write
/// them.
fn never_share(
    moment: &Moment<'_>,
    such: impl Fn(&Notes<'_>, &DirectPair) -> bool,
) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for entry in moment.added() {
        if direct_pair_of(entry).is_some_and(|pair| such(notes, &pair)) {
            return fail(format!("{entry:?}"));
        }
    }
    let mut probe = Probe::new();
    for chat in notes.every_chat() {
        let Some(pair) = pair_of(&chat).filter(|pair| such(notes, pair)) else {
            continue;
        };
        for person in [pair.care, pair.attendee] {
            let access = access(moment.after, person, &chat);
            if access.read.is_ok() || access.write.is_ok() {
                return fail(format!("{person} in {chat}: {access:?}"));
            }
            let asked = probe.message(person, chat);
            if decide(moment.after, Actor::Person(person), asked).is_ok() {
                return fail(format!("{person} may send in {chat}"));
            }
        }
    }
    Ok(())
}

fn a_direct_chat_joins_a_provider_and_a_patient_as_far_as_policy_permits(
    moment: &Moment<'_>,
) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for entry in moment.added() {
        let fits = |pair| notes.roles_fit(&ChatKey::Direct(pair));
        if direct_pair_of(entry).is_some_and(|pair| !fits(pair)) {
            return fail(format!("{entry:?}"));
        }
    }
    for chat in notes.every_chat() {
        let Some(pair) = pair_of(&chat) else { continue };
        for person in [pair.care, pair.attendee] {
            let expected = notes.takes_part(person) && notes.roles_fit(&chat);
            let read = access(moment.after, person, &chat).read;
            if read.is_ok() != expected {
                return fail(format!("{person} reads {chat}: {read:?}"));
            }
        }
    }
    Ok(())
}

fn only_its_two_members_read_a_direct_chat(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let everyone = notes.everyone();
    for chat in notes.chats.keys() {
        let Some(pair) = pair_of(chat) else { continue };
        for person in everyone_outside(&everyone, &pair) {
            let access = access(moment.after, person, chat);
            let absent = [
                Refusal::ChatUnknown,
                Refusal::VisitUnknown,
                Refusal::Removed,
            ];
            let hidden = |why: Result<_, Refusal>| why.is_err_and(|why| absent.contains(&why));
            if !hidden(access.read) || !hidden(access.write) {
                return fail(format!("{person} in {chat}: {access:?}"));
            }
        }
    }
    for entry in moment.log {
        let Some(pair) = direct_pair_of(entry) else {
            continue;
        };
        let message = entry.event.message();
        let message = message.and_then(|message| notes.messages.get(&message));
        let opened = |who: &_| message.is_some_and(|one| notes.reads_handed_over(*who, one));
        let chat = ChatKey::Direct(pair);
        let ends_wait = matches!(entry.event, Event::NoAnswerNeeded { .. });
        let shown = |who: &_| ends_wait && notes.stands_in(*who, &chat); // R4
        let others = everyone_outside(&everyone, &pair);
        for person in others.filter(|who| !opened(who) && !shown(who)) {
            if reads_entry(moment.after, person, entry)
                || readable_message(moment.after, person, entry).is_some()
            {
                return fail(format!("{person} reads {entry:?}"));
            }
        }
    }
    Ok(())
}
