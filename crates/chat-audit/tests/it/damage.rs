//! Each kind of damage to a log, and its findings.

use crate::kept::{Kept, Story, chained};
use chat_audit::{Scope, VerifyError};
use chat_domain::{
    Actor, Entry, Event, MessageText, Phase, Seq,
    log::{ChainHash, from_stored},
};

#[test]
fn sound_logs_have_no_findings() {
    let kept = Kept::two();
    let audit = kept.audit();
    assert!(audit.report.is_sound(), "{:?}", audit.findings);
    assert_eq!(audit.report.visits, 2);
    let entries: usize = kept.visits.iter().map(|(_, log)| log.len()).sum();
    assert_eq!(audit.report.entries, entries as u64);
    assert_eq!(audit.report.unproven, 0);
    for (head, (visit, log)) in audit.heads.iter().zip(&kept.visits) {
        assert_eq!(head.version, visit.version);
        assert_eq!(Some(head.hash), log.last().unwrap().hash);
    }
}

#[test]
fn page_size_does_not_affect_findings() {
    let mut kept = Kept::two();
    kept.log(1)[5].body[20] ^= 1;
    let whole = kept.audit();
    kept.page = Some(1);
    let paged = kept.audit();
    assert_eq!(paged.findings, whole.findings);
    assert_eq!(paged.heads, whole.heads);
    assert_eq!(paged.report, whole.report);
}

#[test]
fn change_of_any_byte_is_found() {
    let sound = Kept::two();
    for place in 0..sound.visits[0].1.len() {
        for at in 0..sound.visits[0].1[place].body.len() {
            let mut kept = sound.clone();
            kept.log(0)[place].body[at] ^= 1;
            let found = kept.audit().found();
            let broken = (Some(place as u64 + 1), "broken_chain");
            assert!(found.contains(&broken), "{place} {at}: {found:?}");
            let links = found.iter().filter(|(_, code)| *code == "broken_chain");
            assert_eq!(links.count(), 1, "the damage is reported once");
        }
    }
}

#[test]
fn changed_or_missing_hash_is_reported_once() {
    let mut kept = Kept::two();
    kept.log(0)[3].hash = Some(ChainHash([9; 32]));
    kept.log(0)[6].hash = None;
    assert_eq!(
        kept.audit().found(),
        [(Some(4), "broken_chain"), (Some(7), "no_hash")]
    );
}

#[test]
fn entries_after_a_gap_count_as_unproven() {
    let mut kept = Kept::two();
    kept.log(0).drain(3..5);
    let audit = kept.audit();
    assert_eq!(audit.found(), [(Some(4), "missing")]);
    assert_eq!(
        audit.findings[0].problem.to_string(),
        "entries 4 to 5 are missing"
    );
    let rest = kept.visits[0].1.len() - 3;
    assert_eq!(audit.report.unproven, rest as u64);
}

#[test]
fn log_without_first_entry_or_without_entries_is_damaged() {
    let mut kept = Kept::two();
    kept.log(0).remove(0);
    assert_eq!(kept.audit().found(), [(Some(1), "missing")]);
    kept.log(0).clear();
    let (none, version) = ((None, "no_entries"), (None, "version_differs"));
    assert_eq!(kept.audit().found(), [none, version]);
    kept.visits[0].0.version = Seq::ZERO;
    assert_eq!(kept.audit().found(), [none]);
}

#[test]
fn swapped_bodies_are_found_at_both_positions() {
    let mut kept = Kept::two();
    let (third, fifth) = (kept.log(0)[2].body.clone(), kept.log(0)[4].body.clone());
    kept.log(0)[2].body = fifth;
    kept.log(0)[4].body = third;
    let found = kept.audit().found();
    for place in [3, 5] {
        assert!(found.contains(&(Some(place), "broken_chain")), "{found:?}");
        assert!(found.contains(&(Some(place), "other_place")), "{found:?}");
    }
}

#[test]
fn g4_log_of_another_visit_is_found() {
    let mut kept = Kept::two();
    let other = kept.visits[1].1.clone();
    kept.visits[0].1 = other;
    let found = kept.audit().found();
    assert!(found.contains(&(Some(1), "broken_chain")), "{found:?}");
    assert!(found.contains(&(Some(1), "other_visit")), "{found:?}");
    // Not even with its chain recomputed for this visit.
    let visit = kept.visits[0].0.visit;
    *kept.log(0) = chained(visit, &Story::new(2).complete().entries);
    assert_eq!(
        kept.audit().found(),
        [(Some(1), "other_visit"), (None, "summary_differs")]
    );
}

#[test]
fn g2_forbidden_entry_is_found_in_an_intact_chain() {
    let mut story = Story::new(1).complete();
    let sent = |event: &Event| matches!(event, Event::MessageSent { .. });
    let at = story.entries.iter().position(|e| sent(&e.event)).unwrap();
    // An actor who is not a participant.
    story.entries[at].actor = Actor::Host;
    let mut kept = Kept::two();
    *kept.log(0) = chained(story.visit, &story.entries);
    let found = kept.audit().found();
    assert_eq!(found[0], (Some(at as u64 + 1), "not_permitted"));
}

#[test]
fn log_must_start_by_scheduling_its_visit() {
    let mut story = Story::new(1).complete();
    story.entries.remove(0);
    for (entry, place) in story.entries.iter_mut().zip(1..) {
        entry.seq = Seq(place);
    }
    let mut kept = Kept::two();
    kept.visits[0].0.version = Seq(story.entries.len() as u64);
    *kept.log(0) = chained(story.visit, &story.entries);
    assert_eq!(kept.audit().found(), [(Some(1), "not_scheduled")]);
}

