//! V9: presence that people report themselves is leased, and the service records that they were dropped.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, Command, Departure, Event, PersonId, Policy, Presence, Refusal, Role,
    RulesVersion::{V1, V2},
    VisitKind, VisitSummary,
};

fn visit(kind: VisitKind) -> Step {
    scheduled_under(V2, kind, Policy::DEFAULT, &[DOCTOR, COLLEAGUE, NURSE, ANA])
}

/// A provider and a patient in the call, by their own reports.
fn in_the_call() -> Spec {
    given([visit(VisitKind::OneToOne), joins(DOCTOR), joins(ANA)])
}

fn dropped(person: PersonId) -> Event {
    Event::ParticipantLeft {
        person,
        how: Departure::Dropped,
    }
}

#[test]
fn v9_the_service_drops_people_who_reported_their_presence_themselves() {
    let visit = in_the_call();
    for who in [DOCTOR, ANA] {
        let after = visit.when(drops(who)).then([dropped(who)]);
        let is = &after.state.participants[&who];
        assert_eq!((is.presence, is.was_dropped()), (Presence::Away, true));
        after.when(drops(who)).changes_nothing(); // H1
        let left = visit.clone().and([leaves(who)]);
        left.when(drops(who)).refused(Refusal::PresenceNotLeased);
    }
    let waits = given([visit_of_one(), enters(ANA)]);
    waits.when(drops(ANA)).then([dropped(ANA)]);
}

fn visit_of_one() -> Step {
    visit(VisitKind::OneToOne)
}

#[test]
fn v9_only_the_service_drops() {
    let visit = in_the_call();
    let drop = || Command::Drop { person: DOCTOR };
    for actor in [
        Actor::Person(DOCTOR),
        Actor::Person(NURSE),
        Actor::Person(ANA),
        Actor::Host,
    ] {
        visit.when((actor, drop())).refused(Refusal::ServiceOnly);
    }
    for actor in [Actor::Person(OUTSIDER), Actor::Overseer(OVERSEER)] {
        visit.when((actor, drop())).refused(Refusal::VisitUnknown);
    }
}

#[test]
fn v9_the_newest_report_decides_whether_presence_is_leased() {
    // The host's report is the host's to end.
    let by_host = given([visit_of_one(), joins(DOCTOR), host(enters(ANA).1)]);
    by_host.when(drops(ANA)).refused(Refusal::PresenceNotLeased);
    // A report of what is known already changes nothing.
    by_host.when(enters(ANA)).changes_nothing();
    let own = by_host.and([joins(ANA)]);
    own.when(drops(ANA)).accepted();
    let moved = given([
        visit_of_one(),
        joins(DOCTOR),
        enters(ANA),
        host(joins(ANA).1),
    ]);
    moved.when(drops(ANA)).refused(Refusal::PresenceNotLeased);
}

#[test]
fn v9_absent_people_and_closed_visits_have_no_lease() {
    let visit = in_the_call();
    let absent = Refusal::PresenceNotLeased;
    visit.when(drops(NURSE)).refused(absent);
    visit
        .clone()
        .and([leaves(ANA)])
        .when(drops(ANA))
        .refused(absent);
    visit
        .clone()
        .and([call_ends()])
        .when(drops(ANA))
        .refused(absent);
    visit.when(drops(OUTSIDER)).refused(Refusal::PersonUnknown);
    let removed = visit.clone().and([removed(ANA)]);
    removed.when(drops(ANA)).refused(Refusal::PersonUnknown);
    let phase = chat_domain::Phase::Completed;
    let closed = visit.and([completed()]);
    closed
        .when(drops(ANA))
        .refused(Refusal::VisitClosed { phase });
    closed.and([reopened()]).when(drops(ANA)).refused(absent);
    Spec::default()
        .when(drops(ANA))
        .refused(Refusal::VisitUnknown);
}

#[test]
fn v9_version_1_has_no_leases() {
    let visit = scheduled_under(V1, VisitKind::OneToOne, Policy::DEFAULT, &[DOCTOR, ANA]);
    given([visit, joins(DOCTOR)])
        .when(drops(DOCTOR))
        .refused(Refusal::PresenceNotLeased);
}

#[test]
fn v9_summary_lists_leases_and_older_summaries_have_none() {
    let visit = in_the_call().and([host(joins(NURSE).1)]);
    let summary = VisitSummary::of(&visit.state).unwrap();
    let leased = summary.participants.iter().filter(|p| p.leased);
    let leased: Vec<_> = leased.map(|p| p.person).collect();
    assert!(summary.has_leases() && leased.len() == 2, "{leased:?}");
    let gone = visit.and([leaves(ANA), drops(DOCTOR)]);
    let gone = VisitSummary::of(&gone.state).unwrap();
    assert!(!gone.has_leases());
    let json = serde_json::to_string(&gone).unwrap();
    assert!(!json.contains("leased"), "{json}");
    assert_eq!(serde_json::from_str::<VisitSummary>(&json).unwrap(), gone);
}

