//! V8: quotas on writing and acts. V5: the number of files, and the minimum that a small file
//! counts as.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, Policy, Refusal,
    access::{may_upload, may_write},
    visit::Written,
};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);
const MIB: u64 = 1024 * 1024;

const NONE: Policy = Policy {
    max_entries_per_person: None,
    max_text_bytes_per_person: None,
    max_corrections_per_message: None,
    max_acts_per_person: None,
    ..Policy::DEFAULT
};

fn entries(max: u32) -> Step {
    group_visit_under(Policy {
        max_entries_per_person: Some(max),
        ..NONE
    })
}

fn bytes(max: u64) -> Step {
    group_visit_under(Policy {
        max_text_bytes_per_person: Some(max),
        ..NONE
    })
}

fn corrections(max: u32) -> Step {
    group_visit_under(Policy {
        max_corrections_per_message: Some(max),
        ..NONE
    })
}

#[test]
fn v8_messages_and_corrections_in_all_chats_count_together() {
    let visit = given([
        entries(3),
        says(DOCTOR, ALL, "one"),
        says(DOCTOR, WITH_ANA, "two"),
        corrects(DOCTOR, "one", "one!"),
    ]);
    let over = Refusal::EntryQuotaExceeded { max: 3 };
    visit.when(says(DOCTOR, ALL, "four")).refused(over);
    visit.when(corrects(DOCTOR, "two", "two!")).refused(over);
    // Other people have separate quotas.
    visit.when(says(NURSE, ALL, "mine")).accepted();
    visit.when(says(ANA, WITH_ANA, "mine")).accepted();
}

#[test]
fn v8_text_is_counted_to_the_last_byte() {
    let visit = given([bytes(8), says(DOCTOR, ALL, "äöü")]); // six bytes
    let over = Refusal::TextQuotaExceeded { max: 8 };
    visit.when(says(DOCTOR, WITH_ANA, "two")).refused(over);
    visit.when(corrects(DOCTOR, "äöü", "aöü")).refused(over);
    let visit = visit.and([says(DOCTOR, WITH_ANA, "ok")]);
    visit.when(says(DOCTOR, ALL, ".")).refused(over);
    let written = Written {
        entries: 2,
        text_bytes: 8,
    };
    assert_eq!(visit.state.written[&DOCTOR], written);
    // A message with only a file counts no text.
    let file = [stages(DOCTOR, ALL, "plan.png")];
    let visit = visit.and(file);
    visit
        .when(says_with(DOCTOR, ALL, "", &["plan.png"]))
        .accepted();
}

#[test]
fn v8_corrections_per_message_are_limited() {
    let visit = given([
        corrections(2),
        says(DOCTOR, ALL, "1 mg"),
        says(DOCTOR, ALL, "other"),
        corrects(DOCTOR, "1 mg", "2 mg"),
        corrects(DOCTOR, "1 mg", "3 mg"),
    ]);
    let over = Refusal::TooManyCorrections { max: 2 };
    visit.when(corrects(DOCTOR, "1 mg", "4 mg")).refused(over);
    assert!(over.explain().sentence.contains("Send a new message"));
    visit.when(corrects(DOCTOR, "other", "another")).accepted();
    // A no-op correction is not counted.
    visit
        .when(corrects(DOCTOR, "1 mg", "3 mg"))
        .changes_nothing();
}

#[test]
fn v8_quotas_never_refuse_retractions_reads_or_receipts() {
    for limit in [entries(1), bytes(3), corrections(0)] {
        let visit = given([limit, says(DOCTOR, ALL, "one")]);
        visit.when(says(DOCTOR, ALL, "one")).changes_nothing(); // F7
        assert!(may_write(&visit.state, DOCTOR, &ALL).is_ok());
        assert!(may_upload(&visit.state, DOCTOR, &ALL, 1).is_ok());
        let visit = visit.and([retracts(DOCTOR, "one")]);
        // Retracted messages still count.
        assert_eq!(visit.state.written[&DOCTOR].entries, 1);
    }
    let visit = given([
        entries(1),
        says(DOCTOR, ALL, "one"),
        retracts(DOCTOR, "one"),
    ]);
    let over = Refusal::EntryQuotaExceeded { max: 1 };
    visit.when(says(DOCTOR, ALL, "two")).refused(over);
}

