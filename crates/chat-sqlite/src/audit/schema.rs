//! The schema, which may have been changed behind the program's back: an index taken away hides rows
//! that stand there twice, and a trigger changes what is written.

use crate::migrations;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Each object's kind and name, and the SQL that made it.
type Schema = BTreeMap<(String, String), Option<String>>;

/// What is not as the migrations make it.
pub(super) fn differences(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut made = Connection::open_in_memory()?;
    migrations::apply_all(&mut made)?;
    let mut found = schema(connection)?;
    let mut differences = Vec::new();
    for ((kind, name), sql) in schema(&made)? {
        let key = (kind, name);
        let found = found.remove(&key);
        let (kind, name) = key;
        match found {
            None => differences.push(format!("the {kind} {name} is missing")),
            Some(found) if found != sql => {
                differences.push(format!("the {kind} {name} is not as this program makes it"));
            }
            Some(_) => {}
        }
    }
    // Not by name: nobody knows what somebody called it.
    let foreign = found.into_keys();
    differences.extend(foreign.map(|(kind, _)| format!("there is a {kind} that is not ours")));
    Ok(differences)
}

/// Without SQLite's own objects.
fn schema(connection: &Connection) -> rusqlite::Result<Schema> {
    let all =
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let mut select = connection.prepare(all)?;
    let rows = select.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    rows.collect()
}
