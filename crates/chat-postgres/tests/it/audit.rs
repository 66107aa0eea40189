//! Audits: the laws, and damage that no caller may write.

use crate::{
    cluster::{client, database},
    open,
};
use chat_conformance::{Audited, fixture::VisitScript, log_audit_laws};
use chat_domain::{
    Seq,
    log::{ChainHash, to_stored},
};
use chat_ports::{LogAudit, VisitLog};
use chat_postgres::PostgresLogAudit;
use std::sync::Arc;

/// Asserts that the log of a visit is exactly this, each entry with its hash (G4).
pub(crate) async fn is_chained(audit: &PostgresLogAudit, visit: &VisitScript) {
    let found = audit
        .entries(visit.key, Seq::ZERO, usize::MAX)
        .await
        .unwrap();
    let found: Vec<_> = found.into_iter().map(|e| (e.body, e.hash)).collect();
    let mut hash = ChainHash::start(visit.key.clinic, visit.key.visit);
    let wanted = visit.entries.iter().map(|entry| {
        let body = to_stored(entry).unwrap();
        hash = hash.then(&body);
        (body, Some(hash))
    });
    assert_eq!(found, wanted.collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn passes_the_conformance_laws() {
    let database = database();
    let audited = database.clone();
    let audit = move || {
        let audited = audited.clone();
        async move { Arc::new(PostgresLogAudit::open(&audited).await.unwrap()) as _ }
    };
    let log = Arc::new(open(&database).await);
    log_audit_laws(Audited::new(log, audit), |log| async move {
        drop(log);
        Arc::new(open(&database).await) as _
    })
    .await;
}

#[tokio::test]
async fn damage_is_reported_and_fails_no_call() {
    for (damage, problem) in [
        (
            "UPDATE visit SET version = version + 1",
            "its version is not",
        ),
        ("UPDATE visit SET hash = '\\x00'", "its hash is not"),
        (
            "UPDATE visit SET summary = '\\x7b'",
            "its summary can't be read",
        ),
        (
            "UPDATE visit SET scheduled_for = 1",
            "its dashboard time differs",
        ),
        (
            "UPDATE visit SET phase = 'completed'",
            "its dashboard phase differs",
        ),
        ("UPDATE visit SET due = 7", "its due time differs"),
        (
            "UPDATE visit SET leased = NOT leased",
            "its mark of leases differs",
        ),
        ("DELETE FROM participant", "participants have no row"),
        (
            "UPDATE participant SET active = NOT active",
            "rows disagree with its summary",
        ),
        (
            "UPDATE participant SET care_team = NOT care_team",
            "rows disagree with its summary",
        ),
        (
            "UPDATE participant SET scheduled_for = 1",
            "rows disagree with its summary",
        ),
        (
            "UPDATE participant SET person = '00000000-0000-0000-0000-000000000001' WHERE care_team AND person = (SELECT min(person::text) FROM participant WHERE care_team)::uuid",
            "never took part",
        ),
        ("DELETE FROM visit", "entries belong to no visit"),
        (
            "DELETE FROM visit",
            "rows of table participant belong to no visit",
        ),
        (
            "UPDATE entry SET seq = -seq",
            "entries have no valid position",
        ),
        (
            "UPDATE visit SET fed = 1",
            "visits disagree with table feed",
        ),
        (
            "UPDATE visit SET unfed = FALSE",
            "visits disagree with table feed",
        ),
        (
            "INSERT INTO feed SELECT clinic, 0, visit, 1, 100, visit FROM visit",
            "rows of table feed have no entries",
        ),
        (
            "INSERT INTO feed SELECT clinic, 1, visit, 1, 1, visit FROM visit",
            "rows of table feed do not follow",
        ),
        (
            "INSERT INTO feed SELECT clinic, 0, visit, 2, 2, visit FROM visit",
            "rows of table feed skip or repeat",
        ),
        ("DROP INDEX visit_due", "the index visit_due is missing"),
        (
            "ALTER TABLE entry DROP CONSTRAINT entry_pkey",
            "the index entry_pkey is missing",
        ),
    ] {
        let database = database();
        let log = open(&database).await;
        let mut visit = VisitScript::new();
        log.append(visit.schedule()).await.unwrap();
        log.append(visit.announce("confidential")).await.unwrap();
        client(&database).await.batch_execute(damage).await.unwrap();
        let audit = PostgresLogAudit::open(&database).await.unwrap();
        let mut problems = audit.problems().await.unwrap();
        for visit in audit.visits(None, usize::MAX).await.unwrap() {
            problems.extend(visit.problems);
        }
        audit
            .entries(visit.key, Seq::ZERO, usize::MAX)
            .await
            .unwrap();
        let found = problems.iter().any(|found| found.contains(problem));
        assert!(found, "{damage}: {problems:?}");
        assert!(!problems.iter().any(|found| found.contains("confidential")));
    }
}
