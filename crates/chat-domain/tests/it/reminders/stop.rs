//! What ends reminders (R6, R7).

use super::*;
use chat_domain::PolicyChoices;

fn asked(chat: ChatKey) -> Spec {
    visit(Policy::DEFAULT).later(0, says(ANA, chat, "chest pain"))
}

fn ordered() -> Spec {
    visit(Policy::DEFAULT).later(0, says(DOCTOR, WITH_ANA, "Stop taking it"))
}

#[test]
fn r6_reading_ends_it() {
    asked(WITH_ANA)
        .later(1, reads(DOCTOR, WITH_ANA, 2))
        .never_due();
    ordered().later(1, reads(ANA, WITH_ANA, 2)).never_due();
}

#[test]
fn r6_an_answer_ends_it_for_the_whole_care_team() {
    let visit = asked(ALL).later(1, reads(NURSE, ALL, 2));
    let visit = visit.later(2, says(NURSE, ALL, "I am on my way"));
    for who in CARE_TEAM {
        assert_eq!(access::waits_for(&visit.state, who, &ALL), None);
    }
    let of = unread(ALL, "I am on my way", 1);
    visit
        .due_at(17, &[reminded(of, 1, &[ANA, BEN])])
        .never_due();
}

/// A message that crosses with a question answers nothing (R4), so the question still waits.
#[test]
fn r6_an_answer_by_someone_who_has_not_read_it_ends_nothing() {
    let of = unread(ALL, "chest pain", 1);
    let visit = asked(ALL).later(1, says(NURSE, ALL, "The doctor comes soon"));
    visit.due_at(5, &[reminded(of, 1, &CARE_TEAM)]);
    // Nor does what the patient writes without having read.
    let of = unread(WITH_ANA, "Stop taking it", 1);
    let (crossed, done) = ordered().later(1, says(ANA, WITH_ANA, "Thanks")).swept(15);
    assert!(done.contains(&reminded(of, 1, &[ANA])), "{done:?}");
    assert_eq!(done.len(), 2, "and the doctor of the thanks");
    drop(crossed);
}

#[test]
fn r6_no_answer_needed_ends_it() {
    asked(ALL).later(1, sets_aside(NURSE, ALL, 2)).never_due();
}

#[test]
fn r6_a_retraction_ends_it() {
    asked(ALL).later(1, retracts(ANA, "chest pain")).never_due();
    ordered()
        .later(1, retracts(DOCTOR, "Stop taking it"))
        .never_due();
}

#[test]
fn r6_a_retracted_answer_leaves_the_question_to_be_reminded_of() {
    let of = unread(ALL, "chest pain", 1);
    asked(ALL)
        .later(1, reads(NURSE, ALL, 2))
        .later(2, says(NURSE, ALL, "Wrong chat"))
        .later(3, retracts(NURSE, "Wrong chat"))
        .due_at(5, &[reminded(of, 1, &[DOCTOR, COLLEAGUE])]);
}

#[test]
fn r6_a_lock_ends_it_until_it_is_lifted() {
    let of = unread(ALL, "chest pain", 1);
    let visit = asked(ALL).later(1, locks(NURSE, ALL)).never_due();
    visit.when(reminds(of, 1)).changes_nothing();
    visit
        .later(20, unlocks(NURSE, ALL))
        .due_at(5, &[reminded(of, 1, &CARE_TEAM)]);
}

#[test]
fn r6_closing_the_visit_ends_it() {
    let of = unread(ALL, "chest pain", 1);
    for close in [completed(), cancelled()] {
        let visit = asked(ALL).later(1, close).never_due();
        let phase = visit.state.phase;
        visit
            .when(reminds(of, 1))
            .refused(Refusal::VisitClosed { phase });
        assert_eq!(VisitSummary::of(&visit.state).unwrap().due, None);
    }
}

#[test]
fn r6_in_a_follow_up_direct_chats_still_remind() {
    let policy = Policy {
        follow_up_hours: 72,
        ..Policy::DEFAULT
    };
    let of = unread(WITH_ANA, "It hurts again", 1);
    let visit = visit(policy)
        .later(0, says(ANA, ALL, "Goodbye"))
        .later(1, completed())
        .never_due()
        .later(60, says(ANA, WITH_ANA, "It hurts again"));
    visit
        .due_at(65, &[reminded(of, 1, &[DOCTOR])])
        .later(66, follow_up_ends(Actor::Host))
        .never_due();
}

#[test]
fn r6_w9_the_removed_are_not_reminded_nor_of_what_was_sent_in_between() {
    let visit = visit(Policy::DEFAULT)
        .later(0, removed(BEN))
        .later(1, says(NURSE, ALL, "The test is back"));
    let of = unread(ALL, "The test is back", 1);
    let visit = visit.due_at(16, &[reminded(of, 1, &[ANA])]);
    visit.later(20, returned(BEN)).never_due();
}

#[test]
fn r6_a_policy_that_is_turned_off_ends_it() {
    let off = PolicyChoices {
        remind_care_team_after_minutes: Some(0),
        remind_care_team_again_after_minutes: Some(0),
        escalate_after_minutes: Some(0),
        ..PolicyChoices::default()
    };
    let visit = asked(ALL).later(1, rechosen(off)).never_due();
    assert_eq!(VisitSummary::of(&visit.state).unwrap().due, None);
}
