//! V9: since when people are in the waiting room.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{PersonId, Policy, RulesVersion::V2, VisitKind, commit};
use time::{Duration, OffsetDateTime};

/// A visit, and the minutes since its scheduling.
struct Clock {
    spec: Spec,
    minutes: i64,
}

impl Clock {
    fn new() -> Self {
        let people = [DOCTOR, NURSE, ANA, CARER];
        let scheduled = scheduled_under(V2, VisitKind::OneToOne, Policy::DEFAULT, &people);
        let spec = given([scheduled]);
        Self { spec, minutes: 0 }
    }

    /// Minutes later, this happens.
    fn later(mut self, minutes: i64, (actor, command): Step) -> Self {
        self.minutes += minutes;
        let at = minute(self.minutes);
        commit(&mut self.spec.state, actor, &command, at).unwrap();
        self
    }

    /// Since when a person waits, in minutes after the scheduling.
    fn since(&self, viewer: PersonId, of: PersonId) -> Option<i64> {
        let view = self.spec.view(viewer);
        let seen = view.participants.into_iter().find(|p| p.person == of);
        let since = seen?.in_waiting_room_since?;
        Some((since - NOW).whole_minutes())
    }
}

fn minute(minutes: i64) -> OffsetDateTime {
    NOW + Duration::minutes(minutes)
}

fn waits_from_5() -> Clock {
    Clock::new().later(5, enters(ANA))
}

#[test]
fn v9_wait_is_shown_to_the_care_team_while_it_lasts() {
    assert_eq!(Clock::new().since(DOCTOR, ANA), None);
    let waits = waits_from_5().later(1, enters(CARER));
    for viewer in [DOCTOR, NURSE] {
        assert_eq!(waits.since(viewer, ANA), Some(5));
    }
    for viewer in [CARER, ANA] {
        assert_eq!(waits.since(viewer, ANA), None);
    }
    let ended = [leaves(ANA), removed(ANA), cancelled(), drops(ANA)];
    for step in ended {
        let after = waits_from_5().later(3, step);
        assert_eq!(after.since(DOCTOR, ANA), None);
    }
    let called = waits_from_5().later(1, joins(DOCTOR)).later(1, joins(ANA));
    assert_eq!(called.since(DOCTOR, ANA), None);
}

#[test]
fn v9_short_drop_does_not_restart_the_wait_and_a_long_one_does() {
    let dropped = || waits_from_5().later(3, drops(ANA));
    assert_eq!(dropped().later(10, enters(ANA)).since(DOCTOR, ANA), Some(5));
    assert_eq!(
        dropped().later(11, enters(ANA)).since(DOCTOR, ANA),
        Some(19)
    );
    // Two short ones are still one wait.
    let twice = dropped().later(9, enters(ANA)).later(9, drops(ANA));
    assert_eq!(twice.later(9, enters(ANA)).since(DOCTOR, ANA), Some(5));
}

#[test]
fn v9_repeated_entry_does_not_restart_the_wait() {
    let again = waits_from_5().later(3, host(enters(ANA).1));
    assert_eq!(again.since(DOCTOR, ANA), Some(5));
}

#[test]
fn v9_return_after_leaving_the_call_or_the_visit_begins_a_new_wait() {
    let left = waits_from_5().later(1, leaves(ANA)).later(1, enters(ANA));
    assert_eq!(left.since(DOCTOR, ANA), Some(7));
    let called = || waits_from_5().later(1, joins(DOCTOR)).later(1, joins(ANA));
    let moved = called().later(1, enters(ANA));
    assert_eq!(moved.since(DOCTOR, ANA), Some(8));
    let dropped = called().later(1, drops(ANA)).later(1, enters(ANA));
    assert_eq!(dropped.since(DOCTOR, ANA), Some(9));
    let early = waits_from_5().later(1, host(joins(ANA).1));
    assert_eq!(early.since(DOCTOR, ANA), Some(5), "the call has not begun");
    let begun = early.later(1, joins(DOCTOR)).later(1, enters(ANA));
    assert_eq!(begun.since(DOCTOR, ANA), Some(8));
}
