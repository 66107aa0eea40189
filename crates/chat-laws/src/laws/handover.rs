//! Handovers (V7).

use super::verdict::ensure;
use crate::{law::Law, moment::Moment, naive::Notes};
use chat_domain::{
    Actor, ChatKey, Command, Event, PersonId, Role,
    RuleId::{M7, P5, V7},
    access::{may_read_handed_over, may_read_message},
    view,
};

/// A visit passes from one provider to another, by the former, staff or the host.
pub(super) const A_PROVIDER_HANDS_OVER: Law = Law {
    name: "a visit is handed over by its provider staff or the host",
    rules: &[V7],
    check: a_visit_is_handed_over_by_its_provider_staff_or_the_host,
};

/// Without the policy no handover opens a direct chat; with it, only to the new provider and only up
/// to the handover.
pub(super) const A_HANDOVER_OPENS_WHAT_CAME_BEFORE: Law = Law {
    name: "a handover opens earlier direct chats to the new provider by policy alone",
    rules: &[V7],
    check: a_handover_opens_earlier_direct_chats_to_the_new_provider_by_policy_alone,
};

/// The patient can always know who reads their direct chat, and no one else learns that it exists.
pub(super) const A_HANDOVER_IS_SHOWN: Law = Law {
    name: "a handover is shown to those it concerns with the chats it opens",
    rules: &[V7, P5, M7],
    check: a_handover_is_shown_to_those_it_concerns_with_the_chats_it_opens,
};

/// Whether the rules permit the handover, apart from quotas and repetition.
fn permitted(notes: &Notes<'_>, actor: Actor, from: PersonId, to: PersonId) -> bool {
    let was_provider = |who| notes.people.get(&who).map(|p| p.role) == Some(Role::Provider);
    notes.may_hand_over(actor, from)
        && notes.open()
        && from != to
        && was_provider(from)
        && notes.role(to) == Some(Role::Provider)
}

fn a_visit_is_handed_over_by_its_provider_staff_or_the_host(
    moment: &Moment<'_>,
) -> Result<(), String> {
    moment.each_added(|notes, entry| match entry.event {
        Event::HandedOver { from, to } => {
            let mut current = notes.handovers.iter();
            let new = current.all(|one| (one.from, one.to) != (from, to));
            ensure(new && permitted(notes, entry.actor, from, to), || {
                format!("{entry:?}")
            })
        }
        _ => Ok(()),
    })?;
    let Command::HandOver { from, to } = *moment.command else {
        return Ok(());
    };
    let before = moment.notes_before();
    let expected =
        permitted(before, moment.actor, from, to) || before.repeats(moment.actor, moment.command);
    ensure(
        expected == moment.answer.is_ok() || moment.was_over(),
        || format!("{:?} got {:?}", moment.actor, moment.answer),
    )
}

fn a_handover_opens_earlier_direct_chats_to_the_new_provider_by_policy_alone(
    moment: &Moment<'_>,
) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes.everyone() {
        for (id, message) in &notes.messages {
            let member = notes.is_member(who, &message.chat);
            if member || message.chat == ChatKey::Visit {
                continue;
            }
            let read = may_read_message(moment.after, who, *id);
            ensure(
                read.is_ok() == notes.reads_handed_over(who, message),
                || format!("{who} reads {id}: {:?}", read.err()),
            )?;
        }
    }
    Ok(())
}

fn a_handover_is_shown_to_those_it_concerns_with_the_chats_it_opens(
    moment: &Moment<'_>,
) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let everyone = notes.everyone();
    for who in everyone
        .iter()
        .copied()
        .filter(|who| notes.takes_part(*who))
    {
        let view = view(moment.after, who).map_err(|refusal| format!("{who}: {refusal}"))?;
        let shown = view.handovers.iter().map(|one| (one.from, one.to));
        let known = notes.handovers.iter().map(|one| (one.from, one.to));
        let known = known.filter(|(from, to)| notes.sees_handover(who, *from, *to));
        ensure(shown.eq(known), || {
            format!("{who} is shown {:?}", view.handovers)
        })?;
        for handover in &view.handovers {
            let opened = handover.opened.iter().map(|one| one.chat);
            let known = |chat: &&ChatKey| match chat {
                ChatKey::Direct(pair) => {
                    pair.care == handover.from
                        && [pair.care, pair.attendee, handover.to].contains(&who)
                }
                ChatKey::Visit => false,
            };
            let read = |chat: &&ChatKey| {
                let mut messages = notes.messages.values().filter(|one| one.chat == **chat);
                let mut current = notes.handovers.iter();
                let it = current.find(|one| (one.from, one.to) == (handover.from, handover.to));
                it.is_some_and(|it| messages.any(|one| it.opens(one)))
            };
            // Shown to others even if the new provider had been removed when all of it was sent, but not
            // while they are removed, or have a role without direct chats.
            let reads_on = |chat: &&ChatKey| notes.reads_for(handover.to, chat);
            let expected = notes.chats.keys().filter(reads_on);
            let expected = expected.filter(known).filter(read).copied();
            let gone = who == handover.to && notes.was_removed(who);
            ensure(gone || opened.eq(expected), || {
                format!("{who} is shown {handover:?}")
            })?;
        }
        for chat in notes.chats.keys() {
            if let Ok(through) = may_read_handed_over(moment.after, who, chat) {
                let mut opened = view.handovers.iter().flat_map(|one| &one.opened);
                let known = opened.any(|one| (one.chat, one.through.0) == (*chat, through.0));
                ensure(known, || format!("{who} reads {chat}"))?;
            }
        }
    }
    Ok(())
}
