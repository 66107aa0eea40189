//! Invitation links and sessions.

use crate::{
    error::port_error,
    rows::{key, micros, time_of},
};
use chat_domain::{ClinicId, InvitationId, PersonId, SessionId, VisitId};
use chat_ports::{AnswerHash, Invitation, PortError, SecretDigest, Session, VisitKey};
use rusqlite::{Connection, OptionalExtension as _, Params, Row};
use time::OffsetDateTime;
use uuid::Uuid;

/// The columns that [`link`] reads, in their order.
const LINK: &str = "invitation, secret, clinic, visit, person, created, expires, salt, answer,
    tries_left, revoked";

const OF_SECRET: &str = "FROM invitation WHERE secret = ?1";

const OF_VISIT: &str = "FROM invitation WHERE clinic = ?1 AND visit = ?2
    ORDER BY created, invitation";

const SESSION: &str =
    "SELECT s.session, s.token, s.invitation, s.clinic, s.visit, s.person, s.begun, s.expires
    FROM session AS s JOIN invitation AS i ON i.invitation = s.invitation
    WHERE s.token = ?1 AND i.revoked = 0";

const OF_LINK: &str = "SELECT session, token, invitation, clinic, visit, person, begun, expires
    FROM session WHERE invitation = ?1 ORDER BY begun, session";

const EXPIRED: &str = "SELECT count(*) FROM invitation WHERE expires < ?1";

pub(crate) fn invitation(
    connection: &Connection,
    secret: SecretDigest,
) -> Result<Option<Invitation>, PortError> {
    Ok(links(connection, OF_SECRET, [secret.0])?.pop())
}

pub(crate) fn invitations_of(
    connection: &Connection,
    visit: VisitKey,
) -> Result<Vec<Invitation>, PortError> {
    links(connection, OF_VISIT, key(&visit))
}

fn links(
    connection: &Connection,
    of: &str,
    values: impl Params,
) -> Result<Vec<Invitation>, PortError> {
    let sql = format!("SELECT {LINK} {of}");
    let mut select = connection.prepare_cached(&sql).map_err(port_error)?;
    let found = select.query_map(values, link).map_err(port_error)?;
    found.collect::<Result<_, _>>().map_err(port_error)
}

pub(crate) fn session(
    connection: &Connection,
    token: SecretDigest,
) -> Result<Option<Session>, PortError> {
    let mut select = connection.prepare_cached(SESSION).map_err(port_error)?;
    let found = select.query_row([token.0], session_in);
    found.optional().map_err(port_error)
}

pub(crate) fn sessions_of(
    connection: &Connection,
    invitation: InvitationId,
) -> Result<Vec<Session>, PortError> {
    let mut select = connection.prepare_cached(OF_LINK).map_err(port_error)?;
    let found = select.query_map([invitation.uuid().into_bytes()], session_in);
    let found = found.map_err(port_error)?;
    found.collect::<Result<_, _>>().map_err(port_error)
}

pub(crate) fn expired_links(
    connection: &Connection,
    before: OffsetDateTime,
) -> Result<u64, PortError> {
    let mut select = connection.prepare_cached(EXPIRED).map_err(port_error)?;
    let count = select.query_row([micros(before)], |row| row.get::<_, i64>(0));
    Ok(count.map_err(port_error)?.unsigned_abs())
}

fn link(row: &Row<'_>) -> rusqlite::Result<Invitation> {
    let answer: Option<([u8; 16], [u8; 32])> =
        row.get::<_, Option<_>>(7)?.zip(row.get::<_, Option<_>>(8)?);
    Ok(Invitation {
        id: InvitationId::new(id(row, 0)?),
        secret: SecretDigest(row.get(1)?),
        visit: visit(row, 2)?,
        person: PersonId::new(id(row, 4)?),
        created: time(row, 5)?,
        expires: time(row, 6)?,
        answer: answer.map(|(salt, hash)| AnswerHash { salt, hash }),
        tries_left: row.get(9)?,
        is_revoked: row.get(10)?,
    })
}

fn session_in(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: SessionId::new(id(row, 0)?),
        token: SecretDigest(row.get(1)?),
        invitation: InvitationId::new(id(row, 2)?),
        visit: visit(row, 3)?,
        person: PersonId::new(id(row, 5)?),
        begun: time(row, 6)?,
        expires: time(row, 7)?,
    })
}

fn id(row: &Row<'_>, at: usize) -> rusqlite::Result<Uuid> {
    row.get(at).map(Uuid::from_bytes)
}

/// The visit's key in two columns.
fn visit(row: &Row<'_>, at: usize) -> rusqlite::Result<VisitKey> {
    let clinic = ClinicId::new(id(row, at)?);
    let visit = VisitId::new(id(row, at + 1)?);
    Ok(VisitKey::new(clinic, visit))
}

fn time(row: &Row<'_>, at: usize) -> rusqlite::Result<OffsetDateTime> {
    let micros = row.get(at)?;
    time_of(micros).ok_or(rusqlite::Error::IntegralValueOutOfRange(at, micros))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::plan;

    #[test]
    fn links_and_sessions_are_read_and_ordered_through_indexes() {
        let of_secret = format!("SELECT {LINK} {OF_SECRET}");
        let of_visit = format!("SELECT {LINK} {OF_VISIT}");
        for sql in [&of_secret, &of_visit, SESSION, OF_LINK, EXPIRED] {
            let plan = plan(sql);
            let found = |step: &String| step.starts_with("SEARCH");
            assert!(plan.iter().all(found), "no sorting: {plan:?}");
        }
    }
}
