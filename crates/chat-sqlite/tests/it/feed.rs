//! The event feed in the file.

use super::{Place, open};
use chat_conformance::fixture::{VisitScript, fresh_clinic};
use chat_domain::ClinicId;
use chat_ports::{Append, EventFeed, FeedSpan, LogAudit, VisitLog};
use chat_sqlite::{SqliteLogAudit, SqliteVisitLog};
use uuid::Uuid;

async fn fill(log: &SqliteVisitLog, clinic: ClinicId, entries: usize) {
    let mut visits = [0, 1, 2].map(|_| VisitScript::in_clinic(clinic));
    for visit in &mut visits {
        log.append(visit.schedule()).await.unwrap();
    }
    for number in 0..entries {
        let append = visits[number % 3].announce(&format!("number {number}"));
        log.append(append).await.unwrap();
    }
}

async fn feed(log: &SqliteVisitLog, clinic: ClinicId) -> Vec<FeedSpan> {
    while log.number(clinic, Uuid::now_v7()).await.unwrap() {}
    log.spans(clinic, 0, usize::MAX).await.unwrap()
}

async fn problems(place: &Place) -> Vec<String> {
    let audit = SqliteLogAudit::open(place.file()).unwrap();
    audit.problems().await.unwrap()
}

#[tokio::test]
async fn feed_survives_reopening_and_rows_that_move() {
    let (place, clinic) = (Place::new(), fresh_clinic());
    let log = place.open();
    fill(&log, clinic, 10).await;
    let before = feed(&log, clinic).await;
    drop(log);
    place.raw().execute_batch("VACUUM").unwrap();
    let log = open(&place.file());
    assert_eq!(feed(&log, clinic).await, before);
    fill(&log, clinic, 5).await;
    let after = feed(&log, clinic).await;
    assert_eq!(after[..before.len()], before);
    assert!(after.len() > before.len());
    assert_eq!(problems(&place).await, [""; 0]);
}

/// A log of the schema before the feed: nothing of it is read when it is opened.
#[tokio::test]
async fn log_without_a_feed_is_numbered_in_the_order_of_its_commits() {
    let (place, clinic) = (Place::new(), fresh_clinic());
    let log = place.open();
    fill(&log, clinic, 7).await;
    drop(log);
    let older = "DROP TABLE access; DROP TABLE session; DROP TABLE invitation; DROP TABLE webhook_endpoint; DROP TABLE feed; DROP TABLE feed_reach;
        DELETE FROM schema_migration WHERE version >= 11;";
    place.raw().execute_batch(older).unwrap();
    let log = open(&place.file());
    assert_eq!(log.spans(clinic, 0, 10).await.unwrap(), []);
    let spans = feed(&log, clinic).await;
    assert_eq!(
        spans.len(),
        3,
        "each visit's entries are one span of the one pass"
    );
    assert_eq!(problems(&place).await, [""; 0]);
}

#[tokio::test]
async fn more_entries_than_one_pass_takes_are_numbered_by_several() {
    let (place, clinic) = (Place::new(), fresh_clinic());
    let log = place.open();
    let mut visit = VisitScript::in_clinic(clinic);
    log.append(visit.schedule()).await.unwrap();
    let base = visit.head;
    let mut entries = Vec::new();
    for number in 0..2_100 {
        let append = visit.announce(&format!("number {number}"));
        entries.extend(chat_conformance::fixture::entries_of(&append));
    }
    let many = Append::new(visit.key, base, entries, Some(visit.summary())).unwrap();
    log.append(many).await.unwrap();
    let passes = Uuid::now_v7();
    assert!(
        log.number(clinic, passes).await.unwrap(),
        "one is not enough"
    );
    let spans = feed(&log, clinic).await;
    assert_eq!(spans.last().unwrap().last, visit.state.version);
    let length: u64 = spans.iter().map(FeedSpan::len).sum();
    assert_eq!(length, visit.state.version.0);
}

#[tokio::test]
async fn damage_of_the_feed_is_found() {
    for (damage, found) in [
        (
            "UPDATE feed SET position = position + 1 WHERE position > 0",
            "do not follow",
        ),
        ("DELETE FROM feed WHERE position = 0", "do not follow"),
        (
            "UPDATE feed SET first_seq = first_seq + 1, position = position",
            "skip or repeat",
        ),
        (
            "UPDATE feed SET last_seq = last_seq + 100",
            "have no entries",
        ),
        ("UPDATE feed SET visit = randomblob(16)", "have no entries"),
    ] {
        let (place, clinic) = (Place::new(), fresh_clinic());
        let log = place.open();
        fill(&log, clinic, 6).await;
        feed(&log, clinic).await;
        drop(log);
        assert_eq!(problems(&place).await, [""; 0]);
        place.raw().execute_batch(damage).unwrap();
        let problems = problems(&place).await;
        assert!(
            problems.iter().any(|one| one.contains(found)),
            "{damage}: {problems:?}"
        );
    }
}
