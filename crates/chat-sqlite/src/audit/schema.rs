//! Changes to the schema by someone other than this program: a dropped index allows duplicate rows, and a
//! trigger alters writes.

use crate::migrations;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Each object's kind and name, and the SQL that created it.
type Schema = BTreeMap<(String, String), Option<String>>;

/// Tables created by `ANALYZE`: they change query plans, not results.
const STATISTICS: &[(&str, &str)] = &[
    ("sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)"),
    (
        "sqlite_stat4",
        "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
    ),
];

/// Differences from the schema that the migrations create.
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
                differences.push(format!("the {kind} {name} differs from this program's"));
            }
            Some(_) => {}
        }
    }
    let foreign = found.into_iter().filter(|object| !is_statistics(object));
    // Without the name, which could be any text.
    differences.extend(foreign.map(|((kind, _), _)| match kind.as_str() {
        "index" => "there is an unknown index".to_owned(),
        kind => format!("there is an unknown {kind}"),
    }));
    if migrations::applied(connection)? != migrations::applied(&made)? {
        let other = "the applied migrations differ from this program's";
        differences.push(other.to_owned());
    }
    Ok(differences)
}

/// Includes SQLite's own objects: a `sqlite_` name proves nothing, since an edited schema can give it to
/// a trigger.
fn schema(connection: &Connection) -> rusqlite::Result<Schema> {
    let mut select = connection.prepare("SELECT type, name, sql FROM sqlite_schema")?;
    let rows = select.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    rows.collect()
}

fn is_statistics(((kind, name), sql): &((String, String), Option<String>)) -> bool {
    let is = |(known, made): &(&str, &str)| name == known && sql.as_deref() == Some(*made);
    kind == "table" && STATISTICS.iter().any(is)
}
