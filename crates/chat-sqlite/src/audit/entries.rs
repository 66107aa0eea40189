//! A visit's entries as they are stored.

use super::damage;
use crate::rows::{bound, chain_hash, key};
use chat_domain::{ChatKey, ChatNumber, PersonId, Seq};
use chat_ports::{PortError, StoredEntry, VisitKey};
use rusqlite::{Connection, OptionalExtension, Row, params, types::ValueRef};
use uuid::Uuid;

/// Of a key that stands there twice the first is meant, as everywhere here.
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
    // What can't be read is missing in the answer, and told by `problems`.
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
        return Ok(None); // not after any place
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

/// Under what a page of a chat finds the row.
fn filed(
    chat: ValueRef<'_>,
    number: ValueRef<'_>,
) -> Result<Option<(ChatKey, ChatNumber)>, &'static str> {
    let chat = match (chat, number) {
        (ValueRef::Null, ValueRef::Null) => return Ok(None),
        (ValueRef::Null, _) => return Err("it has a number in a chat and no chat"),
        (ValueRef::Blob(name), _) => {
            chat_of(name).ok_or("the chat that it is filed under is none")?
        }
        _ => return Err("the chat that it is filed under is none"),
    };
    match number {
        ValueRef::Integer(number) => match u64::try_from(number) {
            Ok(number) => Ok(Some((chat, ChatNumber(number)))),
            Err(_) => Err("the number that it is filed under is negative"),
        },
        _ => Err("the number that it is filed under is none"),
    }
}

/// Reads what [`chat_name`](crate::rows::chat_name) writes.
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
    fn a_chats_name_is_read_as_it_was_written() {
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
    fn entries_are_read_by_their_index() {
        let plan = plan(ENTRIES);
        assert!(plan[0].starts_with("SEARCH entry USING INDEX"), "{plan:?}");
        assert_eq!(plan.len(), 1, "no sorting: {plan:?}");
    }
}
