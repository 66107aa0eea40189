//! Dashboard filters.

use super::store;
use crate::fixture::{VisitScript, fresh_clinic};
use chat_domain::{Actor, ClinicId, Command, Phase, Reason, VisitId, VisitSummary};
use chat_ports::{VisitLog, VisitQuery, WhoTakesPart};
use std::{collections::BTreeSet, sync::Arc};
use time::{Duration, UtcOffset};

/// All visits of a clinic, at most 1,000.
#[must_use]
pub const fn everything(clinic: ClinicId) -> VisitQuery {
    VisitQuery {
        clinic,
        who: None,
        phases: Vec::new(),
        from: None,
        until: None,
        after: None,
        limit: 1_000,
    }
}

pub(super) async fn listed(log: &Arc<dyn VisitLog>, clinic: ClinicId) -> Vec<VisitSummary> {
    let page = log.list_visits(everything(clinic)).await.unwrap();
    assert_eq!(page.next, None, "everything fits on one page");
    page.visits
}

/// Asserts that a query finds exactly these visits.
async fn finds(log: &Arc<dyn VisitLog>, query: VisitQuery, wanted: &[&VisitScript]) {
    let page = log.list_visits(query.clone()).await.unwrap();
    assert_eq!(page.next, None);
    let found: BTreeSet<VisitId> = page.visits.iter().map(|visit| visit.visit).collect();
    assert_eq!(found.len(), page.visits.len(), "a visit is listed once");
    assert_eq!(
        found,
        wanted.iter().map(|visit| visit.key.visit).collect(),
        "{query:?}"
    );
    for visit in wanted {
        assert!(
            page.visits.contains(&visit.summary()),
            "the summary is the newest"
        );
    }
}

/// Stores two scheduled visits of one clinic with different people.
async fn two(log: &Arc<dyn VisitLog>) -> [VisitScript; 2] {
    let clinic = fresh_clinic();
    let mut visits = [
        VisitScript::in_clinic(clinic),
        VisitScript::in_clinic(clinic),
    ];
    for visit in &mut visits {
        store(&**log, visit.schedule()).await;
    }
    visits
}

/// Filtering by person finds that person's visits only; a stranger has none.
pub async fn dashboard_finds_the_visits_of_a_person(log: &Arc<dyn VisitLog>) {
    let [one, other] = two(log).await;
    let mut both = VisitScript::in_clinic(one.key.clinic);
    both.cast = one.cast;
    both.cast.patient = other.cast.patient;
    store(&**log, both.schedule()).await;
    let of = |person| VisitQuery {
        who: Some(WhoTakesPart {
            person,
            as_care_team: None,
            waiting: false,
        }),
        ..everything(one.key.clinic)
    };
    finds(log, everything(one.key.clinic), &[&one, &other, &both]).await;
    finds(log, of(one.cast.provider), &[&one, &both]).await;
    finds(log, of(other.cast.provider), &[&other]).await;
    finds(log, of(other.cast.patient), &[&other, &both]).await;
    finds(log, of(one.cast.patient), &[&one]).await;
    finds(log, of(one.cast.overseer), &[]).await;
}

/// A person who is on the care team in one visit and a patient in another is found in either or
/// both, as requested.
pub async fn dashboard_distinguishes_care_team_from_attendees(log: &Arc<dyn VisitLog>) {
    let clinic = fresh_clinic();
    let mut treats = VisitScript::in_clinic(clinic);
    let mut helps = VisitScript::in_clinic(clinic);
    let mut is_treated = VisitScript::in_clinic(clinic);
    let mut accompanies = VisitScript::in_clinic(clinic);
    let person = treats.cast.provider;
    helps.cast.staff = person;
    is_treated.cast.patient = person;
    accompanies.cast.guest = person;
    for visit in [&mut treats, &mut helps, &mut is_treated, &mut accompanies] {
        store(&**log, visit.schedule()).await;
    }
    let of = |as_care_team| VisitQuery {
        who: Some(WhoTakesPart {
            person,
            as_care_team,
            waiting: false,
        }),
        ..everything(clinic)
    };
    finds(log, of(Some(true)), &[&treats, &helps]).await;
    finds(log, of(Some(false)), &[&is_treated, &accompanies]).await;
    finds(log, of(None), &[&treats, &helps, &is_treated, &accompanies]).await;
}

