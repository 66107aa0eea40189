//! Participants (V4) and the visit's policy.

use super::verdict::{ensure, fail};
use crate::{
    law::Law,
    moment::Moment,
    naive::Notes,
    probe::{self, ABSENT_PERSON},
};
use chat_domain::{Actor, Command, Event, PersonId, Refusal, Role, RuleId, VisitKind};

/// A one-to-one visit never gets a second patient, even if the first was removed.
pub(super) const ONE_PATIENT_IN_A_ONE_TO_ONE_VISIT: Law = Law {
    name: "a one to one visit has one patient ever",
    rules: &[RuleId::V4],
    check: a_one_to_one_visit_has_one_patient_ever,
};

/// A visit with a provider never loses its last one.
pub(super) const ONE_PROVIDER_STAYS: Law = Law {
    name: "one provider always stays",
    rules: &[RuleId::V4],
    check: one_provider_always_stays,
};

/// A person is added at most once, in any role.
pub(super) const A_PERSON_TAKES_PART_ONCE: Law = Law {
    name: "a person takes part once",
    rules: &[RuleId::V4],
    check: a_person_takes_part_once,
};

/// Only an edit changes the policy that was recorded at scheduling, and never who reads the whole
/// history.
pub(super) const A_VISIT_KEEPS_ITS_POLICY: Law = Law {
    name: "a visit keeps its policy until it is edited",
    rules: &[RuleId::M4, RuleId::M6, RuleId::W10, RuleId::F6],
    check: a_visit_keeps_its_policy_until_it_is_edited,
};

/// The people who are or ever were patients.
fn patients_of(notes: &Notes<'_>) -> usize {
    notes.people.values().filter(|p| p.was_patient).count()
}

fn providers(notes: &Notes<'_>) -> usize {
    let there = notes.people.values().filter(|p| p.removed.is_none());
    there.filter(|p| p.role == Role::Provider).count()
}

fn a_one_to_one_visit_has_one_patient_ever(moment: &Moment<'_>) -> Result<(), String> {
    let notes = moment.notes();
    let one = matches!(notes.scheduled, Some((VisitKind::OneToOne, _)));
    let patients = patients_of(notes);
    ensure(!one || patients <= 1, || format!("{patients} patients"))?;
    if let Some(another) = probe::add(ABSENT_PERSON) {
        moment.would(
            Actor::Host,
            &another,
            notes.open() && (!one || patients == 0),
        )?;
    }
    let may_come = !one || patients_of(moment.notes_before()) == 0;
    let wrongly = *moment.answer == Err(Refusal::OnePatientOnly) && may_come;
    match moment.command {
        Command::AddParticipant(new) if wrongly => fail(format!("{:?} was refused", new.role)),
        _ => Ok(()),
    }
}

fn one_provider_always_stays(moment: &Moment<'_>) -> Result<(), String> {
    let (before, after) = (moment.notes_before(), moment.notes());
    let (was, is) = (providers(before), providers(after));
    ensure(was == 0 || is > 0, || format!("{was} providers, then {is}"))?;
    for person in after.people.keys() {
        let Some(asked) = probe::remove(*person) else {
            continue;
        };
        let last = is == 1 && after.role(*person) == Some(Role::Provider);
        let may = after.open() && after.takes_part(*person) && !last;
        moment.would(Actor::Host, &asked, may)?;
    }
    match moment.command {
        Command::RemoveParticipant { person, .. } => {
            let last = was == 1 && before.role(*person) == Some(Role::Provider);
            let may = before.open() && before.manages(moment.actor) && before.takes_part(*person);
            ensure(!may || moment.happened() != last, || {
                format!("{:?}", moment.answer)
            })
        }
        _ => Ok(()),
    }
}

/// M6: only where a visit shares its history by choice, and with whom it may.
pub(super) const HISTORY_IS_SHARED_WHERE_THE_RULES_SAY: Law = Law {
    name: "history is shared where the rules say",
    rules: &[RuleId::M6],
    check: history_is_shared_where_the_rules_say,
};

fn history_is_shared_where_the_rules_say(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| match &entry.event {
        Event::ParticipantAdded {
            role,
            shares_history: true,
            ..
        } => ensure(notes.may_share_history(*role), || format!("{entry:?}")),
        _ => Ok(()),
    })?;
    let refused = *moment.answer == Err(Refusal::HistoryNotShared);
    match moment.command {
        Command::AddParticipant(new) if refused => {
            let may = moment.notes_before().may_share_history(new.role);
            ensure(new.shares_history && !may, || {
                format!("{:?} was refused", new.role)
            })
        }
        _ => Ok(()),
    }
}

fn a_person_takes_part_once(moment: &Moment<'_>) -> Result<(), String> {
    let known = |notes: &Notes<'_>, person: &PersonId| notes.people.contains_key(person);
    moment.each_added(|notes, entry| match &entry.event {
        Event::ParticipantAdded { person, .. } => {
            ensure(!known(notes, person), || format!("{entry:?}"))
        }
        _ => Ok(()),
    })?;
    for (person, noted) in &moment.notes().people {
        let role = moment.after.participants.get(person).map(|p| p.role);
        ensure(role == Some(noted.role), || format!("{person} is {role:?}"))?;
        if let Some(again) = probe::add(*person) {
            moment.would(Actor::Host, &again, false)?;
        }
    }
    Ok(())
}

fn a_visit_keeps_its_policy_until_it_is_edited(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| {
        let known = notes.scheduled.map(|(_, policy)| policy.open_history);
        let wrong = match &entry.event {
            Event::VisitScheduled { .. } => known.is_some(),
            Event::VisitEdited { policy, .. } => policy
                .is_some_and(|policy| !notes.can_be_edited() || Some(policy.open_history) != known),
            _ => false,
        };
        ensure(!wrong, || format!("{entry:?}"))
    })?;
    let (after, notes) = (moment.after, moment.notes());
    let same = notes
        .scheduled
        .is_none_or(|scheduled| scheduled == (after.kind, after.policy));
    ensure(same, || format!("{:?} {:?}", after.kind, after.policy))
}