#[test]
fn v8_quotas_are_checked_last() {
    let visit = given([entries(0)]);
    let over = Refusal::EntryQuotaExceeded { max: 0 };
    visit.when(says(DOCTOR, ALL, "one")).refused(over);
    visit
        .when(says(ANA, WITH_ANA, "one"))
        .refused(Refusal::NotStarted);
    visit
        .when(says(BEN, WITH_ANA, "one"))
        .refused(Refusal::ChatUnknown);
    let reused = given([entries(1), says(DOCTOR, ALL, "one")]);
    let (actor, command) = says(DOCTOR, ALL, "one");
    let chat_domain::Command::SendMessage(mut send) = command else {
        panic!("a message")
    };
    send.text = Some(text("two"));
    let other = (actor, chat_domain::Command::SendMessage(send));
    reused.when(other).refused(Refusal::ClientIdReused);
}

#[test]
fn v8_absent_limits_never_refuse_and_defaults_are_out_of_reach() {
    let mut visit = given([group_visit_under(NONE), says(DOCTOR, ALL, "one")]);
    for n in 0..60 {
        visit = visit.and([corrects(DOCTOR, "one", &format!("version {n}"))]);
    }
    let policy = Policy::DEFAULT;
    // Writing five times a minute, eight hours a day, for four days.
    assert!(policy.max_entries_per_person > Some(5 * 60 * 8 * 4));
    // A thousand messages of maximum length in one-byte characters.
    assert!(policy.max_text_bytes_per_person >= Some(8 * MIB));
    assert_eq!(policy.max_corrections_per_message, Some(20));
}

/// A group visit with all participants and file count limits per person and per visit.
fn numbered(person: Option<u32>, visit: Option<u32>) -> Step {
    group_visit_under(Policy {
        max_uploads_per_person: person,
        max_uploads_per_visit: visit,
        ..Policy::DEFAULT
    })
}

#[test]
fn v5_discarded_files_count_toward_the_file_limit() {
    let visit = given([
        numbered(Some(2), None),
        stages(DOCTOR, ALL, "one.png"),
        stages(DOCTOR, WITH_ANA, "two.png"),
    ]);
    let over = Refusal::PersonFileCountExceeded { max: 2 };
    visit.when(stages(DOCTOR, ALL, "three.png")).refused(over);
    assert_eq!(may_upload(&visit.state, DOCTOR, &ALL, 0), Err(over));
    visit.when(stages(NURSE, ALL, "three.png")).accepted();
    let visit = visit.and([discards(DOCTOR, "one.png")]);
    visit.when(stages(DOCTOR, ALL, "three.png")).refused(over);

    let visit = given([
        numbered(None, Some(2)),
        stages(DOCTOR, ALL, "one.png"),
        stages(NURSE, ALL, "two.png"),
    ]);
    let over = Refusal::VisitFileCountExceeded { max: 2 };
    visit
        .when(stages(COLLEAGUE, ALL, "three.png"))
        .refused(over);
}

#[test]
fn v5_small_file_counts_as_the_policys_minimum() {
    let least = |least| {
        group_visit_under(Policy {
            max_upload_bytes_per_person: Some(8_192),
            min_counted_file_bytes: least,
            ..Policy::DEFAULT
        })
    };
    let tiny = |name| stages_sized(DOCTOR, ALL, name, 70);
    let visit = given([least(Some(4_096)), tiny("one.png"), tiny("two.png")]);
    let over = Refusal::PersonQuotaExceeded { max: 8_192 };
    visit.when(tiny("three.png")).refused(over);
    // Discarding a file returns the bytes that it counted as.
    let visit = visit.and([discards(DOCTOR, "one.png")]);
    let visit = visit.and([stages_sized(DOCTOR, ALL, "three.png", 4_096)]);
    assert_eq!(visit.state.uploaded[&DOCTOR].bytes, 8_192);
    // A visit from before the minimum existed counts the actual bytes.
    let visit = given([least(None), tiny("one.png"), tiny("two.png")]);
    visit.when(tiny("three.png")).accepted();
    assert_eq!(visit.state.uploaded[&DOCTOR].bytes, 140);
}

