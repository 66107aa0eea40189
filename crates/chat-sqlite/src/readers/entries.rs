//! Reading logs and chats.

use super::{id_of, limit};
use crate::{
    error::port_error,
    rows::{bound, chat_name, corrupt, entry_of, hash_of},
};
use chat_domain::{ChatKey, Entry, Seq};
use chat_ports::{ChatPage, PageRequest, PortError, VisitKey};
use rusqlite::{Connection, Params, params};

pub(crate) fn read(
    connection: &Connection,
    visit: VisitKey,
    after: Seq,
    at_most: usize,
) -> Result<Vec<Entry>, PortError> {
    let id = id_of(connection, visit)?;
    let entries = select(
        connection,
        "SELECT seq, body, hash FROM entry WHERE visit_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        params![id, bound(after.0), limit(at_most)],
    )?;
    let mut position = after;
    for entry in &entries {
        position = position.next();
        if entry.seq != position {
            return Err(corrupt(bound(position.0), "is missing"));
        }
    }
    Ok(entries)
}

pub(crate) fn read_chat(
    connection: &Connection,
    visit: VisitKey,
    chat: ChatKey,
    page: PageRequest,
) -> Result<ChatPage, PortError> {
    let id = id_of(connection, visit)?;
    let name = chat_name(&chat);
    // One extra row tells whether there are more.
    let (mut entries, at_most) = match page {
        PageRequest::Forward {
            after,
            limit: at_most,
        } => {
            let rows = params![id, name, bound(after.0), limit(at_most.saturating_add(1))];
            (select(connection, FORWARD, rows)?, at_most)
        }
        PageRequest::Backward {
            before,
            limit: at_most,
        } => {
            let before = before.map_or(i64::MAX, |before| bound(before.0));
            let rows = params![id, name, before, limit(at_most.saturating_add(1))];
            (select(connection, BACKWARD, rows)?, at_most)
        }
    };
    let more = entries.len() > at_most;
    entries.truncate(at_most);
    if matches!(page, PageRequest::Backward { .. }) {
        entries.reverse();
    }
    for entry in &entries {
        if entry.event.chat_entry().map(|(chat, _)| chat) != Some(chat) {
            return Err(corrupt(bound(entry.seq.0), "belongs to another chat"));
        }
    }
    Ok(ChatPage { entries, more })
}

const FORWARD: &str = "SELECT seq, body, hash FROM entry
    WHERE visit_id = ?1 AND chat = ?2 AND number > ?3 ORDER BY number LIMIT ?4";

const BACKWARD: &str = "SELECT seq, body, hash FROM entry
    WHERE visit_id = ?1 AND chat = ?2 AND number < ?3 ORDER BY number DESC LIMIT ?4";

fn select(
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Vec<Entry>, PortError> {
    let mut select = connection.prepare_cached(sql).map_err(port_error)?;
    let mut rows = select.query(params).map_err(port_error)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next().map_err(port_error)? {
        let seq = row.get(0).map_err(port_error)?;
        let body = row.get_ref(1).map_err(port_error)?;
        let body = body.as_blob().map_err(|_| corrupt(seq, "is not a blob"))?;
        hash_of(seq, row.get_ref(2).map_err(port_error)?)?;
        entries.push(entry_of(seq, body)?);
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn chats_are_paged_through_their_index() {
        for sql in [FORWARD, BACKWARD] {
            let plan = plan(sql);
            let index = "SEARCH entry USING INDEX entry_of_chat";
            assert!(plan[0].starts_with(index), "{plan:?}");
            assert_eq!(plan.len(), 1, "no sorting: {plan:?}");
        }
    }
}
