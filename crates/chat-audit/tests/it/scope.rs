//! Verification of a subset of the logs.

use crate::kept::{Kept, START};
use chat_audit::{Scope, VerifyError};
use chat_domain::VisitId;
use time::Duration;
use uuid::Uuid;

#[test]
fn single_visit_is_checked_alone() {
    let mut kept = Kept::two();
    kept.log(0).remove(3);
    let audit = |visit: usize| {
        let id = kept.visits[visit].0.visit.visit;
        kept.audit_with(Scope::Visit(id), None, None)
    };
    assert_eq!(audit(0).found(), [(Some(4), "missing")]);
    assert!(audit(1).report.is_sound());
    assert_eq!(audit(1).report.visits, 1);
}

#[test]
fn unknown_visit_is_an_error() {
    let mut kept = Kept::two();
    kept.problems.push("a row belongs to no visit".into());
    let unknown = VisitId::new(Uuid::from_u128(99));
    let error = kept.try_audit(Scope::Visit(unknown), None, None).err();
    assert!(matches!(error, Some(VerifyError::NoSuchVisit(id)) if id == unknown));
}

#[test]
fn older_logs_are_skipped_and_counted() {
    // The second visit's entries are an hour newer.
    let mut kept = Kept::two();
    let since = Scope::Since(START + Duration::hours(2));
    let audit = kept.audit_with(since, None, None);
    assert!(audit.report.is_sound());
    assert_eq!((audit.report.visits, audit.report.passed_over), (1, 1));
    assert_eq!(
        audit.report.entries,
        kept.visits[1].1.len() as u64,
        "from its first entry"
    );

    // Unreadable logs are not skipped.
    let newest = kept.log(0).last_mut().unwrap();
    newest.body.clear();
    let audit = kept.audit_with(since, None, None);
    assert_eq!(audit.report.passed_over, 0);
    assert!(!audit.report.is_sound());
}

#[test]
fn log_changed_since_the_checkpoint_is_not_skipped() {
    let mut kept = Kept::two();
    let checkpoint = kept.checkpoint();
    let since = Scope::Since(START + Duration::hours(2));
    let audit = kept.audit_with(since, None, Some(&checkpoint));
    assert!(audit.report.is_sound(), "{:?}", audit.findings);
    assert_eq!(audit.report.passed_over, 1);
    // Truncated, but its newest entry is still old.
    kept.log(0).pop();
    kept.visits[0].0.version.0 -= 1;
    let audit = kept.audit_with(since, None, Some(&checkpoint));
    assert_eq!(audit.report.passed_over, 0);
    assert!(audit.found().contains(&(None, "truncated")));
}
