//! The kinds of damage.

use crate::{
    chance::Chance,
    clinic::{Clinic, Copy},
    database::{self, TABLES, columns, dump, row_ids},
    files, forgery, rows,
};
use rusqlite::{Connection, params, types::Value};
use std::fs;

/// Maximum number of attempts to find a damage that no constraint refuses and that changes something.
const DRAWS: usize = 1_000;

macro_rules! kinds {
    ($($kind:ident: $detection:ident, $words:literal;)*) => {
        /// A change to a copy.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Kind {
            $($kind,)*
        }

        impl Kind {
            pub(crate) const ALL: &[Self] = &[$(Self::$kind,)*];

            /// What must find it.
            pub(crate) fn detection(self) -> Detection {
                match self {
                    $(Self::$kind => Detection::$detection,)*
                }
            }

            pub(crate) fn words(self) -> &'static str {
                match self {
                    $(Self::$kind => $words,)*
                }
            }
        }
    };
}

kinds! {
    Byte: Alone, "byte of an entry changed";
    Hash: Alone, "hash changed";
    Column: Alone, "column changed";
    Row: Either, "row dropped";
    Bodies: Alone, "two entries' bytes swapped";
    Places: Alone, "two entries' places swapped";
    Move: Alone, "entry moved to another visit";
    Copied: Alone, "entry copied";
    Forbidden: Alone, "forbidden message, re-chained";
    Spelling: Alone, "entry spelled otherwise, re-chained";
    FileGone: Alone, "file removed";
    FileByte: Alone, "byte of a file changed";
    FileCut: Alone, "file cut";
    FilesSwapped: Alone, "two files swapped";
    Truncate: ByCheckpoint, "log cut off with care";
    DropVisit: ByCheckpoint, "visit deleted with care";
    OldFile: ByCheckpoint, "old backup restored";
    OldVisit: ByCheckpoint, "a visit's old rows restored";
    Text: ByCheckpoint, "text altered, re-chained";
    Time: ByCheckpoint, "time altered, re-chained";
    Insert: ByCheckpoint, "message inserted, re-chained";
    LeaveOut: ByCheckpoint, "entry left out, re-chained";
}

/// What finds a damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detection {
    /// The log itself.
    Alone,
    /// Only the checkpoint.
    ByCheckpoint,
    /// The log itself, or the checkpoint if the newest entry was damaged.
    Either,
}

impl Kind {
    /// Applies the damage and returns a description.
    pub(crate) fn apply(self, clinic: &Clinic, copy: &Copy, chance: &mut Chance) -> String {
        match self {
            Self::OldFile => {
                fs::copy(clinic.old_log(), copy.log()).unwrap();
                return String::new();
            }
            Self::FileGone | Self::FileByte | Self::FileCut | Self::FilesSwapped => {
                return files::damage(self, &copy.files(), chance);
            }
            _ => {}
        }
        let database = database::open(&copy.log());
        let before = dump(&database);
        for _ in 0..DRAWS {
            database.execute_batch("SAVEPOINT damage").unwrap();
            let done = self.in_database(&database, clinic, chance);
            if let Some(done) = done
                && dump(&database) != before
            {
                database.execute_batch("RELEASE damage").unwrap();
                return done;
            }
            let undo = "ROLLBACK TO damage; RELEASE damage";
            database.execute_batch(undo).unwrap();
        }
        panic!("{self:?}: nothing could be damaged");
    }

    fn in_database(
        self,
        database: &Connection,
        clinic: &Clinic,
        chance: &mut Chance,
    ) -> Option<String> {
        let heads = clinic.checkpoint.heads();
        match self {
            Self::Byte => flip(database, "body", chance),
            Self::Hash => flip(database, "hash", chance),
            Self::Column => column(database, chance),
            Self::Row => row(database, clinic, chance),
            Self::Bodies => swap(database, "body", chance),
            Self::Places => swap_places(database, chance),
            Self::Move => move_entry(database, chance),
            Self::Copied => copy_entry(database, chance),
            Self::DropVisit => drop_visit(database, clinic, chance),
            Self::OldVisit => old_visit(database, clinic, chance),
            Self::Spelling => forgery::spell_otherwise(database, chance),
            _ => forgery::forge(self, database, heads, chance),
        }
    }
}

