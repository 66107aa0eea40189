//! Logs whose summaries don't say what waits for an answer.

use super::{Place, version};
use chat_conformance::{fixture::VisitScript, visit_log::dashboard::everything};
use chat_domain::{Actor, Command};
use chat_ports::{LogAudit as _, VisitLog, VisitQuery, WhoTakesPart};
use chat_sqlite::{SCHEMA_VERSION, SqliteLogAudit};
use rusqlite::{Connection, params};

/// The file is as version 6 wrote it, whose summaries don't say what waits for an answer, nor whose presence is leased.
#[tokio::test]
async fn version_6_log_learns_what_waits_and_what_is_leased() {
    let place = Place::new();
    let log = place.open();
    let mut visits: [_; 4] = std::array::from_fn(|_| VisitScript::new());
    let [waiting, answered, closed, present] = &mut visits;
    for visit in [&mut *waiting, &mut *answered, &mut *closed, &mut *present] {
        let (provider, patient) = (visit.cast.provider, visit.cast.patient);
        let chat = visit.direct();
        log.append(visit.schedule()).await.unwrap();
        for author in [provider, patient] {
            let append = visit.say(author, chat, "hello");
            log.append(append).await.unwrap();
        }
    }
    let (provider, chat) = (answered.cast.provider, answered.direct());
    let through = answered.state.chat(&chat).last;
    let read = answered.run(
        Actor::Person(provider),
        &Command::MarkRead { chat, through },
    );
    log.append(read).await.unwrap();
    let answer = answered.say(answered.cast.provider, answered.direct(), "yes");
    log.append(answer).await.unwrap();
    // Reported by the person: leased, as this program folds it.
    let person = present.cast.provider;
    let joined = present.run(Actor::Person(person), &Command::JoinCall { person });
    log.append(joined).await.unwrap();
    let end = closed.run(Actor::Host, &Command::CompleteVisit);
    log.append(end).await.unwrap();
    drop(log);
    let back = "DROP TABLE access; DROP TABLE session; DROP TABLE invitation; DROP TABLE webhook_endpoint; DROP TABLE feed; DROP TABLE feed_reach; DROP TABLE node; DROP TABLE shard; DROP TABLE seat;
        DROP INDEX visit_due; ALTER TABLE visit DROP COLUMN due;
        DROP INDEX participant_waiting; ALTER TABLE participant DROP COLUMN waiting_since;
        DROP INDEX visit_with_leases; DELETE FROM schema_migration WHERE version >= 7";
    place.raw().execute_batch(back).unwrap();
    without_waits(&place.raw());

    let log = place.open();
    assert_eq!(version(&place.raw()), SCHEMA_VERSION);
    for (visit, waits) in visits.iter().zip([true, false, false, true]) {
        let query = VisitQuery {
            who: Some(WhoTakesPart {
                person: visit.cast.provider,
                as_care_team: None,
                waiting: true,
            }),
            ..everything(visit.key.clinic)
        };
        let listed = log.list_visits(query).await.unwrap().visits;
        assert_eq!(listed, if waits { vec![visit.summary()] } else { vec![] });
        let all = log.list_visits(everything(visit.key.clinic)).await;
        assert_eq!(all.unwrap().visits, [visit.summary()]);
    }
    let leased = log.visits_with_leases(None, 9).await.unwrap();
    assert_eq!(leased, [visits[3].summary()]);
    let audit = SqliteLogAudit::open(place.file()).unwrap();
    assert_eq!(audit.problems().await.unwrap(), [""; 0]);
}

/// Removes from the summaries what earlier programs did not write.
fn without_waits(raw: &Connection) {
    let select = "SELECT id, summary FROM visit";
    let mut select = raw.prepare(select).unwrap();
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let rows: Vec<(i64, String)> = rows.unwrap().map(Result::unwrap).collect();
    let mut removed = 0;
    for (id, summary) in rows {
        let mut summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
        for participant in summary["participants"].as_array_mut().unwrap() {
            let participant = participant.as_object_mut().unwrap();
            for field in ["waiting_since", "leased"] {
                removed += usize::from(participant.remove(field).is_some());
            }
        }
        let update = "UPDATE visit SET summary = ?2 WHERE id = ?1";
        raw.execute(update, params![id, summary.to_string()])
            .unwrap();
    }
    assert_eq!(removed, 3, "a wait in each of two visits, and a lease");
}
