//! The implementation of [`Invitations`].

use crate::{
    pool::{Connections, Values},
    rows::{column, limit},
};
use async_trait::async_trait;
use chat_domain::{ClinicId, InvitationId, PersonId, SessionId, VisitId};
use chat_ports::{
    AnswerHash, Invitation, Invitations, MAX_SESSIONS, PortError, SecretDigest, Session, VisitKey,
    sql::{micros, time_of},
};
use time::OffsetDateTime;
use tokio_postgres::Row;

const INVITE: &str = "INSERT INTO invitation
        (invitation, secret, clinic, visit, person, created, expires, salt, answer, tries_left, revoked)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING 1";

macro_rules! link {
    () => {
        "SELECT invitation, secret, clinic, visit, person, created, expires, salt, answer,
            tries_left, revoked FROM invitation "
    };
}

const OF_SECRET: &str = concat!(link!(), "WHERE secret = $1");

const OF_VISIT: &str = concat!(
    link!(),
    "WHERE visit = $1 AND clinic = $2 ORDER BY created, invitation"
);

const TAKE_TRY: &str = "UPDATE invitation SET tries_left = tries_left - 1
    WHERE invitation = $1 AND tries_left > 0 RETURNING 1";

/// It locks the link, so a revocation or a try at the same time comes before or after all of it.
const BEGIN: &str = "WITH link AS (
        SELECT invitation FROM invitation
        WHERE invitation = $3 AND NOT revoked AND (answer IS NULL OR tries_left > 0) FOR UPDATE
    ), surplus AS (
        DELETE FROM session WHERE token IN (
            SELECT token FROM (
                SELECT token, begun, session FROM session WHERE invitation = $3
                UNION ALL SELECT $1::bytea, $7::bigint, $2::uuid
                ORDER BY begun DESC, session DESC OFFSET $9
            ) AS oldest
        ) AND EXISTS (SELECT 1 FROM link)
    )
    INSERT INTO session (token, session, invitation, clinic, visit, person, begun, expires)
    SELECT $1, $2, link.invitation, $4, $5, $6, $7, $8 FROM link RETURNING 1";

const SESSION: &str =
    "SELECT s.session, s.token, s.invitation, s.clinic, s.visit, s.person, s.begun,
        s.expires
    FROM session AS s JOIN invitation AS i ON i.invitation = s.invitation
    WHERE s.token = $1 AND NOT i.revoked";

const END: &str = "DELETE FROM session WHERE token = $1";

const END_OF_PERSON: &str = "DELETE FROM session WHERE person = $1 AND clinic = $2";

const REVOKE: &str = "UPDATE invitation SET revoked = TRUE
    WHERE invitation = $1 AND clinic = $2 AND visit = $3 RETURNING 1";

/// Read where it was changed, so that it misses no session.
const OF_LINK: &str = "SELECT session, token, invitation, clinic, visit, person, begun, expires
    FROM session WHERE invitation = $1 ORDER BY begun, session";

const COLLECT_SESSIONS: &str = "DELETE FROM session WHERE expires < $2
    OR invitation IN (SELECT invitation FROM invitation WHERE expires < $1)";

const COLLECT_LINKS: &str = "DELETE FROM invitation WHERE expires < $1 RETURNING 1";

/// Invitation links and sessions in the database of a visit log. Clones share the connections.
#[derive(Clone, Debug)]
pub struct PostgresInvitations {
    reads: Connections,
    writes: Connections,
}

impl PostgresInvitations {
    pub(crate) const fn new(reads: Connections, writes: Connections) -> Self {
        Self { reads, writes }
    }

    /// Whether a statement has changed anything.
    async fn changes(&self, sql: &str, values: Values<'_>) -> Result<bool, PortError> {
        Ok(!self.writes.rows(sql, values).await?.is_empty())
    }
}

