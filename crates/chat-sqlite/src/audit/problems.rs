//! What is wrong with the file as a whole, and would not be seen visit by visit.

use super::{damage, schema, uploads};
use chat_ports::PortError;
use rusqlite::Connection;

/// The most sentences of one kind.
pub(super) const LIMIT: u32 = 100;

/// Questions whose every answer is a problem: a row of a number and a text. `{}` in the sentence
/// stands for the number.
const QUESTIONS: &[(&str, &str)] = &[
    (
        "SELECT id FROM visit WHERE NOT (typeof(clinic) = 'blob' AND length(clinic) = 16
            AND typeof(visit) = 'blob' AND length(visit) = 16)",
        "row {} of the table visit has no proper key",
    ),
    (
        "SELECT max(id) FROM visit GROUP BY clinic, visit HAVING count(*) > 1",
        "row {} of the table visit has the key of another row",
    ),
    (
        "SELECT id FROM visit WHERE NOT EXISTS (SELECT 1 FROM entry WHERE visit_id = visit.id)",
        "the visit of row {} has no entries",
    ),
    (
        "SELECT count(*) FROM entry WHERE visit_id NOT IN (SELECT id FROM visit WHERE id IS NOT NULL)
            OR visit_id IS NULL HAVING count(*) > 0",
        "{} entries are of no visit",
    ),
    (
        "SELECT count(*) FROM participant WHERE visit_id NOT IN (SELECT id FROM visit WHERE id IS NOT NULL)
            OR visit_id IS NULL HAVING count(*) > 0",
        "{} rows of the table participant are of no visit",
    ),
    (
        "SELECT count(*) FROM took_part WHERE NOT EXISTS (SELECT 1 FROM visit
            WHERE visit.clinic = took_part.clinic AND visit.visit = took_part.visit)
            HAVING count(*) > 0",
        "{} rows of the table took_part are of no visit",
    ),
    (
        "SELECT count(*) FROM entry WHERE typeof(seq) <> 'integer' OR seq < 1 HAVING count(*) > 0",
        "{} entries stand at no place of a log",
    ),
    (
        "SELECT visit_id FROM entry GROUP BY visit_id, seq HAVING count(*) > 1",
        "a place in the log of the visit of row {} is taken twice",
    ),
    (
        "SELECT visit_id FROM entry WHERE chat IS NOT NULL AND number IS NOT NULL
            GROUP BY visit_id, chat, number HAVING count(*) > 1",
        "a number in a chat of the visit of row {} is taken twice",
    ),
    (
        "SELECT count(*) FROM upload WHERE NOT EXISTS (SELECT 1 FROM visit
            WHERE visit.clinic = upload.clinic AND visit.visit = upload.visit) HAVING count(*) > 0",
        "{} rows of the table upload are of no visit",
    ),
    (
        "SELECT max(rowid) FROM upload GROUP BY clinic, visit, attachment HAVING count(*) > 1",
        "row {} of the table upload has the key of another row",
    ),
];

pub(super) fn problems(connection: &Connection) -> Result<Vec<String>, PortError> {
    let mut problems = Vec::new();
    if let Err(error) = damage(connection, integrity(connection, &mut problems))? {
        problems.push(format!("the file can't be checked to its end: {error}"));
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
            problems.push(format!("a check can't be carried out: {error}"));
        }
    }
    if let Err(error) = damage(connection, uploads::problems(connection, &mut problems))? {
        problems.push(format!("the uploads can't be read: {error}"));
    }
    Ok(problems)
}

/// SQLite's own check of pages, indexes, types and constraints. It names rows, and no values.
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
