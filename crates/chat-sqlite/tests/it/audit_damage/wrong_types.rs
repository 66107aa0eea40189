//! Values that the table's constraints would not let in.

use super::{LOOSE_ENTRY, LOOSE_VISIT, damaged};

#[tokio::test]
async fn values_of_wrong_types_are_told() {
    for (loose, sql, sentence) in [
        (
            LOOSE_ENTRY,
            "UPDATE entry SET body = 'confidential' WHERE seq = 7",
            "entry: its body is stored as text",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET body = NULL WHERE seq = 7",
            "entry: it has no body",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET body = 7.5 WHERE seq = 7",
            "entry: it has no body",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET chat = 'confidential' WHERE seq = 7",
            "entry: the chat that it is filed",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET number = 'confidential' WHERE seq = 7",
            "entry: the number that it is filed",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET seq = 'confidential' WHERE seq = 7",
            "store: 2 entries stand at no place",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET seq = NULL WHERE seq = 7",
            "store: 2 entries stand at no place",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET visit_id = NULL",
            "store: 14 entries are of no visit",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET visit_id = 'confidential'",
            "store: 14 entries are of no visit",
        ),
        (
            LOOSE_ENTRY,
            "INSERT INTO entry SELECT * FROM entry WHERE seq = 3",
            "store: a place in the log of the visit of row 1 is taken twice",
        ),
        (
            LOOSE_ENTRY,
            "INSERT INTO entry SELECT visit_id, 8, chat, number, hash, body FROM entry WHERE seq = 7",
            "store: a number in a chat of the visit of row 2 is taken twice",
        ),
        (
            LOOSE_VISIT,
            "INSERT INTO visit SELECT 9, clinic, visit, scheduled_for, phase, summary FROM visit WHERE id = 1",
            "visit: its key stands in more than one row",
        ),
        (
            LOOSE_VISIT,
            "INSERT INTO visit SELECT 9, clinic, visit, scheduled_for, phase, summary FROM visit WHERE id = 1",
            "store: row 9 of the table visit has the key of another row",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET clinic = NULL WHERE id = 1",
            "store: row 1 of the table visit has no proper key",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET visit = 'confidential 123' WHERE id = 1",
            "store: row 1 of the table visit has no proper key",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET summary = NULL WHERE id = 1",
            "visit: its summary can't be read",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET summary = CAST(summary AS BLOB) WHERE id = 1",
            "visit: its summary is stored as bytes",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET scheduled_for = 'confidential' WHERE id = 1",
            "visit: dashboards have it at another time",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET phase = 7 WHERE id = 1",
            "visit: dashboards have it in another phase",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET id = NULL WHERE id = 1",
            "visit: its row has no number",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET id = NULL WHERE id = 1",
            "store: 7 entries are of no visit",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET id = 'confidential' WHERE id = 1",
            "visit: its row has no number",
        ),
    ] {
        let told = damaged(&format!("{loose}; {sql}")).await.told();
        assert!(told.contains(sentence), "{sql}: {told}");
    }
}