#[test]
fn w2_gate_says_whether_the_provider_was_dropped_or_left() {
    let with_ana = direct(DOCTOR, ANA);
    for chat in [with_ana, ALL] {
        let together = in_the_call().may_write(ANA, chat);
        together
            .clone()
            .and([drops(DOCTOR)])
            .grey(ANA, chat, Refusal::ProviderDropped)
            // W7: the provider is back.
            .and([joins(DOCTOR)])
            .may_write(ANA, chat)
            .and([leaves(DOCTOR)])
            .grey(ANA, chat, Refusal::NotStarted);
        // Their own absence comes first: the provider's return would not help.
        together
            .clone()
            .and([drops(DOCTOR), drops(ANA)])
            .grey(ANA, chat, Refusal::NotStarted);
        // A chat that was started stays open.
        together
            .and([says(DOCTOR, chat, "hello"), drops(DOCTOR)])
            .may_write(ANA, chat);
    }
    // W3: another provider's connection does not matter in a direct chat.
    let other = in_the_call().and([joins(COLLEAGUE), drops(COLLEAGUE)]);
    other.may_write(ANA, with_ana);
}

#[test]
fn w2_gate_names_a_drop_only_while_that_provider_is_the_one_to_wait_for() {
    // Another provider took the call on and left it.
    let visit = in_the_call().and([drops(DOCTOR), joins(COLLEAGUE), leaves(COLLEAGUE)]);
    visit.grey(ANA, ALL, Refusal::NotStarted);
    // The call in which they were dropped has ended.
    let visit = in_the_call().and([joins(NURSE), drops(DOCTOR), call_ends(), joins(NURSE)]);
    let visit = visit.and([joins(ANA)]);
    for chat in [ALL, direct(DOCTOR, ANA)] {
        visit.clone().grey(ANA, chat, Refusal::NotStarted);
    }
    assert_eq!(departure(&visit, NURSE, DOCTOR).0, Some(Departure::Left));
    // They were removed.
    let visit = in_the_call().and([joins(COLLEAGUE), drops(DOCTOR), removed(DOCTOR)]);
    let visit = visit.and([leaves(COLLEAGUE)]);
    visit.grey(ANA, ALL, Refusal::NotStarted);
}

#[test]
fn v9_host_takes_over_a_presence_that_the_person_reported() {
    let (_, join) = joins(DOCTOR);
    let visit = in_the_call().when((Actor::Host, join.clone())).accepted();
    visit
        .when(drops(DOCTOR))
        .refused(Refusal::PresenceNotLeased);
    visit.when((Actor::Host, join)).changes_nothing();
    // Their own repeated report changes nothing.
    visit.when(joins(DOCTOR)).changes_nothing();
}

#[test]
fn w3_another_provider_in_the_call_keeps_the_visit_chat_open() {
    in_the_call()
        .and([joins(COLLEAGUE), drops(DOCTOR)])
        .may_write(ANA, ALL)
        .grey(ANA, direct(DOCTOR, ANA), Refusal::ProviderDropped);
}

fn departure(spec: &Spec, viewer: PersonId, of: PersonId) -> (Option<Departure>, bool) {
    let view = spec.view(viewer);
    let seen = view.participants.iter().find(|p| p.person == of).unwrap();
    (seen.departure, seen.away_since.is_some())
}

#[test]
fn v9_view_says_who_was_dropped_and_to_the_care_team_since_when() {
    let visit = in_the_call();
    assert_eq!(departure(&visit, ANA, DOCTOR), (None, false));
    let cut = visit.clone().and([drops(DOCTOR)]);
    assert_eq!(
        departure(&cut, NURSE, DOCTOR),
        (Some(Departure::Dropped), true)
    );
    assert_eq!(
        departure(&cut, ANA, DOCTOR),
        (Some(Departure::Dropped), false)
    );
    let left = visit.and([leaves(DOCTOR)]);
    assert_eq!(
        departure(&left, NURSE, DOCTOR),
        (Some(Departure::Left), true)
    );
    let back = cut.clone().and([joins(DOCTOR)]);
    assert_eq!(departure(&back, NURSE, DOCTOR), (None, false));
    assert!(cut.newest_goes_to().contains(&ANA));
}

#[test]
fn v8_a_drop_is_never_refused_for_a_quota() {
    let policy = Policy {
        max_acts_per_person: Some(1),
        ..Policy::DEFAULT
    };
    let visit = scheduled_under(V2, VisitKind::OneToOne, policy, &[DOCTOR, ANA]);
    let after = given([visit, joins(DOCTOR)]).when(drops(DOCTOR)).accepted();
    assert!(!after.state.acts.contains_key(&Actor::Service));
    assert_eq!(after.state.participants[&DOCTOR].role, Role::Provider);
    assert_ne!(ALL, ChatKey::direct(DOCTOR, ANA));
}
