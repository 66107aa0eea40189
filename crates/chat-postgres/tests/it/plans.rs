//! How the server finds rows, by its own report, among some thousand visits. The plans are generic: the server makes them without
//! the values, and keeps them for a statement that is used often.

use crate::{
    cluster::{client, database, log},
    open,
};
use chat_conformance::{fixture::VisitScript, upload_ledger::fresh_record};
use chat_domain::{PersonId, Phase, Seq};
use chat_ports::{
    EventFeed, LogAudit, StageKind, UploadLedger, UploadQuery, VisitCursor, VisitLog, VisitQuery,
    WhoTakesPart,
};
use chat_postgres::{PostgresLogAudit, PostgresVisitLog};
use std::collections::BTreeSet;
use time::OffsetDateTime;
use uuid::Uuid;

/// Every statement is reported with its plan, which is generic.
const REPORT: &str = "
    ALTER DATABASE {database} SET plan_cache_mode = force_generic_plan;
    ALTER DATABASE {database} SET session_preload_libraries = 'auto_explain';
    ALTER DATABASE {database} SET auto_explain.log_min_duration = 0;";

/// Copies of the one visit and of the one upload that are stored: 4,000 visits in 8 clinics, with 10 entries and 2 of 200
/// people each, and 4,000 uploads.
const FILL: &str = "
    CREATE TEMPORARY TABLE copy AS SELECT
        n, gen_random_uuid() AS visit,
        CASE WHEN n % 8 = 0 THEN v.clinic ELSE md5((n % 8)::text)::uuid END AS clinic
        FROM generate_series(1, 4000) AS n, visit AS v;
    INSERT INTO visit
        SELECT c.visit, c.clinic, 10, v.hash, v.scheduled_for + c.n * 60000000::bigint, v.phase,
            CASE WHEN c.n % 10 = 0 THEN c.n END, c.n % 10 = 0, v.summary
        FROM copy AS c, visit AS v;
    INSERT INTO entry SELECT c.visit, c.clinic, place, e.hash, e.body
        FROM copy AS c, generate_series(1, 10) AS place, (SELECT * FROM entry LIMIT 1) AS e;
    INSERT INTO participant
        SELECT c.visit, c.clinic, md5((c.n / 8 % 100 + place)::text)::uuid, true, place = 0, c.n * 60000000::bigint,
            CASE WHEN c.n % 10 < 5 THEN c.n END
        FROM copy AS c, (VALUES (0), (100)) AS places (place);
    INSERT INTO upload
        SELECT c.visit, c.clinic, gen_random_uuid(), u.person, gen_random_uuid(), c.n, u.stage, u.record
        FROM copy AS c, upload AS u;
    ANALYZE;";

struct Report {
    connection: String,
    database: String,
    /// How much of the log is read.
    read: usize,
}

impl Report {
    /// Leaves out what the test itself asked.
    fn skip(&mut self) {
        self.read = log().len();
    }

    /// The plans of what the server did for `asked`.
    async fn of<T>(&mut self, what: &str, asked: impl Future<Output = T>) -> (T, Vec<String>) {
        let answer = asked.await;
        let log = log();
        let (_, new) = log.split_at(self.read);
        self.read = log.len();
        let mut plans = Vec::<String>::new();
        let mut mine = false;
        for line in new.lines() {
            // A plan's lines but the first are indented.
            if !line.starts_with('\t') {
                mine = line.starts_with(&format!("{} ", self.database)) && line.contains("plan:");
                plans.extend(mine.then(String::new));
            } else if let Some(plan) = plans.last_mut().filter(|_| mine) {
                plan.push_str(line);
                plan.push('\n');
            }
        }
        assert!(!plans.is_empty(), "{what}: no plan was reported");
        (answer, plans)
    }