#[async_trait]
impl Invitations for PostgresInvitations {
    async fn invite(&self, link: Invitation) -> Result<(), PortError> {
        let (salt, answer) = link.answer.map(|it| (it.salt, it.hash)).unzip();
        let values: Values<'_> = &[
            &link.id.uuid(),
            &&link.secret.0[..],
            &link.visit.clinic.uuid(),
            &link.visit.visit.uuid(),
            &link.person.uuid(),
            &micros(link.created),
            &micros(link.expires),
            &salt.as_ref().map(|salt| &salt[..]),
            &answer.as_ref().map(|answer| &answer[..]),
            &i32::from(link.tries_left),
            &link.is_revoked,
        ];
        if self.changes(INVITE, values).await? {
            Ok(())
        } else {
            Err(PortError::Invalid("the link's id or secret is taken"))
        }
    }

    async fn invitation(&self, secret: SecretDigest) -> Result<Option<Invitation>, PortError> {
        let found = self.reads.rows(OF_SECRET, &[&&secret.0[..]]).await?;
        found.first().map(link).transpose()
    }

    async fn invitations_of(&self, visit: VisitKey) -> Result<Vec<Invitation>, PortError> {
        let VisitKey { clinic, visit } = visit;
        let values: Values<'_> = &[&visit.uuid(), &clinic.uuid()];
        let found = self.reads.rows(OF_VISIT, values).await?;
        found.iter().map(link).collect()
    }

    async fn take_try(&self, invitation: InvitationId) -> Result<bool, PortError> {
        self.changes(TAKE_TRY, &[&invitation.uuid()]).await
    }

    async fn begin(&self, session: Session) -> Result<bool, PortError> {
        let values: Values<'_> = &[
            &&session.token.0[..],
            &session.id.uuid(),
            &session.invitation.uuid(),
            &session.visit.clinic.uuid(),
            &session.visit.visit.uuid(),
            &session.person.uuid(),
            &micros(session.begun),
            &micros(session.expires),
            &limit(MAX_SESSIONS),
        ];
        self.changes(BEGIN, values).await
    }

    async fn sessions_of(&self, invitation: InvitationId) -> Result<Vec<Session>, PortError> {
        let found = self.writes.rows(OF_LINK, &[&invitation.uuid()]).await?;
        found.iter().map(session).collect()
    }

    async fn session(&self, token: SecretDigest) -> Result<Option<Session>, PortError> {
        let found = self.reads.rows(SESSION, &[&&token.0[..]]).await?;
        found.first().map(session).transpose()
    }

    async fn end_session(&self, token: SecretDigest) -> Result<(), PortError> {
        self.writes.rows(END, &[&&token.0[..]]).await.map(drop)
    }

    async fn end_sessions_of(&self, clinic: ClinicId, person: PersonId) -> Result<(), PortError> {
        let values: Values<'_> = &[&person.uuid(), &clinic.uuid()];
        self.writes.rows(END_OF_PERSON, values).await.map(drop)
    }

    async fn revoke(
        &self,
        visit: VisitKey,
        invitation: InvitationId,
    ) -> Result<Vec<SessionId>, PortError> {
        let link = invitation.uuid();
        let values: Values<'_> = &[&link, &visit.clinic.uuid(), &visit.visit.uuid()];
        if !self.changes(REVOKE, values).await? {
            return Err(PortError::NotFound);
        }
        let sessions = self.sessions_of(invitation).await?;
        Ok(sessions.into_iter().map(|session| session.id).collect())
    }

    async fn collect(
        &self,
        links: OffsetDateTime,
        sessions: OffsetDateTime,
    ) -> Result<u64, PortError> {
        let (links, sessions) = (micros(links), micros(sessions));
        self.writes
            .rows(COLLECT_SESSIONS, &[&links, &sessions])
            .await?;
        let deleted = self.writes.rows(COLLECT_LINKS, &[&links]).await?;
        Ok(u64::try_from(deleted.len()).unwrap_or(u64::MAX))
    }
}

fn link(row: &Row) -> Result<Invitation, PortError> {
    let salt: Option<&[u8]> = column(row, 7)?;
    let hash: Option<&[u8]> = column(row, 8)?;
    let answer = match salt.zip(hash) {
        Some((salt, hash)) => Some(AnswerHash {
            salt: sized(salt)?,
            hash: sized(hash)?,
        }),
        None => None,
    };
    let tries_left: i32 = column(row, 9)?;
    Ok(Invitation {
        id: InvitationId::new(column(row, 0)?),
        secret: SecretDigest(sized(column(row, 1)?)?),
        visit: visit(row, 2)?,
        person: PersonId::new(column(row, 4)?),
        created: time(row, 5)?,
        expires: time(row, 6)?,
        answer,
        tries_left: u16::try_from(tries_left).map_err(|_| unreadable())?,
        is_revoked: column(row, 10)?,
    })
}

fn session(row: &Row) -> Result<Session, PortError> {
    Ok(Session {
        id: SessionId::new(column(row, 0)?),
        token: SecretDigest(sized(column(row, 1)?)?),
        invitation: InvitationId::new(column(row, 2)?),
        visit: visit(row, 3)?,
        person: PersonId::new(column(row, 5)?),
        begun: time(row, 6)?,
        expires: time(row, 7)?,
    })
}

/// The visit's key in two columns.
fn visit(row: &Row, at: usize) -> Result<VisitKey, PortError> {
    let clinic = ClinicId::new(column(row, at)?);
    let visit = VisitId::new(column(row, at + 1)?);
    Ok(VisitKey::new(clinic, visit))
}

fn time(row: &Row, at: usize) -> Result<OffsetDateTime, PortError> {
    time_of(column(row, at)?).ok_or_else(unreadable)
}

fn sized<const N: usize>(bytes: &[u8]) -> Result<[u8; N], PortError> {
    bytes.try_into().map_err(|_| unreadable())
}

fn unreadable() -> PortError {
    PortError::corrupt("an invitation link or session can't be read")
}
