//! Dashboard rows.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{Phase, Presence, VisitKind, VisitState, VisitSummary};

#[test]
fn m7_unscheduled_visit_has_no_summary() {
    assert_eq!(VisitSummary::of(&VisitState::default()), None);
}

#[test]
fn v2_summary_has_the_phase_and_each_presence() {
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
fn w9_removed_participant_is_listed_as_inactive() {
    let visit = given([group_visit(), removed(BEN)]);
    let summary = VisitSummary::of(&visit.state).unwrap();
    assert!(summary.has_participant(ANA));
    assert!(!summary.has_participant(BEN));
    assert!(!summary.has_participant(OUTSIDER));
}
