//! The writer's statements about invitation links and sessions.

use crate::{
    invitation_change::InvitationChange,
    rows::{key, micros},
};
use chat_ports::{Invitation, MAX_SESSIONS, PortError, Session};
use rusqlite::{Connection, Params, params};

const INVITE: &str = "INSERT INTO invitation
        (invitation, secret, clinic, visit, person, created, expires, salt, answer, tries_left, revoked)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING";

const TAKE_TRY: &str = "UPDATE invitation SET tries_left = tries_left - 1
    WHERE invitation = ?1 AND tries_left > 0";

const BEGIN: &str = "INSERT INTO session
        (token, session, invitation, clinic, visit, person, begun, expires)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM invitation
    WHERE invitation = ?3 AND revoked = 0 AND (answer IS NULL OR tries_left > 0)";

const KEEP_NEWEST: &str = "DELETE FROM session WHERE invitation = ?1 AND token NOT IN
    (SELECT token FROM session WHERE invitation = ?1 ORDER BY begun DESC, session DESC LIMIT ?2)";

const END: &str = "DELETE FROM session WHERE token = ?1";

const END_OF_PERSON: &str = "DELETE FROM session WHERE clinic = ?1 AND person = ?2";

const REVOKE: &str = "UPDATE invitation SET revoked = 1
    WHERE invitation = ?1 AND clinic = ?2 AND visit = ?3";

const COLLECT_SESSIONS: &str = "DELETE FROM session WHERE expires < ?1";

/// Before their links: a row per link, so that sessions are found by their index.
const COLLECT_ORPHANS: &str = "DELETE FROM session WHERE invitation IN
    (SELECT invitation FROM invitation WHERE expires < ?1)";

const COLLECT_LINKS: &str = "DELETE FROM invitation WHERE expires < ?1";

/// Writes a change in the open transaction. [`PortError::NotFound`] if there is nothing to change.
pub(super) fn change(
    connection: &Connection,
    change: &InvitationChange,
) -> rusqlite::Result<Result<(), PortError>> {
    let changed = match change {
        InvitationChange::Invite(link) => {
            let stored = invite(connection, link)?;
            let taken = PortError::Invalid("the link's id or secret is taken");
            return Ok(if stored > 0 { Ok(()) } else { Err(taken) });
        }
        InvitationChange::TakeTry(link) => {
            execute(connection, TAKE_TRY, [link.uuid().into_bytes()])?
        }
        InvitationChange::Begin(session) => begin(connection, session)?,
        InvitationChange::EndSession(token) => execute(connection, END, [token.0])?,
        InvitationChange::EndSessionsOf(clinic, person) => {
            let of = [clinic.uuid().into_bytes(), person.uuid().into_bytes()];
            execute(connection, END_OF_PERSON, of)?
        }
        InvitationChange::Revoke(visit, link) => {
            let [clinic, visit] = key(visit);
            let link = link.uuid().into_bytes();
            execute(connection, REVOKE, [link, clinic, visit])?
        }
        InvitationChange::Collect { links, sessions } => {
            let past = execute(connection, COLLECT_SESSIONS, [micros(*sessions)])?;
            let orphans = execute(connection, COLLECT_ORPHANS, [micros(*links)])?;
            past + orphans + execute(connection, COLLECT_LINKS, [micros(*links)])?
        }
    };
    Ok(if changed > 0 {
        Ok(())
    } else {
        Err(PortError::NotFound)
    })
}

fn execute(connection: &Connection, sql: &str, values: impl Params) -> rusqlite::Result<usize> {
    connection.prepare_cached(sql)?.execute(values)
}

fn invite(connection: &Connection, link: &Invitation) -> rusqlite::Result<usize> {
    let [clinic, visit] = key(&link.visit);
    let (salt, answer) = link.answer.map(|it| (it.salt, it.hash)).unzip();
    let values = params![
        link.id.uuid().into_bytes(),
        link.secret.0,
        clinic,
        visit,
        link.person.uuid().into_bytes(),
        micros(link.created),
        micros(link.expires),
        salt,
        answer,
        link.tries_left,
        link.is_revoked,
    ];
    execute(connection, INVITE, values)
}

fn begin(connection: &Connection, session: &Session) -> rusqlite::Result<usize> {
    let link = session.invitation.uuid().into_bytes();
    let [clinic, visit] = key(&session.visit);
    let values = params![
        session.token.0,
        session.id.uuid().into_bytes(),
        link,
        clinic,
        visit,
        session.person.uuid().into_bytes(),
        micros(session.begun),
        micros(session.expires),
    ];
    let begun = execute(connection, BEGIN, values)?;
    if begun > 0 {
        let kept = i64::try_from(MAX_SESSIONS).unwrap_or(i64::MAX);
        execute(connection, KEEP_NEWEST, params![link, kept])?;
    }
    Ok(begun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn links_and_sessions_are_changed_through_indexes() {
        for sql in [
            TAKE_TRY,
            KEEP_NEWEST,
            END,
            END_OF_PERSON,
            REVOKE,
            COLLECT_SESSIONS,
            COLLECT_ORPHANS,
            COLLECT_LINKS,
        ] {
            let plan = plan(sql);
            assert!(plan[0].starts_with("SEARCH"), "{plan:?}");
        }
    }
}
