//! Invitation links and their sessions.

use super::ChatService;
use crate::{
    access_log::recorder::Subject,
    error::AppError,
    invitations::{
        InvitationStatus, Invited, Joined, LinkStanding, MAX_INVITATIONS, NewInvitation,
        SessionHolder, digest, fresh_bytes, fresh_secret, fresh_token, upkeep,
    },
    sign_outs::SignOutWatch,
};
use chat_domain::{
    ClinicId, InvitationId, PersonId, Refusal, SessionId, VisitId, access::may_join_by_link,
};
use chat_ports::{
    AccessKind, Accessor, Invitation, Invitations, MAX_SESSIONS, PortError, Session, VisitKey,
};
use std::sync::Arc;
use subtle::ConstantTimeEq as _;
use time::{Date, OffsetDateTime};

/// Read in place of a visit when there is no link, so that the answer takes the same reads.
const NOWHERE: VisitKey = VisitKey::new(ClinicId::MIN, VisitId::MIN);

impl ChatService {
    /// Makes a link for an attendee of a visit, as the host. The secret is in no other answer: a host that loses it makes another
    /// link. Several links of a person work side by side.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the visit is unknown or closed or the person does not take part;
    /// [`AppError::AttendeesOnly`] for the care team; [`AppError::InvalidExpiry`]; [`AppError::TooManyInvitations`];
    /// [`AppError::NoInvitations`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/clinic.rs"));
    /// use chat_app::NewInvitation;
    ///
    /// # fn main() {
    /// # clinic::example(async |clinic| {
    /// # let clinic::Clinic { service, visit, patient, .. } = &clinic;
    /// let new = NewInvitation { visit: *visit, person: *patient, expires: None, birth_date: None };
    /// let invited = service.invite(new).await?;
    /// // For the fragment of a link, such as https://clinic.example/join#…
    /// let joined = service.exchange(&invited.secret, None).await?;
    /// assert_eq!(joined.person, *patient);
    /// # Ok(())
    /// # });
    /// # }
    /// ```
    pub async fn invite(&self, new: NewInvitation) -> Result<Invited, AppError> {
        let engine = &self.inner.engine;
        let store = self.invitations_port()?;
        let settings = engine.settings.invitations;
        let now = engine.ports.clock.now();
        let longest = after(now, settings.longest_link);
        let expires = new.expires.unwrap_or_else(|| after(now, settings.link));
        if expires <= now || expires > longest {
            return Err(AppError::InvalidExpiry);
        }
        let snapshot = engine.snapshot(new.visit).await?;
        if !may_join_by_link(&snapshot.state, new.person)? {
            return Err(AppError::AttendeesOnly);
        }
        let links = store.invitations_of(new.visit).await?;
        let works = |link: &&Invitation| LinkStanding::of(link, now) == LinkStanding::Works;
        if links.iter().filter(works).count() >= MAX_INVITATIONS {
            return Err(AppError::TooManyInvitations {
                max: MAX_INVITATIONS,
            });
        }
        let answer = match new.birth_date {
            Some(date) => Some(self.inner.answers.hash(date, fresh_bytes()?).await?),
            None => None,
        };
        let secret = fresh_secret()?;
        let invitation = InvitationId::new(engine.ports.ids.next_id());
        let expires = in_seconds(expires);
        let link = Invitation {
            id: invitation,
            secret: digest(&secret),
            visit: new.visit,
            person: new.person,
            created: in_seconds(now),
            expires,
            answer,
            tries_left: settings.tries,
            is_revoked: false,
        };
        store.invite(link).await?;
        Ok(Invited {
            invitation,
            secret,
            expires,
        })
    }

    /// The links of a visit, from the oldest on, without their secrets.
    ///
    /// # Errors
    /// [`AppError::Refused`] for an unknown visit; [`AppError::NoInvitations`] or [`AppError::Unavailable`].
    pub async fn invitations(&self, visit: VisitKey) -> Result<Vec<InvitationStatus>, AppError> {
        let store = self.invitations_port()?;
        self.check_scheduled(visit).await?;
        let links = store.invitations_of(visit).await?;
        let now = self.inner.engine.ports.clock.now();
        Ok(links
            .iter()
            .map(|link| InvitationStatus::of(link, now))
            .collect())
    }

