//! Files carried by messages.

use crate::kept::{Audit, Files, Kept, Story};
use chat_audit::Scope;
use chat_domain::{Actor, ChatKey, Command, Entry, Event};
use std::sync::atomic::Ordering;

fn audit(kept: &Kept, files: &Files) -> Audit {
    kept.audit_with(Scope::All, Some(files), None)
}

#[test]
fn sent_file_is_read_once() {
    let kept = Kept::two();
    let files = Files::of(&kept);
    let audit = audit(&kept, &files);
    assert!(audit.report.is_sound(), "{:?}", audit.findings);
    assert_eq!(audit.report.files, 2);
    assert_eq!(files.reads.load(Ordering::Relaxed), 2);
    assert_eq!(
        kept.audit().report.files,
        0,
        "files are skipped unless requested"
    );
}

#[test]
fn missing_changed_or_unreadable_file_is_reported() {
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
    // A file of another visit does not count.
    let moved = found(&|files| {
        let key = first(files);
        let bytes = files.files.remove(&key).unwrap();
        let visit = kept.visits[1].0.visit;
        let key = chat_ports::AttachmentKey { visit, ..key };
        files.files.insert(key, bytes);
    });
    assert_eq!(moved, [(place, "file_missing")]);
}

/// A story with one sent file and two discarded ones.
fn with_discarded() -> Story {
    let mut story = Story::new(1).complete();
    let direct = ChatKey::direct(story.provider, story.patient);
    let provider = Actor::Person(story.provider);
    story.does(provider, Command::ReopenVisit);
    let attachment = story.stages(story.provider, direct, b"a mistake");
    story.does(provider, Command::DiscardFile { attachment });
    let attachment = story.stages(story.provider, direct, b"never sent");
    story.does(provider, Command::CompleteVisit);
    story.does(Actor::Host, Command::DiscardFile { attachment });
    story
}

fn kept(story: &Story) -> Kept {
    Kept {
        visits: vec![story.kept()],
        ..Kept::default()
    }
}

#[test]
fn discarded_file_is_not_read() {
    let kept = kept(&with_discarded());
    let files = Files::of(&kept);
    assert_eq!(files.files.len(), 1, "discarded files are deleted");
    let audit = audit(&kept, &files);
    assert!(audit.report.is_sound(), "{:?}", audit.findings);
    assert_eq!(audit.report.files, 1);
}

#[test]
fn sent_file_is_read_even_if_the_log_says_discarded() {
    let mut story = with_discarded();
    let sent = story.entries.iter().find_map(|entry| match &entry.event {
        Event::MessageSent { files, .. } => files.first().map(|file| file.attachment),
        _ => None,
    });
    let attachment = sent.unwrap();
    let last = story.entries.last().unwrap();
    let forged = Entry {
        seq: last.seq.next(),
        event: Event::FileDiscarded { attachment },
        ..last.clone()
    };
    let place = Some(forged.seq.0);
    story.entries.push(forged);
    story.state.version = story.state.version.next();
    let kept = kept(&story);
    let found = audit(&kept, &Files::default()).found();
    let codes: Vec<_> = found.iter().map(|(_, code)| *code).collect();
    assert_eq!(codes, ["not_permitted", "file_missing"]);
    assert_eq!(found[0].0, place);
}
