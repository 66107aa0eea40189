//! Problems of the file as a whole, which a check visit by visit would miss.

use super::{damage, schema, uploads};
use chat_ports::PortError;
use rusqlite::Connection;

/// Maximum number of sentences per check.
pub(super) const LIMIT: u32 = 100;

/// Queries in which every row is a problem, with a sentence in which `{}` is the row's number.
const QUESTIONS: &[(&str, &str)] = &[
    (
        "SELECT id FROM visit WHERE NOT (typeof(clinic) = 'blob' AND length(clinic) = 16
            AND typeof(visit) = 'blob' AND length(visit) = 16)",
        "row {} of table visit has an invalid key",
    ),
    (
        "SELECT max(id) FROM visit GROUP BY clinic, visit HAVING count(*) > 1",
        "row {} of table visit duplicates another row's key",
    ),
    (
        "SELECT id FROM visit WHERE NOT EXISTS (SELECT 1 FROM entry WHERE visit_id = visit.id)",
        "visit row {} has no entries",
    ),
    (
        "SELECT count(*) FROM entry WHERE visit_id NOT IN (SELECT id FROM visit WHERE id IS NOT NULL)
            OR visit_id IS NULL HAVING count(*) > 0",
        "{} entries belong to no visit",
    ),
    (
        "SELECT count(*) FROM participant WHERE visit_id NOT IN (SELECT id FROM visit WHERE id IS NOT NULL)
            OR visit_id IS NULL HAVING count(*) > 0",
        "{} rows of table participant belong to no visit",
    ),
    (
        "SELECT count(*) FROM took_part WHERE NOT EXISTS (SELECT 1 FROM visit
            WHERE visit.clinic = took_part.clinic AND visit.visit = took_part.visit)
            HAVING count(*) > 0",
        "{} rows of table took_part belong to no visit",
    ),
    (
        "SELECT count(*) FROM entry WHERE typeof(seq) <> 'integer' OR seq < 1 HAVING count(*) > 0",
        "{} entries have no valid position",
    ),
    (
        "SELECT visit_id FROM entry GROUP BY visit_id, seq HAVING count(*) > 1",
        "a position in the log of visit row {} occurs twice",
    ),
    (
        "SELECT count(*) FROM upload WHERE NOT EXISTS (SELECT 1 FROM visit
            WHERE visit.clinic = upload.clinic AND visit.visit = upload.visit) HAVING count(*) > 0",
        "{} rows of table upload belong to no visit",
    ),
    (
        "SELECT max(rowid) FROM upload GROUP BY clinic, visit, attachment HAVING count(*) > 1",
        "row {} of table upload duplicates another row's key",
    ),
    (
        "SELECT count(*) FROM feed WHERE first_seq > last_seq OR NOT EXISTS (SELECT 1 FROM visit JOIN entry
            ON entry.visit_id = visit.id WHERE visit.clinic = feed.clinic AND visit.visit = feed.visit
            AND entry.seq = feed.last_seq) HAVING count(*) > 0",
        "{} rows of table feed have no entries",
    ),
    (
        "SELECT count(*) FROM (SELECT position, coalesce(lag(position + last_seq - first_seq + 1)
            OVER (PARTITION BY clinic ORDER BY position), 0) AS expected FROM feed)
            WHERE position <> expected HAVING count(*) > 0",
        "{} rows of table feed do not follow the one before them",
    ),
    (
        "SELECT count(*) FROM (SELECT first_seq, coalesce(lag(last_seq)
            OVER (PARTITION BY clinic, visit ORDER BY position), 0) + 1 AS expected FROM feed)
            WHERE first_seq <> expected HAVING count(*) > 0",
        "{} rows of table feed skip or repeat entries of their visit",
    ),
];

pub(super) fn problems(connection: &Connection) -> Result<Vec<String>, PortError> {
    let mut problems = Vec::new();
    if let Err(error) = damage(connection, integrity(connection, &mut problems))? {
        problems.push(format!("the file can't be checked completely: {error}"));
    }
    match damage(connection, schema::differences(connection))? {
        Ok(differences) => problems.extend(differences),
        Err(error) => problems.push(format!("the schema can't be read: {error}")),
    }
    for (question, sentence) in QUESTIONS {
        if let Err(error) = damage(
            connection,
            ask(connection, question, sentence, &mut problems),
        )? {
            problems.push(format!("a check failed: {error}"));
        }
    }
    if let Err(error) = damage(connection, uploads::problems(connection, &mut problems))? {
        problems.push(format!("the uploads can't be read: {error}"));
    }
    Ok(problems)
}

/// SQLite's check of pages, indexes, types and constraints. It names rows but no values.
fn integrity(connection: &Connection, problems: &mut Vec<String>) -> rusqlite::Result<()> {
    let mut check = connection.prepare(&format!("PRAGMA integrity_check({LIMIT})"))?;
    let mut rows = check.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            problems.push(format!("SQLite finds: {line}"));
        }
    }
    Ok(())
}

fn ask(
    connection: &Connection,
    question: &str,
    sentence: &str,
    problems: &mut Vec<String>,
) -> rusqlite::Result<()> {
    let mut select = connection.prepare(&format!("{question} LIMIT {LIMIT}"))?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let number = row.get_ref(0)?.as_i64().ok();
        let number = number.map_or("?".to_owned(), |number| number.to_string());
        problems.push(sentence.replace("{}", &number));
    }
    Ok(())
}
