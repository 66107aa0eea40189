//! Rules that meet: undone removals, edits and repetitions with leases, handovers and waiting messages.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, Command, Departure, Event, PersonId, Policy, PolicyChoices, Presence, Refusal,
    Role, RulesVersion::V2, VisitKind, VisitSummary, access::may_read_handed_over, view,
};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

/// A group visit under version 2 with two providers, the nurse and two patients.
fn visit(policy: Policy) -> Step {
    let who = [DOCTOR, COLLEAGUE, NURSE, ANA, BEN];
    scheduled_under(V2, VisitKind::Group, policy, &who)
}

fn opening() -> Policy {
    Policy {
        handover_opens_direct_chats: true,
        ..Policy::DEFAULT
    }
}

/// The number of the message of a chat that waits for a person; their dashboard row agrees.
fn waiting(spec: &Spec, who: PersonId, chat: ChatKey) -> Option<u64> {
    let view = spec.view(who);
    let row = VisitSummary::of(&spec.state).unwrap().waiting_since(who);
    assert_eq!(view.waiting_since, row);
    let found = view.chats.into_iter().find(|found| found.chat == chat);
    Some(found?.waiting?.number.0)
}

#[test]
fn w9_an_undone_removal_gives_back_neither_presence_nor_lease() {
    for (arrives, before) in [(joins(ANA), true), (host(joins(ANA).1), false)] {
        let visit = given([visit(Policy::DEFAULT), joins(DOCTOR), arrives]);
        assert_eq!(visit.state.participants[&ANA].leased, before);
        let visit = visit.and([removed(ANA)]);
        visit.when(drops(ANA)).refused(Refusal::PersonUnknown);
        let visit = visit.and([returned(ANA)]);
        let is = &visit.state.participants[&ANA];
        assert_eq!((is.presence, is.leased), (Presence::Away, false));
        assert_eq!(is.departure, Some((Departure::Left, NOW)));
        let summary = VisitSummary::of(&visit.state).unwrap();
        let row = summary.participants.iter().find(|p| p.person == ANA);
        assert!(!row.unwrap().leased);
        visit.when(drops(ANA)).refused(Refusal::PresenceNotLeased);
        // The lease begins again with their own report.
        let visit = visit.and([joins(ANA)]);
        assert!(visit.state.participants[&ANA].leased);
    }
    // One who had not come is expected, and has not left.
    let visit = given([visit(Policy::DEFAULT), removed(ANA), returned(ANA)]);
    let is = &visit.state.participants[&ANA];
    assert_eq!((is.presence, is.departure), (Presence::Expected, None));
}

#[test]
fn w9_a_dropped_provider_who_was_removed_and_came_back_counts_as_having_left() {
    let visit = given([
        visit(Policy::DEFAULT),
        joins(DOCTOR),
        joins(ANA),
        joins(NURSE),
    ]);
    let visit = visit.and([drops(DOCTOR)]);
    let visit = visit.grey(ANA, WITH_ANA, Refusal::ProviderDropped);
    let visit = visit.and([removed(DOCTOR), returned(DOCTOR)]);
    visit.grey(ANA, WITH_ANA, Refusal::NotStarted);
}

#[test]
fn v3_a_join_that_the_host_reports_early_is_never_leased() {
    // Also if the person had reported that they were in the waiting room.
    let visit = given([visit(Policy::DEFAULT), enters(ANA)]);
    assert!(visit.state.participants[&ANA].leased);
    let visit = visit
        .when(host(joins(ANA).1))
        .then([Event::CallJoinReported { person: ANA }]);
    visit.when(drops(ANA)).refused(Refusal::PresenceNotLeased);
    let visit = visit.and([joins(DOCTOR)]);
    let is = &visit.state.participants[&ANA];
    assert_eq!((is.presence, is.leased), (Presence::InCall, false));
    visit.when(drops(ANA)).refused(Refusal::PresenceNotLeased);
}