    /// What was asked is found by conditions on indexes, and if it has an order, that is an index's. Tables that grow, and their
    /// indexes, are not read as a whole.
    async fn finds<T>(&mut self, what: &str, ordered: bool, asked: impl Future<Output = T>) -> T {
        let (answer, plans) = self.of(what, asked).await;
        for plan in plans {
            for table in ["entry", "visit", "participant", "upload", "feed"] {
                let whole = format!("Seq Scan on {table}");
                assert!(!plan.contains(&whole), "{what}:\n{plan}");
            }
            let mut lines = plan.lines().filter(|line| !line.trim().is_empty());
            while let Some(line) = lines.next() {
                let is_index = ["Index Scan", "Index Only Scan"].map(|scan| line.contains(scan));
                let mut condition = || lines.next().unwrap_or_default().contains("Index Cond: ");
                assert!(!is_index.contains(&true) || condition(), "{what}:\n{plan}");
            }
            assert!(!ordered || !plan.contains("Sort  ("), "{what}:\n{plan}");
        }
        answer
    }
}

/// A log with one visit, filled up by copies, and the report of what is asked from then on.
async fn filled() -> (PostgresVisitLog, VisitScript, Report) {
    let connection = database();
    let name = connection.rsplit('=').next().unwrap().to_owned();
    let mut visit = VisitScript::new();
    let node = open(&connection).await;
    node.append(visit.schedule()).await.unwrap();
    node.upload_ledger()
        .put(fresh_record(), None)
        .await
        .unwrap();
    let client = client(&connection).await;
    client.batch_execute(FILL).await.unwrap();
    let report = REPORT.replace("{database}", &name);
    client.batch_execute(&report).await.unwrap();
    let node = open(&connection).await;
    let report = Report {
        connection,
        database: name,
        read: log().len(),
    };
    (node, visit, report)
}

