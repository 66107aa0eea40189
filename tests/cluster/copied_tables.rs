//! What `chat-server copy` does with each table. A new table needs a decision here and in the document.

use crate::{commands::command, nodes::Cluster};
use std::collections::BTreeSet;
use visit_chat_tests::ServerProcess;

/// The table of the document, after its head: the name of a table is the first word of a row.
const DOCUMENT: &str = include_str!("../../docs/deploying.md");

/// The tables of both databases that the document decides on.
fn decided() -> BTreeSet<String> {
    let rows = DOCUMENT
        .lines()
        .skip_while(|line| !line.starts_with("| table | `copy` |"));
    let rows = rows.skip(2).take_while(|line| line.starts_with('|'));
    let names = rows.flat_map(|row| {
        let first = row.split('|').nth(1).unwrap();
        first
            .split(',')
            .map(|name| name.trim().trim_matches('`').to_owned())
    });
    names.collect()
}

fn lines(text: &str) -> BTreeSet<String> {
    text.lines().map(str::to_owned).collect()
}

#[test]
fn document_decides_on_every_table_and_on_no_other() {
    let cluster = Cluster::start(0);
    let (code, text) = command(&cluster, &["migrate"]);
    assert_eq!(code, Some(0), "{text}");
    let postgres = cluster.sql(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()",
    );
    let data = cluster.path("sqlite");
    drop(ServerProcess::serve(&data));
    let log = rusqlite::Connection::open(data.join("visits.sqlite3")).unwrap();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut statement = log.prepare(tables).unwrap();
    let sqlite = statement.query_map([], |row| row.get::<_, String>(0));
    let sqlite: BTreeSet<_> = sqlite.unwrap().map(Result::unwrap).collect();
    let stored: BTreeSet<_> = lines(&postgres).union(&sqlite).cloned().collect();
    assert_eq!(decided(), stored);
}