#[test]
fn w9_a_handover_opens_nothing_that_was_sent_while_the_new_provider_was_removed() {
    let visit = given([
        visit(opening()),
        says(DOCTOR, WITH_ANA, "50 mg"),
        removed(COLLEAGUE),
        says(DOCTOR, WITH_ANA, "a private matter"),
        returned(COLLEAGUE),
        says(DOCTOR, WITH_ANA, "come back on Monday"),
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
    ]);
    assert_eq!(visit.texts(COLLEAGUE), ["50 mg", "come back on Monday"]);
    // Removed after the handover, they read nothing, and the same again once they are back.
    let visit = visit.and([removed(COLLEAGUE)]);
    assert!(visit.texts(COLLEAGUE).is_empty());
    let visit = visit.and([returned(COLLEAGUE)]);
    assert_eq!(visit.texts(COLLEAGUE), ["50 mg", "come back on Monday"]);
}

#[test]
fn v4_no_edit_of_the_policy_opens_earlier_chats_to_a_new_provider() {
    for (before, on) in [(Policy::DEFAULT, true), (opening(), false)] {
        let visit = given([visit(before), says(DOCTOR, WITH_ANA, "50 mg")]);
        let edit = rechosen(PolicyChoices {
            handover_opens_direct_chats: Some(on),
            ..PolicyChoices::default()
        });
        visit.when(edit).refused(Refusal::PolicyFixed);
    }
}

#[test]
fn v4_a_new_role_changes_neither_leases_nor_waits_and_only_what_it_reads_of_a_handover() {
    let visit = given([
        visit(opening()),
        joins(COLLEAGUE),
        enters(BEN),
        says(DOCTOR, WITH_ANA, "50 mg"),
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
        says(DOCTOR, ALL, "hello"),
        says(BEN, ALL, "help"),
        becomes(COLLEAGUE, Role::Staff),
        becomes(BEN, Role::Guest),
    ]);
    assert!(visit.state.participants[&COLLEAGUE].leased);
    assert!(visit.state.participants[&BEN].leased);
    // V7: staff have no direct chats here, so they read none that a handover opened.
    assert_eq!(visit.texts(COLLEAGUE), ["hello", "help"]);
    assert_eq!(
        may_read_handed_over(&visit.state, COLLEAGUE, &WITH_ANA),
        Err(Refusal::ChatUnknown)
    );
    let handovers = visit.view(ANA).handovers;
    assert!(handovers.iter().all(|one| one.opened.is_empty()));
    let again = visit.clone().and([becomes(COLLEAGUE, Role::Provider)]);
    assert_eq!(again.texts(COLLEAGUE), ["50 mg", "hello", "help"]);
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), Some(2));
    // The handover is in effect, and repeating it still a success. Another one is not possible.
    visit
        .when(hands_over(DOCTOR, DOCTOR, COLLEAGUE))
        .changes_nothing();
    visit
        .when(hands_over(NURSE, COLLEAGUE, DOCTOR))
        .refused(Refusal::NotBetweenProviders);
}

#[test]
fn r4_a_removal_and_its_undoing_neither_end_nor_restart_the_wait_of_a_message() {
    let visit = given([visit(Policy::DEFAULT), enters(ANA), enters(BEN)]);
    let visit = visit.and([
        says(DOCTOR, ALL, "hello"),
        says(DOCTOR, WITH_ANA, "hello, Ana"),
        says(ANA, ALL, "help"),
        says(ANA, WITH_ANA, "please"),
    ]);
    let waits = |visit: &Spec| {
        let everyone = [DOCTOR, COLLEAGUE, NURSE].map(|who| waiting(visit, who, ALL));
        assert_eq!(everyone, [Some(2); 3]);
        assert_eq!(waiting(visit, DOCTOR, WITH_ANA), Some(2));
    };
    waits(&visit);
    let visit = visit.and([removed(ANA)]);
    waits(&visit);
    let visit = visit.and([returned(ANA)]);
    waits(&visit);
    // The care side of a direct chat who comes back sees it wait again.
    let visit = visit.and([removed(DOCTOR)]);
    assert_eq!(waiting(&visit, COLLEAGUE, ALL), Some(2));
    let visit = visit.and([returned(DOCTOR)]);
    waits(&visit);
    let visit = visit.and([
        reads(DOCTOR, WITH_ANA, 2),
        says(DOCTOR, WITH_ANA, "coming"),
        reads(NURSE, ALL, 2),
        says(NURSE, ALL, "coming, Ana"),
    ]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), None);
    assert_eq!(waiting(&visit, DOCTOR, WITH_ANA), None);
}

