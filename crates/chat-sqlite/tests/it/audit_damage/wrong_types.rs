//! Values that the table's constraints would not let in.

use super::{LOOSE_ENTRY, LOOSE_VISIT, damaged};

#[tokio::test]
async fn values_of_wrong_types_are_reported() {
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
            "UPDATE entry SET seq = 'confidential' WHERE seq = 7",
            "store: 2 entries have no valid position",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET seq = NULL WHERE seq = 7",
            "store: 2 entries have no valid position",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET visit_id = NULL",
            "store: 14 entries belong to no visit",
        ),
        (
            LOOSE_ENTRY,
            "UPDATE entry SET visit_id = 'confidential'",
            "store: 14 entries belong to no visit",
        ),
        (
            LOOSE_ENTRY,
            "INSERT INTO entry SELECT * FROM entry WHERE seq = 3",
            "store: a position in the log of visit row 1 occurs twice",
        ),
        (
            LOOSE_VISIT,
            "INSERT INTO visit SELECT 9, clinic, visit, scheduled_for, phase, summary, due FROM visit WHERE id = 1",
            "visit: its key occurs in several rows",
        ),
        (
            LOOSE_VISIT,
            "INSERT INTO visit SELECT 9, clinic, visit, scheduled_for, phase, summary, due FROM visit WHERE id = 1",
            "store: row 9 of table visit duplicates another row's key",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET clinic = NULL WHERE id = 1",
            "store: row 1 of table visit has an invalid key",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET visit = 'confidential 123' WHERE id = 1",
            "store: row 1 of table visit has an invalid key",
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
            "visit: its dashboard time differs",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET phase = 7 WHERE id = 1",
            "visit: its dashboard phase differs",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET id = NULL WHERE id = 1",
            "visit: its row has no id",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET id = NULL WHERE id = 1",
            "store: 7 entries belong to no visit",
        ),
        (
            LOOSE_VISIT,
            "UPDATE visit SET id = 'confidential' WHERE id = 1",
            "visit: its row has no id",
        ),
    ] {
        let sentences = damaged(&format!("{loose}; {sql}")).await.sentences();
        assert!(sentences.contains(sentence), "{sql}: {sentences}");
    }
}
