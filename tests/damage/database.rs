//! Raw access to the log's file, without the program.

use chat_domain::VisitSummary;
use rusqlite::{Connection, types::Value};
use std::path::Path;

/// Opens it for fast writes: damage need not survive a power cut.
pub(crate) fn open(path: &Path) -> Connection {
    let database = Connection::open(path).unwrap();
    database.pragma_update(None, "synchronous", "off").unwrap();
    database
}

pub(crate) const TABLES: [&str; 3] = ["entry", "visit", "participant"];

/// The content, independent of physical order. Dashboard rows are compared as parsed, so that another
/// spelling is equal.
pub(crate) fn dump(database: &Connection) -> Vec<String> {
    let rows = |table: &&str| {
        let mut select = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = select.column_count();
        let mut found = select.raw_query();
        let mut rows = Vec::new();
        while let Some(row) = found.next().unwrap() {
            let value = |column| match row.get::<_, Value>(column).unwrap() {
                Value::Text(text) => match serde_json::from_str::<VisitSummary>(&text) {
                    Ok(summary) => format!("{summary:?}"),
                    Err(_) => text,
                },
                value => format!("{value:?}"),
            };
            let values: Vec<_> = (0..columns).map(value).collect();
            rows.push(format!("{table} {values:?}"));
        }
        rows
    };
    let mut dump: Vec<_> = TABLES.iter().chain(&["took_part"]).flat_map(rows).collect();
    dump.sort();
    dump
}

/// The columns of a table.
pub(crate) fn columns(database: &Connection, table: &str) -> Vec<String> {
    let select = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
    select.column_names().map(str::to_owned).collect()
}

/// The row ids of a table.
pub(crate) fn row_ids(database: &Connection, table: &str) -> Vec<i64> {
    let sql = format!("SELECT rowid FROM {table} ORDER BY rowid");
    let mut select = database.prepare(&sql).unwrap();
    let ids = select.query_map([], |row| row.get(0)).unwrap();
    ids.collect::<Result<_, _>>().unwrap()
}
