//! The files that messages carry.

use crate::kept::{Audit, Files, Kept};
use chat_audit::Scope;
use std::sync::atomic::Ordering;

fn audit(kept: &Kept, files: &Files) -> Audit {
    kept.audit_with(Scope::All, Some(files), None)
}

#[test]
fn each_sent_file_is_read_once() {
    let kept = Kept::two();
    let files = Files::of(&kept);
    let audit = audit(&kept, &files);
    assert!(audit.report.is_sound(), "{:?}", audit.findings);
    assert_eq!(audit.report.files, 2);
    assert_eq!(files.reads.load(Ordering::Relaxed), 2);
    assert_eq!(kept.audit().report.files, 0, "left out when not asked for");
}

#[test]
fn a_file_that_is_missing_longer_other_or_broken_is_named() {
    let kept = Kept::two();
    let sent = kept.visits[0].1.iter().position(|entry| {
        let body = String::from_utf8_lossy(&entry.body);
        body.contains("message_sent") && body.contains("referral.pdf")
    });
    let place = Some(sent.unwrap() as u64 + 1);
    let found = |change: &dyn Fn(&mut Files)| {
        let mut files = Files::of(&kept);
        change(&mut files);
        audit(&kept, &files).found()
    };
    let first = |files: &Files| *files.files.keys().next().unwrap();
    let missing = found(&|files| drop(files.files.remove(&first(files))));
    assert_eq!(missing, [(place, "file_missing")]);
    let longer = found(&|files| files.files.get_mut(&first(files)).unwrap().push(0));
    assert_eq!(longer, [(place, "file_size")]);
    let other = found(&|files| files.files.get_mut(&first(files)).unwrap()[4] ^= 1);
    assert_eq!(other, [(place, "file_changed")]);
    let broken = found(&|files| files.broken = true);
    assert_eq!(broken.len(), 2);
    assert_eq!(broken[0], (place, "file_unreadable"));
    // A file of another visit is not this one's.
    let moved = found(&|files| {
        let key = first(files);
        let bytes = files.files.remove(&key).unwrap();
        let visit = kept.visits[1].0.visit;
        let key = chat_ports::AttachmentKey { visit, ..key };
        files.files.insert(key, bytes);
    });
    assert_eq!(moved, [(place, "file_missing")]);
}