#[test]
fn r4_left_without_being_seen_ends_every_wait_for_good() {
    let visit = given([
        visit(Policy::DEFAULT),
        enters(ANA),
        says(DOCTOR, ALL, "hello"),
    ]);
    let visit = visit.and([says(ANA, ALL, "I have to go")]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), Some(2));
    let visit = visit.and([left_unseen()]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), None);
    let visit = visit.and([reopened()]);
    assert_eq!(waiting(&visit, DOCTOR, ALL), None);
}

#[test]
fn h1_handing_over_is_repeated_in_a_closed_visit_too() {
    let visit = given([
        visit(opening()),
        joins(DOCTOR),
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
        drops(DOCTOR),
    ]);
    let again = || hands_over(DOCTOR, DOCTOR, COLLEAGUE);
    let visit = visit.and([completed()]);
    visit.when(again()).changes_nothing();
    let phase = visit.state.phase;
    // V9: everyone has left a closed visit.
    visit
        .when(drops(DOCTOR))
        .refused(Refusal::VisitClosed { phase });
    visit
        .when(hands_over(COLLEAGUE, COLLEAGUE, DOCTOR))
        .refused(Refusal::VisitClosed { phase });
    visit
        .when(drops(COLLEAGUE))
        .refused(Refusal::VisitClosed { phase });
    // Only those who may hand over may repeat it.
    visit
        .when(hands_over(COLLEAGUE, DOCTOR, COLLEAGUE))
        .refused(Refusal::VisitClosed { phase });
    visit
        .when(hands_over(ANA, DOCTOR, COLLEAGUE))
        .refused(Refusal::CareTeamOnly);
    let (_, command) = again();
    visit
        .when((Actor::Service, command))
        .refused(Refusal::VisitUnknown);
}

#[test]
fn h1_a_person_who_was_dropped_and_then_removed_or_back_is_not_dropped_again() {
    let visit = given([visit(Policy::DEFAULT), joins(NURSE), joins(ANA), drops(ANA)]);
    visit.when(drops(ANA)).changes_nothing();
    let back = visit.clone().and([joins(ANA)]);
    back.when(drops(ANA)).accepted();
    let gone = visit.and([removed(ANA)]);
    gone.when(drops(ANA)).refused(Refusal::PersonUnknown);
    assert!(!gone.state.participants[&ANA].was_dropped());
}

#[test]
fn h1_no_answer_needed_is_repeated_while_the_visit_is_open() {
    let visit = given([
        visit(Policy::DEFAULT),
        enters(ANA),
        says(DOCTOR, ALL, "hello"),
    ]);
    let visit = visit.and([says(ANA, ALL, "thank you"), sets_aside(DOCTOR, ALL, 2)]);
    visit.when(sets_aside(DOCTOR, ALL, 2)).changes_nothing();
    visit.when(sets_aside(NURSE, ALL, 2)).changes_nothing();
    let visit = visit.and([completed()]);
    let phase = visit.state.phase;
    visit
        .when(sets_aside(DOCTOR, ALL, 2))
        .refused(Refusal::VisitClosed { phase });
}

#[test]
fn v1_the_service_manages_nothing() {
    let visit = given([visit(Policy::DEFAULT), joins(DOCTOR), removed(BEN)]);
    for (_, command) in [
        returned(BEN),
        moved(2),
        renamed(ANA, "Ana Souza"),
        left_unseen(),
        completed(),
        joins(ANA),
        leaves(DOCTOR),
    ] {
        visit
            .when((Actor::Service, command))
            .refused(Refusal::VisitUnknown);
    }
    let unscheduled = Spec::default();
    let drop = Command::Drop { person: DOCTOR };
    unscheduled
        .when((Actor::Service, drop))
        .refused(Refusal::VisitUnknown);
}

#[test]
fn v7_opened_chats_of_one_who_came_back_are_shown_as_before() {
    let before = given([
        visit(opening()),
        says(DOCTOR, WITH_ANA, "50 mg"),
        hands_over(DOCTOR, DOCTOR, COLLEAGUE),
    ]);
    let after = before
        .clone()
        .and([removed(COLLEAGUE), returned(COLLEAGUE)]);
    for who in [DOCTOR, ANA, COLLEAGUE] {
        let handovers = |spec: &Spec| view(&spec.state, who).unwrap().handovers;
        assert_eq!(handovers(&before), handovers(&after));
    }
    let through = |spec: &Spec| may_read_handed_over(&spec.state, COLLEAGUE, &WITH_ANA);
    assert_eq!(through(&before), through(&after));
}