fn acts(max: u32) -> Step {
    group_visit_under(Policy {
        max_acts_per_person: Some(max),
        ..NONE
    })
}

const NO_MORE: Refusal = Refusal::ActQuotaExceeded { max: 2 };

#[test]
fn v8_acts_are_limited_together() {
    let visit = given([acts(2), joins(DOCTOR), locks(DOCTOR, ALL)]);
    visit.when(unlocks(DOCTOR, ALL)).refused(NO_MORE);
    let (_, reopen) = reopened();
    let me = Actor::Person(DOCTOR);
    // Other people have separate quotas.
    visit.when(unlocks(NURSE, ALL)).accepted();
    // No-ops are free, and writing is counted separately.
    visit.when(joins(DOCTOR)).changes_nothing();
    visit.when(says(DOCTOR, ALL, "still here")).accepted();
    visit.when(stages(DOCTOR, ALL, "plan.png")).accepted();
    let left = visit.and([leaves(DOCTOR)]);
    left.when(joins(DOCTOR)).refused(NO_MORE);
    // The host has no limit.
    left.when((Actor::Host, joins(DOCTOR).1)).accepted();
    let closed = left.and([completed()]);
    closed.when((me, reopen)).refused(NO_MORE);
    closed.when(reopened()).accepted();
}

#[test]
fn v8_acts_that_protect_or_undo_are_never_refused() {
    let visit = given([
        acts(2),
        says(DOCTOR, ALL, "one"),
        stages(DOCTOR, ALL, "plan.png"),
        joins(DOCTOR),
        locks(DOCTOR, ALL),
        unlocks(NURSE, ALL),
    ]);
    let by = |command| (Actor::Person(DOCTOR), command);
    let (_, remove) = removed(ANA);
    for step in [
        leaves(DOCTOR),
        locks(DOCTOR, ALL),
        by(remove),
        by(call_ends().1),
        by(completed().1),
        retracts(DOCTOR, "one"),
        discards(DOCTOR, "plan.png"),
    ] {
        visit.when(step).accepted();
    }
    let after = visit.and([leaves(DOCTOR)]);
    after.when(by(cancelled().1)).accepted();
    after.when(by(no_show().1)).accepted();
}

#[test]
fn v8_attendees_first_join_counts_as_two_entries() {
    let visit = given([acts(1), joins(DOCTOR)]);
    let over = Refusal::ActQuotaExceeded { max: 1 };
    visit.when(joins(ANA)).refused(over);
    visit.when(enters(ANA)).accepted();
    let two = given([acts(2), joins(DOCTOR), joins(ANA)]);
    let log = two.and([leaves(ANA)]);
    log.when(enters(ANA)).refused(NO_MORE);
}

#[test]
fn v8_overseers_are_limited_and_an_absent_limit_never_refuses() {
    let visit_with = |first| given([first, says(DOCTOR, ALL, "one"), breaks_glass(OVERSEER, ALL)]);
    let over = Refusal::ActQuotaExceeded { max: 1 };
    visit_with(acts(1))
        .when(breaks_glass(OVERSEER, ALL))
        .refused(over);
    let mut visit = visit_with(group_visit_under(NONE));
    for _ in 0..60 {
        visit = visit.and([breaks_glass(OVERSEER, ALL), joins(DOCTOR), leaves(DOCTOR)]);
    }
    // Reconnecting four times a minute for eight hours.
    assert!(Policy::DEFAULT.max_acts_per_person > Some(2 * 4 * 60 * 8));
}
