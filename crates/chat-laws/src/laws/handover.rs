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
    let entitled = match actor {
        Actor::Host => true,
        Actor::Person(who) => who == from || notes.role(who) == Some(Role::Staff),
        Actor::Overseer(_) | Actor::Service => false,
    };
    entitled
        && notes.manages(actor)
        && notes.open()
        && notes.rules.is_some_and(|rules| rules.hands_over)
        && from != to
        && was_provider(from)
        && notes.role(to) == Some(Role::Provider)
}

fn a_visit_is_handed_over_by_its_provider_staff_or_the_host(
    moment: &Moment<'_>,
) -> Result<(), String> {
    moment.each_added(|notes, entry| match entry.event {
        Event::HandedOver { from, to } => {
            let new = |(_, by, to_whom): &(usize, _, _)| (*by, *to_whom) != (from, to);
            let new = notes.handovers.iter().all(new);
            ensure(new && permitted(notes, entry.actor, from, to), || {
                format!("{entry:?}")
            })
        }
        _ => Ok(()),
    })?;
    let Command::HandOver { from, to } = *moment.command else {
        return Ok(());
    };
    let expected = permitted(moment.notes_before(), moment.actor, from, to);
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
        let known = notes.handovers.iter().map(|(_, from, to)| (*from, *to));
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
                messages.any(|one| notes.reads_handed_over(handover.to, one))
            };
            // A provider who was removed reads nothing, and the handover to them still shows what it opened.
            let expected = notes.chats.keys().filter(known).filter(read).copied();
            let gone = notes.was_removed(handover.to);
            ensure(gone || opened.eq(expected), || {
                format!("{who} is shown {handover:?}")
            })?;
        }
        for chat in notes.chats.keys() {
            if let Ok(through) = may_read_handed_over(moment.after, who, chat) {
                let mut opened = view.handovers.iter().flat_map(|one| &one.opened);
                let known = opened.any(|one| (one.chat, one.through) == (*chat, through));
                ensure(known, || format!("{who} reads {chat}"))?;
            }
        }
    }
    Ok(())
}