    /// Revokes a link for good, ends its sessions and closes their connections on all nodes. Idempotent.
    ///
    /// # Errors
    /// [`AppError::Refused`] for an unknown visit; [`AppError::UnknownInvitation`]; [`AppError::Unavailable`] if other nodes may not know it: repeat the call.
    pub async fn revoke_invitation(
        &self,
        visit: VisitKey,
        invitation: InvitationId,
    ) -> Result<(), AppError> {
        let store = self.invitations_port()?;
        self.check_scheduled(visit).await?;
        let revoked = store.revoke(visit, invitation).await;
        let sessions = revoked.map_err(|error| match error {
            PortError::NotFound => AppError::UnknownInvitation,
            other => other.into(),
        })?;
        self.close_sessions(visit.clinic, sessions.iter().copied())
            .await
    }

    /// Begins a session for the holder of a link's secret. A link can be exchanged again until it expires, is revoked, or its
    /// visit is closed.
    ///
    /// # Errors
    /// [`AppError::InvitationRefused`] if the secret is unknown, the link has expired, was revoked or is blocked, the visit is
    /// closed, the person no longer takes part, or the birth date is wrong: one error. A wrong birth date is also counted, which is a write.
    /// [`AppError::BirthDateRequired`] if a link that works asks for it and it was not given.
    pub async fn exchange(
        &self,
        secret: &str,
        birth_date: Option<Date>,
    ) -> Result<Joined, AppError> {
        let engine = &self.inner.engine;
        let store = self.invitations_port()?;
        let link = store.invitation(digest(secret)).await?;
        let used = link.as_ref().map(|link| (link.visit, link.person));
        let joined = self.exchange_link(store, link, birth_date).await;
        let Some((visit, person)) = used else {
            return joined; // of no link, so of no visit
        };
        let subject = |kind| Subject {
            clinic: visit.clinic,
            visit: Some(visit.visit),
            who: self.with_role(
                visit.clinic,
                Some(visit.visit),
                Accessor::Person { person, role: None },
            ),
            kind,
            chat: None,
            file: None,
        };
        match &joined {
            Ok(_) => {
                let exchanged = subject(AccessKind::InvitationExchanged);
                engine.accesses.open(&exchanged, None).await?;
            }
            // Nothing is read or waited for: the time would tell a link that was revoked from an unknown one.
            Err(AppError::InvitationRefused) => {
                let refused = subject(AccessKind::InvitationRefused);
                engine.accesses.refused(&refused, None);
            }
            Err(_) => {}
        }
        joined
    }

    async fn exchange_link(
        &self,
        store: &Arc<dyn Invitations>,
        link: Option<Invitation>,
        birth_date: Option<Date>,
    ) -> Result<Joined, AppError> {
        let engine = &self.inner.engine;
        let now = engine.ports.clock.now();
        let link = link.filter(|link| LinkStanding::of(link, now) == LinkStanding::Works);
        // From here on, a link that does not work is like one that does not exist.
        let answer = link.as_ref().and_then(|link| link.answer);
        let given = match birth_date {
            Some(date) => {
                let salt = answer.map_or([0; 16], |answer| answer.salt);
                Some(self.inner.answers.hash(date, salt).await?)
            }
            None => None,
        };
        let visit = link.as_ref().map_or(NOWHERE, |link| link.visit);
        let snapshot = engine.snapshot(visit).await?;
        let may_join = |link: &Invitation| may_join_by_link(&snapshot.state, link.person);
        let link = link.filter(|link| may_join(link) == Ok(true));
        let link = link.ok_or(AppError::InvitationRefused)?;
        match (answer, given) {
            (None, _) => self.begin(link).await,
            (Some(_), None) => Err(AppError::BirthDateRequired),
            (Some(expected), Some(given)) => {
                if bool::from(expected.hash.ct_eq(&given.hash)) {
                    return self.begin(link).await;
                }
                let (store, id) = (Arc::clone(store), link.id);
                // It runs on if the request is dropped, so that every guess counts.
                let taken = tokio::spawn(async move { store.take_try(id).await });
                taken.await.map_err(AppError::unavailable)??;
                Err(AppError::InvitationRefused)
            }
        }
    }

    /// It runs on if the request is dropped, so that the connections of evicted sessions close.
    async fn begin(&self, link: Invitation) -> Result<Joined, AppError> {
        let service = self.clone();
        let begun = tokio::spawn(async move { service.begin_session(&link).await });
        begun.await.map_err(AppError::unavailable)?
    }

    /// Begins a session if the link still works. A right answer needs a try, since guesses are made at the same time, and takes
    /// none: whatever fails here costs the person nothing.
    async fn begin_session(&self, link: &Invitation) -> Result<Joined, AppError> {
        let store = self.invitations_port()?;
        let engine = &self.inner.engine;
        let before = store.sessions_of(link.id).await?;
        let now = engine.ports.clock.now();
        let token = fresh_token()?;
        let lasts = after(now, engine.settings.invitations.session);
        let session = Session {
            id: SessionId::new(engine.ports.ids.next_id()),
            token: digest(&token),
            invitation: link.id,
            visit: link.visit,
            person: link.person,
            begun: now,
            expires: in_seconds(lasts.min(link.expires)),
        };
        let expires = session.expires;
        if !store.begin(session).await? {
            return Err(AppError::InvitationRefused); // revoked or blocked since it was read
        }
        self.close_evicted(link, before).await;
        Ok(Joined {
            token,
            visit: link.visit,
            person: link.person,
            expires,
        })
    }

