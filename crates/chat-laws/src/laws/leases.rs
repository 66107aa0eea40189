//! Leased presence (V9).

use super::{
    gate::members,
    verdict::{ensure, fail},
};
use crate::{law::Law, moment::Moment, naive::Place};
use chat_domain::{Actor, Command, Departure, Event, Refusal, RuleId, access};

/// No other actor drops anyone.
pub(super) const ONLY_THE_SERVICE_DROPS: Law = Law {
    name: "only the service drops",
    rules: &[RuleId::V9],
    check: only_the_service_drops,
};

/// Presence ends by a drop only if the person reported it themselves, so never if the host did.
pub(super) const A_DROP_ENDS_LEASED_PRESENCE: Law = Law {
    name: "a drop ends presence that the person reported themselves",
    rules: &[RuleId::V9],
    check: a_drop_ends_presence_that_the_person_reported_themselves,
};

/// A greyed-out attendee in the call learns whether the provider was dropped or left.
pub(super) const THE_GATE_TELLS_A_DROP_FROM_A_DEPARTURE: Law = Law {
    name: "the gate tells a drop from a departure",
    rules: &[RuleId::W2, RuleId::V9],
    check: the_gate_tells_a_drop_from_a_departure,
};

const fn is_drop(event: &Event) -> bool {
    matches!(
        event,
        Event::ParticipantLeft {
            how: Departure::Dropped,
            ..
        }
    )
}

fn only_the_service_drops(moment: &Moment<'_>) -> Result<(), String> {
    for entry in moment.added() {
        ensure(
            !is_drop(&entry.event) || entry.actor == Actor::Service,
            || format!("{entry:?}"),
        )?;
    }
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for person in notes.people.keys().copied() {
        let asked = Command::Drop { person };
        moment.would(Actor::Host, &asked, false)?;
        for who in notes.everyone() {
            moment.would(Actor::Person(who), &asked, false)?;
            moment.would(Actor::Overseer(who), &asked, false)?;
        }
    }
    Ok(())
}

fn a_drop_ends_presence_that_the_person_reported_themselves(
    moment: &Moment<'_>,
) -> Result<(), String> {
    moment.each_added(|notes, entry| match &entry.event {
        Event::ParticipantLeft {
            person,
            how: Departure::Dropped,
        } => ensure(notes.open() && notes.leased(*person), || {
            format!("{entry:?}")
        }),
        _ => Ok(()),
    })?;
    if let (Actor::Service, Command::Drop { person }) = (moment.actor, moment.command) {
        let before = moment.notes_before();
        let due = before.open() && before.leased(*person);
        ensure(moment.happened() == due, || format!("{:?}", moment.answer))?;
    }
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for person in notes.people.keys().copied() {
        let leased = notes.leased(person);
        let asked = Command::Drop { person };
        moment.would(Actor::Service, &asked, notes.open() && leased)?;
        let is = moment.after.participants.get(&person);
        ensure(is.is_some_and(|is| is.leased == leased), || {
            format!("leased: {leased}, found {is:?}")
        })?;
    }
    Ok(())
}

fn the_gate_tells_a_drop_from_a_departure(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for (who, chat) in members(notes) {
        let why = match access(moment.after, who, &chat).write {
            Err(Refusal::ProviderDropped) => true,
            Err(Refusal::NotStarted) => false,
            _ => continue,
        };
        let cut_off = notes.place(who) == Place::Call && notes.provider_dropped(&chat);
        if why != cut_off {
            return fail(format!("{who} in {chat}: dropped {cut_off}, shown {why}"));
        }
    }
    Ok(())
}