/// A removed participant no longer finds the visit; everyone else still does.
pub async fn dashboard_excludes_removed_participants(log: &Arc<dyn VisitLog>) {
    let [mut left, stays] = two(log).await;
    let person = left.cast.guest;
    let reason = Reason::new("asked to leave").unwrap();
    let remove = Command::RemoveParticipant { person, reason };
    let of = |person, as_care_team| VisitQuery {
        who: Some(WhoTakesPart {
            person,
            as_care_team,
            waiting: false,
        }),
        ..everything(left.key.clinic)
    };
    let questions = [None, Some(true), Some(false)].map(|side| of(person, side));
    let others = of(left.cast.patient, None);
    finds(log, questions[0].clone(), &[&left]).await;
    store(&**log, left.run(Actor::Host, &remove)).await;
    for question in questions {
        finds(log, question, &[]).await;
    }
    finds(log, others, &[&left]).await;
    finds(log, everything(left.key.clinic), &[&left, &stays]).await;
}

/// Only visits in the requested phases are found; an empty list means any phase.
pub async fn dashboard_filters_by_phase(log: &Arc<dyn VisitLog>) {
    let [scheduled, mut cancelled] = two(log).await;
    let [mut completed, mut reopened] =
        [0; 2].map(|_| VisitScript::in_clinic(scheduled.key.clinic));
    for visit in [&mut completed, &mut reopened] {
        store(&**log, visit.schedule()).await;
        store(&**log, visit.run(Actor::Host, &Command::CompleteVisit)).await;
    }
    store(&**log, reopened.run(Actor::Host, &Command::ReopenVisit)).await;
    store(&**log, cancelled.run(Actor::Host, &Command::CancelVisit)).await;
    let of = |phases: &[Phase]| VisitQuery {
        phases: phases.to_vec(),
        ..everything(scheduled.key.clinic)
    };
    finds(log, of(&[Phase::Scheduled]), &[&scheduled]).await;
    finds(log, of(&[Phase::Cancelled]), &[&cancelled]).await;
    finds(log, of(&[Phase::Completed]), &[&completed]).await;
    finds(log, of(&[Phase::Reopened]), &[&reopened]).await;
    finds(log, of(&[Phase::NoShow, Phase::InProgress]), &[]).await;
    finds(
        log,
        of(&[Phase::Completed, Phase::Scheduled]),
        &[&completed, &scheduled],
    )
    .await;
    let all = [&scheduled, &cancelled, &completed, &reopened];
    finds(log, of(&Phase::ALL), &all).await;
    finds(log, of(&[]), &all).await;
}

/// `from` is inclusive and `until` exclusive, at microsecond precision and in any time zone.
pub async fn dashboard_times_are_from_inclusive_until_exclusive(log: &Arc<dyn VisitLog>) {
    let clinic = fresh_clinic();
    let mut visits = [0; 3].map(|_| VisitScript::in_clinic(clinic));
    let noon = visits[1].scheduled_for;
    visits[0].scheduled_for = noon - Duration::MICROSECOND;
    visits[1].scheduled_for = noon.to_offset(UtcOffset::from_hms(-7, 0, 0).unwrap());
    visits[2].scheduled_for = noon + Duration::MICROSECOND;
    for visit in &mut visits {
        store(&**log, visit.schedule()).await;
    }
    let [before, at, after] = &visits;
    let between = |from, until| VisitQuery {
        from,
        until,
        ..everything(clinic)
    };
    finds(log, between(Some(noon), None), &[at, after]).await;
    finds(log, between(None, Some(noon)), &[before]).await;
    finds(log, between(Some(noon), Some(after.scheduled_for)), &[at]).await;
    finds(log, between(Some(noon), Some(noon)), &[]).await;
    finds(
        log,
        between(Some(before.scheduled_for), Some(noon + Duration::DAY)),
        &[before, at, after],
    )
    .await;
    let tokyo = UtcOffset::from_hms(9, 0, 0).unwrap();
    finds(
        log,
        between(Some(noon.to_offset(tokyo)), None),
        &[at, after],
    )
    .await;
}

/// A visit must match all filters.
pub async fn dashboard_filters_combine(log: &Arc<dyn VisitLog>) {
    let clinic = fresh_clinic();
    let mut visits = [0; 4].map(|_| VisitScript::in_clinic(clinic));
    let [wanted, late, cancelled, anothers] = &mut visits;
    let person = wanted.cast.provider;
    for visit in [&mut *late, cancelled] {
        visit.cast.provider = person;
    }
    late.scheduled_for += Duration::HOUR;
    for visit in [&mut *wanted, late, cancelled, anothers] {
        store(&**log, visit.schedule()).await;
    }
    store(&**log, cancelled.run(Actor::Host, &Command::CancelVisit)).await;
    let query = VisitQuery {
        who: Some(WhoTakesPart {
            person,
            as_care_team: Some(true),
            waiting: false,
        }),
        phases: vec![Phase::Scheduled],
        from: Some(wanted.scheduled_for),
        until: Some(late.scheduled_for),
        ..everything(clinic)
    };
    finds(log, query, &[wanted]).await;
}