    /// Whose session this token is; `None` if it is of none, or of one that has ended.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn session(&self, token: &str) -> Result<Option<SessionHolder>, AppError> {
        let Some(store) = &self.inner.engine.ports.invitations else {
            return Ok(None);
        };
        let found = store.session(digest(token)).await?;
        let now = self.inner.engine.ports.clock.now();
        let current = found.filter(|session| session.expires > now);
        Ok(current.map(|session| SessionHolder {
            session: session.id,
            visit: session.visit,
            person: session.person,
            expires: session.expires,
        }))
    }

    /// Ends the session with this token, and closes its connections on all nodes. Idempotent.
    ///
    /// # Errors
    /// [`AppError::Unavailable`]. If only other nodes may not know it, the session has ended, and its connections there end at
    /// their next check.
    pub async fn end_session(&self, token: &str) -> Result<(), AppError> {
        let store = self.invitations_port()?;
        let Some(holder) = self.session(token).await? else {
            return Ok(());
        };
        store.end_session(digest(token)).await?;
        let clinic = holder.visit.clinic;
        self.close_sessions(clinic, std::iter::once(holder.session))
            .await
    }

    /// Watches the end of a session, for what a transport keeps open.
    #[must_use]
    pub fn watch_session(&self, clinic: ClinicId, session: SessionId) -> SignOutWatch {
        self.watch_sign_out(clinic, connections_of(session))
    }

    /// Deletes links that expired longer ago than [`InvitationSettings::expired_kept`](crate::InvitationSettings), and sessions
    /// that have expired. The service does so in the background. Returns the number of deleted links.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn collect_invitations(&self) -> Result<u64, AppError> {
        upkeep::collect(&self.inner.engine).await
    }

    pub(super) fn invitations_port(&self) -> Result<&Arc<dyn Invitations>, AppError> {
        let port = self.inner.engine.ports.invitations.as_ref();
        port.ok_or(AppError::NoInvitations)
    }

    pub(super) async fn check_scheduled(&self, visit: VisitKey) -> Result<(), AppError> {
        let snapshot = self.inner.engine.snapshot(visit).await?;
        match snapshot.state.ids {
            Some(_) => Ok(()),
            None => Err(Refusal::VisitUnknown.into()),
        }
    }

    /// Closes the connections of the sessions that a newer one evicted. After a failure, they end at their next check.
    async fn close_evicted(&self, link: &Invitation, mut before: Vec<Session>) {
        if before.len() < MAX_SESSIONS {
            return;
        }
        let closed = async {
            let stay = self.invitations_port()?.sessions_of(link.id).await?;
            before.retain(|it| stay.iter().all(|stays| stays.id != it.id));
            self.close_sessions(link.visit.clinic, before.iter().map(|it| it.id))
                .await
        };
        if let Err(error) = closed.await {
            tracing::warn!(%error, "connections of an evicted session may stay until their next check");
        }
    }

    /// Closes what the sessions have open, here first, then on other nodes.
    pub(super) async fn close_sessions(
        &self,
        clinic: ClinicId,
        sessions: impl Iterator<Item = SessionId> + Clone + Send,
    ) -> Result<(), AppError> {
        for session in sessions.clone() {
            self.close_session(clinic, session);
        }
        for session in sessions {
            self.announce_sign_out(clinic, connections_of(session))
                .await?;
        }
        Ok(())
    }

    fn close_session(&self, clinic: ClinicId, session: SessionId) {
        let sign_outs = &self.inner.engine.sign_outs;
        sign_outs.end(clinic, connections_of(session));
    }
}

/// Connections are watched and ended by an id, which is the person's or the session's.
const fn connections_of(session: SessionId) -> PersonId {
    PersonId::new(session.uuid())
}

fn after(now: OffsetDateTime, lasts: std::time::Duration) -> OffsetDateTime {
    let lasts = time::Duration::try_from(lasts).unwrap_or(time::Duration::MAX);
    now.saturating_add(lasts)
}

/// Rounded down to seconds.
fn in_seconds(time: OffsetDateTime) -> OffsetDateTime {
    time.replace_nanosecond(0).unwrap_or(time)
}
