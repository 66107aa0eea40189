use super::*;
use chat_domain::{
    Actor, ClinicId, Command, Policy, RulesVersion, ScheduleVisit, VisitId, VisitKind, VisitState,
    commit,
};
use time::macros::datetime;
use uuid::Uuid;

fn key(n: u128) -> VisitKey {
    let id = Uuid::from_u128(n);
    VisitKey::new(ClinicId::new(id), VisitId::new(id))
}

/// A visit's first entries, several, and its summary.
fn scheduled(visit: VisitKey) -> (Vec<Entry>, VisitSummary) {
    let now = datetime!(2026-03-01 12:00 UTC);
    let mut state = VisitState::default();
    let schedule = Command::ScheduleVisit(ScheduleVisit {
        clinic: visit.clinic,
        visit: visit.visit,
        kind: VisitKind::Group,
        scheduled_for: now,
        policy: Policy::DEFAULT,
        notices: None,
        rules: RulesVersion::NEWEST,
        participants: Vec::new(),
    });
    let mut entries = commit(&mut state, Actor::Host, &schedule, now).unwrap();
    let summary = VisitSummary::of(&state).unwrap();
    for command in [Command::CancelVisit, Command::ReopenVisit] {
        entries.extend(commit(&mut state, Actor::Host, &command, now).unwrap());
    }
    assert_eq!(entries.len(), 3);
    (entries, summary)
}

fn invalid(entries: Vec<Entry>, summary: Option<VisitSummary>, base: LogHead) -> &'static str {
    match Append::new(key(1), base, entries, summary) {
        Err(PortError::Invalid(problem)) => problem,
        other => panic!("expected Invalid, got {other:?}"),
    }
}

#[test]
fn entries_are_chained_from_the_head_by_their_stored_bytes() {
    let (entries, summary) = scheduled(key(1));
    let start = LogHead::start(key(1));
    let append = Append::new(key(1), start, entries.clone(), Some(summary)).unwrap();
    assert_eq!((append.visit(), append.base()), (key(1), start));
    let mut hash = ChainHash::start(key(1).clinic, key(1).visit);
    for (new, entry) in append.entries().iter().zip(&entries) {
        hash = hash.then(&to_stored(entry).unwrap());
        assert_eq!(&new.entry, entry);
        assert_eq!(new.stored, to_stored(entry).unwrap());
        assert_eq!(new.hash, hash);
    }
    let version = Seq(3);
    assert_eq!(append.head(), LogHead { version, hash });
}

#[test]
fn stored_bytes_are_kept_and_hashed_as_they_are() {
    let (entries, summary) = scheduled(key(1));
    let respelled = |entry: &Entry| {
        let text = String::from_utf8(to_stored(entry).unwrap()).unwrap();
        text.replacen(':', ": ", 1).into_bytes()
    };
    let stored: Vec<_> = entries.iter().map(respelled).collect();
    let start = LogHead::start(key(1));
    let append = Append::of_stored(key(1), start, stored.clone(), Some(summary)).unwrap();
    let hash = stored
        .iter()
        .fold(start.hash, |hash, stored| hash.then(stored));
    assert_eq!(append.head().hash, hash);
    let (new, _) = append.into_parts();
    let (found, bytes): (Vec<_>, Vec<_>) = new.into_iter().map(|n| (n.entry, n.stored)).unzip();
    assert_eq!((found, bytes), (entries, stored));
}

#[test]
fn malformed_append_is_invalid() {
    let start = LogHead::start(key(1));
    let (good, summary) = scheduled(key(1));
    let summary = || Some(summary.clone());
    let wrong = |how: fn(&mut Vec<Entry>)| {
        let mut entries = good.clone();
        how(&mut entries);
        invalid(entries, summary(), start)
    };
    assert_eq!(wrong(Vec::clear), "the append has no entries");
    let gap = "the entries are not consecutive from the log's head";
    assert_eq!(wrong(|e| drop(e.remove(1))), gap);
    assert_eq!(wrong(|e| drop(e.remove(0))), gap);
    assert_eq!(wrong(|e| e[1].seq = Seq(1)), gap);
    assert_eq!(wrong(|e| e.swap(1, 2)), gap);
    let elsewhere = LogHead {
        version: Seq(1),
        ..start
    };
    assert_eq!(invalid(good.clone(), summary(), elsewhere), gap);
    assert_eq!(
        wrong(|e| e[2].at = datetime!(-1-01-01 0:00 UTC)),
        "an entry has no stored form"
    );
    assert_eq!(
        invalid(good.clone(), summary(), LogHead::start(key(2))),
        "a log begins at its visit's start hash"
    );
    assert_eq!(
        invalid(good.clone(), None, start),
        "a new visit needs a summary"
    );
    assert_eq!(
        invalid(good.clone(), Some(scheduled(key(2)).1), start),
        "the summary belongs to another visit"
    );
}

#[test]
fn unreadable_bytes_are_not_appended() {
    let (entries, summary) = scheduled(key(1));
    let append = |from: &str, to: &str| {
        let first = String::from_utf8(to_stored(&entries[0]).unwrap()).unwrap();
        let stored = vec![first.replacen(from, to, 1).into_bytes()];
        let summary = Some(summary.clone());
        Append::of_stored(key(1), LogHead::start(key(1)), stored, summary)
    };
    assert!(append("", "").is_ok());
    let newer = append("\"v\":1", "\"v\":1000");
    assert!(matches!(newer, Err(PortError::Newer(_))), "{newer:?}");
    let broken = append("{", "[");
    assert!(matches!(broken, Err(PortError::Corrupt(_))), "{broken:?}");
    let moved = append("\"seq\":1", "\"seq\":2");
    assert!(matches!(moved, Err(PortError::Invalid(_))), "{moved:?}");
}