fn flip(database: &Connection, column: &str, chance: &mut Chance) -> Option<String> {
    let row = *chance.pick(&row_ids(database, "entry"));
    let select = format!("SELECT {column} FROM entry WHERE rowid = ?1");
    let mut bytes: Vec<u8> = database.query_row(&select, [row], |row| row.get(0)).ok()?;
    let at = chance.below(bytes.len());
    bytes[at] ^= chance.bits();
    let update = format!("UPDATE entry SET {column} = ?2 WHERE rowid = ?1");
    database.execute(&update, params![row, bytes]).ok()?;
    Some(format!("row {row}, byte {at}"))
}

fn column(database: &Connection, chance: &mut Chance) -> Option<String> {
    let table = *chance.pick(&TABLES);
    let columns = columns(database, table);
    let column = chance.pick(&columns);
    let row = *chance.pick(&row_ids(database, table));
    let select = format!("SELECT {column} FROM {table} WHERE rowid = ?1");
    let value: Value = database.query_row(&select, [row], |row| row.get(0)).ok()?;
    let other = other_value(value.clone(), chance);
    let update = format!("UPDATE {table} SET {column} = ?2 WHERE rowid = ?1");
    database.execute(&update, params![row, other]).ok()?;
    Some(format!(
        "{table}.{column} of row {row}, {value:?} to {other:?}"
    ))
}

fn other_value(value: Value, chance: &mut Chance) -> Value {
    match value {
        Value::Integer(number) => match chance.below(6) {
            0 => Value::Null,
            1 => Value::Integer(0),
            2 => Value::Integer(number.wrapping_add(1)),
            3 => Value::Integer(number.wrapping_sub(1)),
            4 => Value::Integer(number.wrapping_neg()),
            _ => Value::Integer(chance.next() as i64),
        },
        Value::Text(text) => {
            let mut bytes = text.into_bytes();
            let at = chance.below(bytes.len());
            match chance.below(4) {
                0 => bytes.truncate(at),
                1 => bytes.push(b' '),
                _ => bytes[at] = b'!' + chance.below(90) as u8,
            }
            Value::Text(String::from_utf8(bytes).unwrap())
        }
        Value::Blob(mut bytes) => {
            match chance.below(4) {
                0 => bytes.clear(),
                1 => bytes.push(0),
                _ if bytes.is_empty() => bytes.extend([7; 32]),
                _ => {
                    let at = chance.below(bytes.len());
                    bytes[at] ^= chance.bits();
                }
            }
            Value::Blob(bytes)
        }
        Value::Null | Value::Real(_) => match chance.below(3) {
            0 => Value::Integer(1 + chance.below(100) as i64),
            1 => Value::Blob(Vec::new()),
            _ => Value::Blob(vec![7; 32]),
        },
    }
}

/// Drops a row, except a newest entry that no checkpoint covers, whose loss can't be detected.
fn row(database: &Connection, clinic: &Clinic, chance: &mut Chance) -> Option<String> {
    let table = *chance.pick(&TABLES);
    let row = *chance.pick(&row_ids(database, table));
    if table == "entry" {
        let select = "SELECT visit_id, seq, (SELECT max(seq) FROM entry AS e
            WHERE e.visit_id = entry.visit_id) FROM entry WHERE rowid = ?1";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let (visit, seq, newest): (i64, i64, i64) = database.query_row(select, [row], read).ok()?;
        let visits = rows::visits(database);
        let visit = visits.iter().find(|v| v.id == visit)?;
        let covered = forgery::covered(clinic.checkpoint.heads(), visit);
        if seq == newest && (covered as i64) < seq {
            return None;
        }
    }
    let delete = format!("DELETE FROM {table} WHERE rowid = ?1");
    database.execute(&delete, [row]).ok()?;
    Some(format!("{table}, row {row}"))
}

