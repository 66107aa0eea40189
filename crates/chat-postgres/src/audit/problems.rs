//! Problems of the database as a whole, which a check visit by visit would miss.

use super::snapshot::Snapshot;
use crate::rows::column;
use chat_ports::PortError;
use std::collections::BTreeSet;

/// Queries that count problems, with the sentence that follows the number.
const QUESTIONS: &[(&str, &str)] = &[
    (
        "SELECT count(*) FROM entry AS e WHERE NOT EXISTS (
            SELECT 1 FROM visit AS v WHERE v.visit = e.visit AND v.clinic = e.clinic)",
        "entries belong to no visit",
    ),
    (
        "SELECT count(*) FROM participant AS p WHERE NOT EXISTS (
            SELECT 1 FROM visit AS v WHERE v.visit = p.visit AND v.clinic = p.clinic)",
        "rows of table participant belong to no visit",
    ),
    (
        "SELECT count(*) FROM upload AS u WHERE NOT EXISTS (
            SELECT 1 FROM visit AS v WHERE v.visit = u.visit AND v.clinic = u.clinic)",
        "rows of table upload belong to no visit",
    ),
    (
        "SELECT count(*) FROM entry WHERE seq < 1",
        "entries have no valid position",
    ),
    (
        "SELECT count(*) FROM feed AS f WHERE first_seq > last_seq OR NOT EXISTS (SELECT 1 FROM visit AS v
            WHERE v.visit = f.visit AND v.clinic = f.clinic AND v.version >= f.last_seq)",
        "rows of table feed have no entries",
    ),
    (
        "SELECT count(*) FROM (SELECT position, coalesce(lag(position + last_seq - first_seq + 1)
            OVER (PARTITION BY clinic ORDER BY position), 0) AS expected FROM feed) AS f
            WHERE position <> expected",
        "rows of table feed do not follow the one before them",
    ),
    (
        "SELECT count(*) FROM (SELECT first_seq, coalesce(lag(last_seq)
            OVER (PARTITION BY clinic, visit ORDER BY position), 0) + 1 AS expected FROM feed) AS f
            WHERE first_seq <> expected",
        "rows of table feed skip or repeat entries of their visit",
    ),
    (
        "SELECT count(*) FROM visit AS v LEFT JOIN (SELECT clinic, visit, max(last_seq) AS newest FROM feed
            GROUP BY clinic, visit) AS f ON f.clinic = v.clinic AND f.visit = v.visit
            WHERE v.fed <> coalesce(f.newest, 0) OR v.unfed <> (v.version > v.fed)",
        "visits disagree with table feed",
    ),
    (
        "SELECT count(*) FROM information_schema.triggers WHERE trigger_schema = current_schema()",
        "unknown triggers change what is written",
    ),
];

/// What keeps rows unique and lets them be found.
const INDEXES: [&str; 19] = [
    "entry_pkey",
    "feed_pkey",
    "node_pkey",
    "participant_by_time",
    "participant_pkey",
    "participant_waiting",
    "seat_of_node",
    "seat_pkey",
    "shard_pkey",
    "upload_by_time",
    "upload_of_person",
    "upload_pkey",
    "visit_by_clinic",
    "visit_by_time",
    "visit_due",
    "visit_pkey",
    "visit_unfed",
    "visit_with_leases",
    "writer_pkey",
];

const VALID_INDEXES: &str = "SELECT c.relname::text FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND i.indisvalid";

pub(super) async fn problems(snapshot: &Snapshot) -> Result<Vec<String>, PortError> {
    let mut problems = Vec::new();
    for (question, sentence) in QUESTIONS {
        match snapshot.rows(question, &[]).await? {
            Err(damage) => problems.push(format!("a check failed: {damage}")),
            Ok(rows) => {
                let count: Option<i64> = rows.first().map(|row| column(row, 0)).transpose()?;
                let found = count.filter(|count| *count > 0);
                problems.extend(found.map(|count| format!("{count} {sentence}")));
            }
        }
    }
    match snapshot.rows(VALID_INDEXES, &[]).await? {
        Err(damage) => problems.push(format!("the indexes can't be read: {damage}")),
        Ok(rows) => {
            let found: Result<BTreeSet<String>, _> =
                rows.iter().map(|row| column(row, 0)).collect();
            let found = found?;
            let missing = INDEXES.iter().filter(|name| !found.contains(**name));
            problems.extend(missing.map(|name| format!("the index {name} is missing")));
        }
    }
    Ok(problems)
}