#[tokio::test(flavor = "multi_thread")]
async fn appends_and_reads_of_a_visit_find_it_by_its_key() {
    let (node, mut visit, mut report) = filled().await;
    let appended = node.append(visit.announce("soon"));
    report.finds("append", false, appended).await.unwrap();
    let mut new = VisitScript::new();
    let scheduled = node.append(new.schedule());
    report.finds("create", false, scheduled).await.unwrap();

    let read = node.read(visit.key, Seq(1), 5);
    let read = report.finds("read", true, read).await.unwrap();
    assert!(!read.entries.is_empty());
    let at = node.read_at(visit.key, BTreeSet::from([Seq(1), Seq(2)]));
    report.finds("read at", true, at).await.unwrap();
    let unknown = (VisitScript::new().key, Seq::ZERO);
    let many = [(visit.key, Seq(1)), (visit.key, Seq::ZERO), unknown];
    let many = report.finds("read many", false, node.read_many(&many, 5));
    assert_eq!(many.await.unwrap().iter().flatten().count(), 2);
    let missing = node.read(VisitScript::new().key, Seq::ZERO, 5);
    report.finds("missing", true, missing).await.unwrap_err();
    let person = PersonId::new(Uuid::now_v7());
    let took_part = node.takes_part(visit.key, person);
    assert!(!report.finds("takes part", false, took_part).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn dashboards_and_what_is_due_are_found_in_order_by_indexes() {
    let (node, visit, mut report) = filled().await;
    // A provider of the copies, with 5 visits in this clinic.
    let person = "SELECT person FROM participant WHERE clinic = $1 AND care_team AND waiting_since IS NOT NULL LIMIT 1";
    let direct = client(&report.connection).await;
    let person = direct
        .query_one(person, &[&visit.key.clinic.uuid()])
        .await
        .unwrap();
    let person = PersonId::new(person.get(0));
    report.skip();
    let all = VisitQuery {
        clinic: visit.key.clinic,
        who: None,
        phases: Vec::new(),
        from: None,
        until: None,
        after: None,
        limit: 50,
    };
    let mine = |waiting, as_care_team| WhoTakesPart {
        person,
        as_care_team,
        waiting,
    };
    let whose = [
        None,
        Some(mine(false, None)),
        Some(mine(false, Some(true))),
        Some(mine(true, None)),
        Some(mine(true, Some(true))),
    ];
    for who in whose {
        let first = VisitQuery { who, ..all.clone() };
        let later = VisitQuery {
            phases: vec![Phase::Scheduled],
            after: Some(VisitCursor {
                at: OffsetDateTime::UNIX_EPOCH,
                visit: visit.key.visit,
            }),
            from: Some(OffsetDateTime::UNIX_EPOCH),
            ..first.clone()
        };
        for query in [first, later] {
            let what = format!("{query:?}");
            let page = report.finds(&what, true, node.list_visits(query)).await;
            assert!(!page.unwrap().visits.is_empty(), "{what}");
        }
    }
    let waiting = node.count_waiting(visit.key.clinic, person);
    assert!(report.finds("count", false, waiting).await.unwrap() > 0);
    let leased = node.visits_with_leases(Some(visit.key), 50);
    report.finds("leases", true, leased).await.unwrap();
    let due = node.visits_due(OffsetDateTime::now_utc(), None, 50);
    assert_eq!(report.finds("due", true, due).await.unwrap().len(), 50);
}

/// A pass reads the visits that have grown, and not the others of the clinic.
#[tokio::test(flavor = "multi_thread")]
async fn event_feed_is_numbered_and_read_by_its_indexes() {
    let (node, mut visit, mut report) = filled().await;
    let clinic = visit.key.clinic;
    while node.number(clinic, Uuid::now_v7()).await.unwrap() {}
    let client = client(&report.connection).await;
    client.batch_execute("ANALYZE").await.unwrap();
    node.append(visit.announce("later")).await.unwrap();
    report.skip();
    let (more, plans) = report.of("pass", node.number(clinic, Uuid::now_v7())).await;
    assert!(!more.unwrap());
    for plan in plans {
        assert!(plan.contains("visit_unfed"), "{plan}");
        assert!(!plan.contains("Seq Scan on feed"), "{plan}");
        assert!(!plan.contains("Seq Scan on visit"), "{plan}");
    }
    let read = node.spans(clinic, 300, 50);
    let spans = report.finds("spans", true, read).await.unwrap();
    assert_eq!(spans.iter().map(chat_ports::FeedSpan::len).sum::<u64>(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_are_found_by_their_key_their_person_and_their_time() {
    let (node, _, mut report) = filled().await;
    let ledger = node.upload_ledger();
    let record = fresh_record();
    let (key, upload) = (record.key, record.upload.unwrap());
    report
        .finds("put", false, ledger.put(record.clone(), None))
        .await
        .unwrap();
    let stage = Some(record.stage.kind());
    report
        .finds("move", false, ledger.put(record.clone(), stage))
        .await
        .unwrap();
    let got = report.finds("get", false, ledger.get(key)).await.unwrap();
    assert_eq!(got.as_ref(), Some(&record));
    let found = ledger.find(key.visit, record.person, upload);
    let found = report.finds("find", true, found).await.unwrap();
    assert_eq!(found, Some(record));
    for stages in [None, Some(BTreeSet::from([StageKind::Held]))] {
        // The copies' rows disagree with their records: they are found, and then refused.
        let list = ledger.list(UploadQuery {
            stages,
            received_before: None,
            after: None,
            limit: 50,
        });
        report.finds("list", true, list).await.unwrap_err();
    }
    report
        .finds("remove", false, ledger.remove(key))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn audit_reads_visit_by_visit() {
    let (_, visit, mut report) = filled().await;
    let audit = PostgresLogAudit::open(&report.connection).await.unwrap();
    let page = report.finds("visits", false, audit.visits(None, 50)).await;
    assert_eq!(page.unwrap().len(), 50);
    let entries = audit.entries(visit.key, Seq::ZERO, 50);
    report.finds("entries", true, entries).await.unwrap();
}