/// With an intact chain: storage does not check the numbers.
#[test]
fn doubled_or_skipped_chat_number_is_found() {
    for changed in [-1, 1] {
        let mut story = Story::new(1).complete();
        let second = |entry: &Entry| entry.event.chat_entry().is_some_and(|(_, n)| n.0 == 2);
        let at = story.entries.iter().position(second).unwrap();
        let Event::MessageSent { number, .. } = &mut story.entries[at].event else {
            panic!("a message");
        };
        number.0 = number.0.strict_add_signed(changed);
        let mut kept = Kept::two();
        *kept.log(0) = chained(story.visit, &story.entries);
        let found = kept.audit().found();
        assert_eq!(found[0], (Some(at as u64 + 1), "not_permitted"));
    }
}

#[test]
fn index_and_summary_must_match_the_log() {
    let mut kept = Kept::two();
    kept.log(0)[5].problems.push("a column is odd".into());
    kept.visits[0]
        .0
        .problems
        .push("another column is odd".into());
    kept.visits[1].0.summary.as_mut().unwrap().phase = Phase::NoShow;
    kept.problems.push("a row belongs to no visit".into());
    assert_eq!(
        kept.audit().found(),
        [
            (None, "store"),
            (Some(6), "store"),
            (None, "store"),
            (None, "summary_differs"),
        ]
    );
    kept = Kept::two();
    kept.visits[0].0.summary = None;
    assert_eq!(kept.audit().found(), [(None, "summary_unreadable")]);
}

#[test]
fn entry_of_a_newer_program_is_not_sound() {
    let mut kept = Kept::two();
    let visit = kept.visits[0].0.visit;
    let mut hash = ChainHash::start(visit.clinic, visit.visit);
    for entry in kept.log(0) {
        if entry.seq == Seq(4) {
            let body = String::from_utf8(entry.body.clone()).unwrap();
            entry.body = body.replacen("\"v\":1", "\"v\":2", 1).into_bytes();
        }
        hash = hash.then(&entry.body);
        entry.hash = Some(hash);
    }
    let audit = kept.audit();
    assert_eq!(audit.found(), [(Some(4), "newer")]);
    assert!(audit.report.unproven > 0);
}

#[test]
fn newer_rules_are_reported_not_guessed() {
    let mut kept = Kept::two();
    let visit = kept.visits[0].0.visit;
    let mut hash = ChainHash::start(visit.clinic, visit.visit);
    for entry in kept.log(0) {
        if entry.seq == Seq(1) {
            let body = String::from_utf8(entry.body.clone()).unwrap();
            entry.body = body.replacen("\"rules\":2", "\"rules\":3", 1).into_bytes();
        }
        hash = hash.then(&entry.body);
        entry.hash = Some(hash);
    }
    let entries = kept.log(0).len() as u64;
    let audit = kept.audit();
    assert_eq!(audit.found(), [(Some(1), "newer_rules")]);
    assert_eq!(audit.report.unproven, entries - 1);
}

/// In every case the chain is intact and the rules permit the entry.
#[test]
fn g4_only_the_canonical_form_is_sound() {
    for (written, otherwise) in [
        (r#"{"v":1,"#, r#"{ "v":1,"#),
        (r#"{"v":1,"#, "\n{\"v\":1,"),
        (r#"{"v":1,"#, r#"{"note":"hidden","v":1,"#),
        (r#""number":1,"#, r#""number":1,"note":"hidden","#),
        (r#"{"v":1,"seq":5,"#, r#"{"seq":5,"v":1,"#),
        ("Good", r"\u0047ood"),
        (r#"Z","actor""#, r#"+00:00","actor""#),
        (r#"Z","actor""#, r#".0Z","actor""#),
    ] {
        let mut kept = Kept::two();
        let visit = kept.visits[0].0.visit;
        let mut hash = ChainHash::start(visit.clinic, visit.visit);
        for entry in kept.log(0) {
            if entry.seq == Seq(5) {
                let body = String::from_utf8(entry.body.clone()).unwrap();
                assert!(body.contains(written), "{body}");
                entry.body = body.replacen(written, otherwise, 1).into_bytes();
            }
            hash = hash.then(&entry.body);
            entry.hash = Some(hash);
        }
        let audit = kept.audit();
        assert_eq!(audit.found(), [(Some(5), "other_spelling")], "{otherwise}");
        assert_eq!(audit.report.unproven, 0);
    }
}

#[test]
fn findings_contain_no_content() {
    let mut kept = Kept::two();
    for entry in kept.log(0) {
        let middle = entry.body.len() / 2;
        entry.body[middle] ^= 1;
    }
    kept.log(1).remove(2);
    let audit = kept.audit();
    assert!(!audit.findings.is_empty());
    for finding in &audit.findings {
        let printed = format!("{finding:?} {}", finding.problem);
        for private in ["Ruth", "Carla", "morning", "referral", "Not for you"] {
            assert!(!printed.contains(private), "{printed}");
        }
    }
}

#[test]
fn repeated_pages_are_an_error() {
    let mut kept = Kept::two();
    let first = kept.visits[0].clone();
    kept.visits.push(first);
    let error = kept.try_audit(Scope::All, None, None).err().unwrap();
    assert!(matches!(error, VerifyError::OutOfOrder));
}

/// Only a checkpoint reveals this: the rules permit the forged text as well as the original.
#[test]
fn forged_text_with_recomputed_chain_looks_sound() {
    let mut story = Story::new(1).complete();
    for entry in &mut story.entries {
        if let Event::MessageSent { text, .. } = &mut entry.event {
            *text = Some(MessageText::new("Something else").unwrap());
        }
    }
    let mut kept = Kept::two();
    *kept.log(0) = chained(story.visit, &story.entries);
    assert!(kept.audit().report.is_sound());
    assert!(from_stored(&kept.log(0)[0].body).is_ok());
}
