//! The schema, which may have been changed behind the program's back: an index taken away hides rows
//! that stand there twice, and a trigger changes what is written.

use crate::migrations;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Each object's kind and name, and the SQL that made it.
type Schema = BTreeMap<(String, String), Option<String>>;

/// What `ANALYZE` leaves behind: it changes how SQLite searches, and not what it finds.
const STATISTICS: &[(&str, &str)] = &[
    ("sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)"),
    (
        "sqlite_stat4",
        "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
    ),
];

/// What is not as the migrations make it.
pub(super) fn differences(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut made = Connection::open_in_memory()?;
    migrations::apply_all(&mut made)?;
    let mut found = schema(connection)?;
    let mut differences = Vec::new();
    for (key, sql) in schema(&made)? {
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
    let foreign = found.into_iter().filter(|object| !is_statistics(object));
    // Not by name: nobody knows what somebody called it.
    differences.extend(foreign.map(|((kind, _), _)| match kind.as_str() {
        "index" => "there is an index that is not ours".to_owned(),
        kind => format!("there is a {kind} that is not ours"),
    }));
    if migrations::applied(connection)? != migrations::applied(&made)? {
        let other = "the migrations that were applied are not this program's";
        differences.push(other.to_owned());
    }
    Ok(differences)
}

/// With SQLite's own objects: a name like theirs is no proof that one is, since whoever edits the
/// schema by hand can give it to a trigger.
fn schema(connection: &Connection) -> rusqlite::Result<Schema> {
    let mut select = connection.prepare("SELECT type, name, sql FROM sqlite_schema")?;
    let rows = select.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    rows.collect()
}

fn is_statistics(((kind, name), sql): &((String, String), Option<String>)) -> bool {
    let is = |(known, made): &(&str, &str)| name == known && sql.as_deref() == Some(*made);
    kind == "table" && STATISTICS.iter().any(is)
}
