//! A visit's entries as they are stored.

use super::damage;
use crate::rows::{bound, chain_hash, key};
use chat_domain::{ChatKey, ChatNumber, PersonId, Seq};
use chat_ports::{PortError, StoredEntry, VisitKey};
use rusqlite::{Connection, OptionalExtension, Row, params, types::ValueRef};
use uuid::Uuid;

/// If a key occurs twice, the first row counts, here and in `visits`.
const VISIT: &str = "SELECT id FROM visit WHERE clinic = ?1 AND visit = ?2 ORDER BY id LIMIT 1";

const ENTRIES: &str = "SELECT seq, chat, number, hash, body FROM entry
    WHERE visit_id = ?1 AND seq > ?2 AND typeof(seq) = 'integer' ORDER BY seq LIMIT ?3";

pub(super) fn entries(
    connection: &Connection,
    visit: VisitKey,
    after: Seq,
    limit: usize,
) -> Result<Vec<StoredEntry>, PortError> {
    let mut entries = Vec::new();
    // Unreadable rows are missing here; `problems` reports them.
    let _damage = damage(
        connection,
        read(connection, visit, after, limit, &mut entries),
    )?;
    Ok(entries)
}

fn read(
    connection: &Connection,
    visit: VisitKey,
    after: Seq,
    limit: usize,
    entries: &mut Vec<StoredEntry>,
) -> rusqlite::Result<()> {
    let mut select = connection.prepare_cached(VISIT)?;
    let id = select.query_row(key(&visit), |row| Ok(row.get_ref(0)?.as_i64().ok()));
    let Some(id) = id.optional()?.flatten() else {
        return Ok(());
    };
    let mut select = connection.prepare_cached(ENTRIES)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = select.query(params![id, bound(after.0), limit])?;
    while let Some(row) = rows.next()? {
        entries.extend(entry(row)?);
    }
    Ok(())
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Option<StoredEntry>> {
    let Ok(seq) = u64::try_from(row.get::<_, i64>(0)?) else {
        return Ok(None); // before every position
    };
    let mut problems = Vec::new();
    let filed = filed(row.get_ref(1)?, row.get_ref(2)?).unwrap_or_else(|problem| {
        problems.push(problem.to_owned());
        None
    });
    let body = match row.get_ref(4)? {
        ValueRef::Blob(body) => body,
        ValueRef::Text(body) => {
            problems.push("its body is stored as text".to_owned());
            body
        }
        _ => {
            problems.push("it has no body".to_owned());
            &[]
        }
    };
    Ok(Some(StoredEntry {
        seq: Seq(seq),
        body: body.to_vec(),
        hash: chain_hash(row.get_ref(3)?),
        filed,
        problems,
    }))
}

/// The chat and number beside the entry.
fn filed(
    chat: ValueRef<'_>,
    number: ValueRef<'_>,
) -> Result<Option<(ChatKey, ChatNumber)>, &'static str> {
    let chat = match (chat, number) {
        (ValueRef::Null, ValueRef::Null) => return Ok(None),
        (ValueRef::Null, _) => return Err("it has a chat number but no chat"),
        (ValueRef::Blob(name), _) => chat_of(name).ok_or("its chat key is invalid")?,
        _ => return Err("its chat key is invalid"),
    };
    match number {
        ValueRef::Integer(number) => match u64::try_from(number) {
            Ok(number) => Ok(Some((chat, ChatNumber(number)))),
            Err(_) => Err("its chat number is negative"),
        },
        _ => Err("its chat number is invalid"),
    }
}

/// The inverse of [`chat_name`](crate::rows::chat_name).
fn chat_of(name: &[u8]) -> Option<ChatKey> {
    if name.is_empty() {
        return Some(ChatKey::Visit);
    }
    let (care, attendee) = name.split_at_checked(16)?;
    let person = |id: &[u8]| Some(PersonId::new(Uuid::from_slice(id).ok()?));
    Some(ChatKey::direct(person(care)?, person(attendee)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{readers::plan, rows::chat_name};

    #[test]
    fn chat_names_round_trip() {
        let person = |n| PersonId::new(Uuid::from_u128(n));
        for chat in [
            ChatKey::Visit,
            ChatKey::direct(person(1), person(u128::MAX)),
        ] {
            assert_eq!(chat_of(&chat_name(&chat)), Some(chat));
        }
        for length in (1..32).chain(33..50) {
            assert_eq!(chat_of(&vec![7; length]), None, "{length}");
        }
    }

    #[test]
    fn entries_are_read_through_their_index() {
        let plan = plan(ENTRIES);
        assert!(plan[0].starts_with("SEARCH entry USING INDEX"), "{plan:?}");
        assert_eq!(plan.len(), 1, "no sorting: {plan:?}");
    }
}