fn swap(database: &Connection, column: &str, chance: &mut Chance) -> Option<String> {
    let rows = row_ids(database, "entry");
    let (one, two) = (*chance.pick(&rows), *chance.pick(&rows));
    let select = format!("SELECT {column} FROM entry WHERE rowid = ?1");
    let value = |row: i64| database.query_row(&select, [row], |row| row.get::<_, Value>(0));
    let values = [(one, value(two).ok()?), (two, value(one).ok()?)];
    let update = format!("UPDATE entry SET {column} = ?2 WHERE rowid = ?1");
    for (row, value) in values {
        database.execute(&update, params![row, value]).ok()?;
    }
    Some(format!("rows {one} and {two}"))
}

/// Swaps the positions of two entries of one visit.
fn swap_places(database: &Connection, chance: &mut Chance) -> Option<String> {
    let visits = rows::visits(database);
    let visit = chance.pick(&visits);
    let count = rows::entries(database, visit).len();
    let [one, two] = [(); 2].map(|()| 1 + chance.below(count) as i64);
    let update = "UPDATE entry SET seq = ?3 WHERE visit_id = ?1 AND seq = ?2";
    for (from, to) in [(one, -1), (two, one), (-1, two)] {
        database.execute(update, [visit.id, from, to]).ok()?;
    }
    Some(format!("visit {}, {one} and {two}", visit.id))
}

fn move_entry(database: &Connection, chance: &mut Chance) -> Option<String> {
    let row = *chance.pick(&row_ids(database, "entry"));
    let visits = rows::visits(database);
    let to = chance.pick(&visits);
    let place = 1 + rows::entries(database, to).len() as i64;
    // To the end, or to its own position if that is free.
    let update = match chance.below(2) {
        0 => "UPDATE entry SET visit_id = ?2, seq = ?3 WHERE rowid = ?1",
        _ => "UPDATE entry SET visit_id = ?2, seq = max(seq, ?3) WHERE rowid = ?1",
    };
    database.execute(update, params![row, to.id, place]).ok()?;
    Some(format!("row {row} to {}", to.id))
}

fn copy_entry(database: &Connection, chance: &mut Chance) -> Option<String> {
    let row = *chance.pick(&row_ids(database, "entry"));
    let visits = rows::visits(database);
    let to = chance.pick(&visits);
    let place = 1 + rows::entries(database, to).len() as i64;
    let insert = "INSERT INTO entry (visit_id, seq, chat, number, hash, body)
        SELECT ?2, ?3, chat, number + ?4, hash, body FROM entry WHERE rowid = ?1";
    let more = 1_000 * chance.below(2) as i64;
    database
        .execute(insert, params![row, to.id, place, more])
        .ok()?;
    Some(format!("row {row} to {}", to.id))
}

fn drop_visit(database: &Connection, clinic: &Clinic, chance: &mut Chance) -> Option<String> {
    let visits = rows::visits(database);
    let visit = chance.pick(&visits);
    if forgery::covered(clinic.checkpoint.heads(), visit) == 0 {
        return None;
    }
    for delete in [
        "DELETE FROM upload WHERE visit = (SELECT visit FROM visit WHERE id = ?1)",
        "DELETE FROM took_part WHERE (clinic, visit) = (SELECT clinic, visit FROM visit WHERE id = ?1)",
        "DELETE FROM entry WHERE visit_id = ?1",
        "DELETE FROM participant WHERE visit_id = ?1",
        "DELETE FROM visit WHERE id = ?1",
    ] {
        database.execute(delete, [visit.id]).ok()?;
    }
    Some(format!("visit {}", visit.id))
}

/// Restores the rows of one visit from the old backup.
fn old_visit(database: &Connection, clinic: &Clinic, chance: &mut Chance) -> Option<String> {
    let old = database::open(&clinic.old_log());
    let visits = rows::visits(&old);
    let visit = chance.pick(&visits);
    rows::write(database, visit, &rows::entries(&old, visit));
    Some(format!("visit {}", visit.id))
}
