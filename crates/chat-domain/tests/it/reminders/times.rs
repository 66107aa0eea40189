//! From when the times count (R6, R7).

use super::*;

#[test]
fn r7_a_correction_postpones_no_escalation() {
    let (first, second) = (unread(ALL, "chest pain", 1), unread(ALL, "chest pain", 2));
    let visit = visit(Policy::DEFAULT)
        .later(0, says(ANA, ALL, "chest pain"))
        .due_at(5, &[reminded(first, 1, &CARE_TEAM)])
        .later(10, says(BEN, ALL, "headache"))
        .due_at(60, &[reminded(first, 2, &CARE_TEAM)])
        .later(88, corrects(ANA, "chest pain", "chest pains"));
    let (visit, done) = visit.swept(89);
    let headache = unread(ALL, "headache", 1);
    assert_eq!(done, [reminded(headache, 2, &CARE_TEAM)]);
    visit.due_at(90, &[escalated(second, &CARE_TEAM)]);
}

#[test]
fn r7_a_correction_after_the_escalation_is_escalated_in_its_time() {
    let visit = visit(Policy::DEFAULT).later(0, says(ANA, ALL, "chest pain"));
    let (visit, _) = visit.swept(90);
    let visit = visit.later(100, corrects(ANA, "chest pain", "chest pains"));
    let (visit, _) = visit.swept(189);
    let of = unread(ALL, "chest pain", 2);
    visit.due_at(190, &[escalated(of, &CARE_TEAM)]).never_due();
}

#[test]
fn r7_a_correction_of_what_was_read_counts_from_the_correction() {
    let visit = visit(Policy::DEFAULT)
        .later(0, says(ANA, WITH_ANA, "chest pain"))
        .later(1, reads(DOCTOR, WITH_ANA, 2))
        .later(80, corrects(ANA, "chest pain", "chest pains"));
    let (visit, _) = visit.swept(169);
    let of = unread(WITH_ANA, "chest pain", 2);
    visit.due_at(170, &[escalated(of, &[DOCTOR])]).never_due();
}

#[test]
fn r6_a_reminder_names_no_one_whose_time_has_not_come() {
    let of = unread(ALL, "chest pain", 1);
    let others = [DOCTOR, NURSE];
    let visit = visit(Policy::DEFAULT)
        .later(0, says(ANA, ALL, "chest pain"))
        .later(1, removed(COLLEAGUE))
        .due_at(5, &[reminded(of, 1, &others)])
        .later(59, returned(COLLEAGUE));
    visit
        .due_at(60, &[reminded(of, 2, &others)])
        .due_at(64, &[reminded(of, 1, &[COLLEAGUE])])
        .due_at(90, &[escalated(of, &CARE_TEAM)])
        .due_at(119, &[reminded(of, 2, &[COLLEAGUE])])
        .never_due();
}

#[test]
fn r6_m2_the_first_entry_moves_no_reminder_of_a_direct_chat() {
    let visit = Spec::default().and([
        scheduled_under(V2, VisitKind::OneToOne, Policy::DEFAULT, &[DOCTOR, ANA]),
        says(DOCTOR, WITH_ANA, "Hello, Ana"),
    ]);
    let of = unread(WITH_ANA, "Hello, Ana", 1);
    visit
        .later(14, host(enters(ANA).1))
        .due_at(15, &[reminded(of, 1, &[ANA])])
        .never_due();
}

/// The row of the dashboard lists what a reader who was away leaves unread, once what was before it is read.
#[test]
fn r7_w9_a_mark_of_someone_who_was_away_uncovers_what_they_missed() {
    let missed = unread(ALL, "and my arm", 1);
    let visit = visit(Policy::DEFAULT)
        .later(0, says(ANA, ALL, "chest pain"))
        .later(1, removed(COLLEAGUE))
        .later(1, says(ANA, ALL, "and my arm"));
    let visit = visit
        .later(72, returned(COLLEAGUE))
        .later(73, says(BEN, ALL, "headache"));
    let (visit, _) = visit.swept(89);
    // Recomputed before the escalation, so that the row lies ahead again.
    let (visit, _) = visit.later(89, says(DOCTOR, WITH_ANA, "Ana?")).swept(90);
    let visit = visit.later(90, reads(COLLEAGUE, ALL, 4));
    let row = VisitSummary::of(&visit.state).unwrap().due;
    assert!(row.is_some_and(|due| due <= after(91)), "{row:?}");
    visit.due_at(91, &[escalated(missed, &[DOCTOR, NURSE])]);
}
