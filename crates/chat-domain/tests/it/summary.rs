//! A visit's line on dashboards.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{Phase, Presence, VisitKind, VisitState, VisitSummary};

#[test]
fn m7_nothing_is_listed_before_a_visit_is_scheduled() {
    assert_eq!(VisitSummary::of(&VisitState::default()), None);
}

#[test]
fn v2_a_summary_tells_the_phase_and_where_everybody_is() {
    let visit = given([
        group_visit(),
        joins(DOCTOR),
        enters(ANA),
        joins(BEN),
        removed(BEN),
    ]);
    let summary = VisitSummary::of(&visit.state).unwrap();
    assert_eq!(Some((summary.clinic, summary.visit)), visit.state.ids);
    assert_eq!(Some(summary.scheduled_for), visit.state.scheduled_for);
    assert_eq!(
        (summary.kind, summary.phase),
        (VisitKind::Group, Phase::InProgress)
    );
    let listed = |person| {
        let mut found = summary.participants.iter().filter(|p| p.person == person);
        found.next().map(|p| (p.role, p.presence))
    };
    assert_eq!(summary.participants.len(), visit.state.participants.len());
    for (person, role, presence) in [
        (DOCTOR, chat_domain::Role::Provider, Presence::InCall),
        (ANA, chat_domain::Role::Patient, Presence::Waiting),
        (BEN, chat_domain::Role::Patient, Presence::Removed),
    ] {
        assert_eq!(listed(person), Some((role, presence)));
    }
}

#[test]
fn w9_who_was_removed_is_listed_and_takes_no_part() {
    let visit = given([group_visit(), removed(BEN)]);
    let summary = VisitSummary::of(&visit.state).unwrap();
    assert!(summary.has_participant(ANA));
    assert!(!summary.has_participant(BEN));
    assert!(!summary.has_participant(OUTSIDER));
}
