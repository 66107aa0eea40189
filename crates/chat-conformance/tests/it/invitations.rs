use super::each_fault_breaks;
use async_trait::async_trait;
use chat_conformance::invitations::LAWS;
use chat_domain::{ClinicId, InvitationId, PersonId, SessionId};
use chat_memory::MemoryInvitations;
use chat_ports::{Invitation, Invitations, PortError, SecretDigest, Session, VisitKey};
use std::sync::{Arc, Mutex};
use time::{Duration, OffsetDateTime};
use tokio::task::yield_now;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    ForgetsTheQuestion,
    FindsTheNewest,
    ReplacesTheTaken,
    ListsTheClinic,
    ListsByIds,
    NeverRunsOut,
    LooksBeforeItTakes,
    TakesATryForASession,
    BeginsWithoutATry,
    ForgetsTheVisit,
    BeginsWithoutALink,
    KeepsEverySession,
    KeepsTheFirstSessions,
    ListsTheNewestFirst,
    ListsAllSessions,
    EndsNothing,
    EndsAllOfALink,
    EndsInAllClinics,
    EndsOfOneLinkOnly,
    RevokesNothing,
    ForgetsWhatItRevoked,
    RevokesInAnyVisit,
    CollectsTheBound,
    CollectsNothing,
}

/// Every link and session that it was given, and the adapter that has them.
struct Faulty {
    sound: MemoryInvitations,
    links: Mutex<Vec<Invitation>>,
    sessions: Mutex<Vec<Session>>,
    revoked: Mutex<Vec<InvitationId>>,
    fault: Fault,
}

impl Faulty {
    fn link(&self, id: InvitationId) -> Option<Invitation> {
        let links = self.links.lock().unwrap();
        links.iter().find(|link| link.id == id).cloned()
    }

    fn sessions(&self, which: impl Fn(&Session) -> bool) -> Vec<Session> {
        let sessions = self.sessions.lock().unwrap();
        sessions.iter().filter(|it| which(it)).cloned().collect()
    }

    async fn end(&self, which: impl Fn(&Session) -> bool) -> Result<(), PortError> {
        for session in self.sessions(which) {
            self.sound.end_session(session.token).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Invitations for Faulty {
    async fn invite(&self, mut invitation: Invitation) -> Result<(), PortError> {
        if self.fault == Fault::ForgetsTheQuestion {
            invitation.answer = None;
        }
        let stored = self.sound.invite(invitation.clone()).await;
        if stored.is_ok() {
            self.links.lock().unwrap().push(invitation);
        } else if self.fault == Fault::ReplacesTheTaken {
            return Ok(());
        }
        stored
    }

    async fn invitation(&self, secret: SecretDigest) -> Result<Option<Invitation>, PortError> {
        let found = self.sound.invitation(secret).await?;
        Ok(match self.fault {
            Fault::FindsTheNewest => found.or_else(|| self.links.lock().unwrap().last().cloned()),
            _ => found,
        })
    }

    async fn invitations_of(&self, visit: VisitKey) -> Result<Vec<Invitation>, PortError> {
        let mut found = self.sound.invitations_of(visit).await?;
        match self.fault {
            Fault::ListsTheClinic => {
                let links = self.links.lock().unwrap();
                let all = links.iter().filter(|it| it.visit.clinic == visit.clinic);
                found = all.cloned().collect();
            }
            Fault::ListsByIds => found.sort_by_key(|link| link.id),
            _ => {}
        }
        Ok(found)
    }

    async fn take_try(&self, invitation: InvitationId) -> Result<bool, PortError> {
        if self.fault == Fault::NeverRunsOut {
            return Ok(self.link(invitation).is_some());
        }
        if self.fault == Fault::LooksBeforeItTakes
            && let Some(link) = self.link(invitation)
        {
            let left = self.invitation(link.secret).await?;
            let left = left.is_some_and(|link| link.tries_left > 0);
            yield_now().await;
            self.sound.take_try(invitation).await?;
            return Ok(left);
        }
        self.sound.take_try(invitation).await
    }

    async fn begin(&self, mut session: Session) -> Result<bool, PortError> {
        let link = self.link(session.invitation);
        match (self.fault, &link) {
            (Fault::TakesATryForASession, Some(link)) if link.answer.is_some() => {
                self.sound.take_try(link.id).await?;
            }
            (Fault::BeginsWithoutATry, Some(link))
                if self
                    .invitation(link.secret)
                    .await?
                    .is_some_and(|it| it.tries_left == 0) =>
            {
                return Ok(true);
            }
            _ => {}
        }
        if self.fault == Fault::ForgetsTheVisit {
            session.visit.visit = chat_domain::VisitId::MIN;
        }
        if self.fault == Fault::BeginsWithoutALink && link.is_none() {
            return Ok(true);
        }
        let siblings = self.sessions(|it| it.invitation == session.invitation);
        if self.fault == Fault::KeepsTheFirstSessions && siblings.len() >= 10 {
            return Ok(true);
        }
        let begins = self.sound.begin(session.clone()).await?;
        if begins {
            self.sessions.lock().unwrap().push(session);
        }
        Ok(begins)
    }

    async fn sessions_of(&self, invitation: InvitationId) -> Result<Vec<Session>, PortError> {
        let mut found = self.sound.sessions_of(invitation).await?;
        match self.fault {
            Fault::ListsTheNewestFirst => found.reverse(),
            Fault::ListsAllSessions => found = self.sessions(|it| it.invitation == invitation),
            _ => {}
        }
        Ok(found)
    }

    async fn session(&self, token: SecretDigest) -> Result<Option<Session>, PortError> {
        let mut given = self.sessions(|session| session.token == token);
        let is_revoked = |id| self.revoked.lock().unwrap().contains(&id);
        match self.fault {
            Fault::KeepsEverySession => {
                let all = self.sessions(|_| true);
                given.retain(|it| {
                    let of_link = all.iter().filter(|o| o.invitation == it.invitation);
                    of_link.count() > 10
                });
                let found = self.sound.session(token).await?;
                Ok(found.or(given.pop()))
            }
            Fault::RevokesNothing => {
                given.retain(|it| is_revoked(it.invitation));
                let found = self.sound.session(token).await?;
                Ok(found.or(given.pop()))
            }
            _ => self.sound.session(token).await,
        }
    }

    async fn end_session(&self, token: SecretDigest) -> Result<(), PortError> {
        match self.fault {
            Fault::EndsNothing => Ok(()),
            Fault::EndsAllOfALink => {
                let of = self.sessions(|session| session.token == token);
                let of = of.first().map(|session| session.invitation);
                self.end(|session| Some(session.invitation) == of).await
            }
            _ => self.sound.end_session(token).await,
        }
    }

    async fn end_sessions_of(&self, clinic: ClinicId, person: PersonId) -> Result<(), PortError> {
        match self.fault {
            Fault::EndsInAllClinics => self.end(|session| session.person == person).await,
            Fault::EndsOfOneLinkOnly => {
                let theirs = self.sessions(|it| (it.visit.clinic, it.person) == (clinic, person));
                let link = theirs.first().map(|session| session.invitation);
                self.end(|session| Some(session.invitation) == link).await
            }
            _ => self.sound.end_sessions_of(clinic, person).await,
        }
    }

    async fn revoke(
        &self,
        mut visit: VisitKey,
        invitation: InvitationId,
    ) -> Result<Vec<SessionId>, PortError> {
        if self.fault == Fault::RevokesInAnyVisit
            && let Some(link) = self.link(invitation)
        {
            visit = link.visit;
        }
        let ended = self.sound.revoke(visit, invitation).await?;
        let mut revoked = self.revoked.lock().unwrap();
        let again = revoked.contains(&invitation);
        revoked.push(invitation);
        match self.fault {
            Fault::ForgetsWhatItRevoked if again => Ok(Vec::new()),
            _ => Ok(ended),
        }
    }

    async fn collect(
        &self,
        links: OffsetDateTime,
        sessions: OffsetDateTime,
    ) -> Result<u64, PortError> {
        let more = match self.fault {
            Fault::CollectsTheBound => Duration::MICROSECOND,
            Fault::CollectsNothing => return Ok(1),
            _ => Duration::ZERO,
        };
        self.sound.collect(links + more, sessions + more).await
    }
}

/// On one thread, where `yield_now` lets every concurrent task reach the same line.
#[tokio::test]
async fn every_fault_breaks_its_laws() {
    let kept = "link_round_trips_and_is_found_by_its_secret";
    let unknown = "unknown_secret_finds_no_link";
    let taken = "taken_secret_or_id_is_refused_and_changes_nothing";
    let listed = "links_of_a_visit_are_listed_by_time_then_id";
    let run_out = "tries_of_a_link_run_out";
    let raced = "of_concurrent_tries_only_those_left_succeed";
    let needed = "begun_session_needs_a_try_and_takes_none";
    let begun = "begun_session_round_trips_and_is_found_by_its_token";
    let no_link = "session_of_no_link_does_not_begin";
    let newest = "only_the_newest_sessions_of_a_link_stay";
    let of_link = "sessions_of_a_link_are_listed_from_the_oldest_on";
    let ended = "ended_session_is_gone_and_others_stay";
    let person = "sessions_of_a_person_end_in_their_clinic";
    let revoked = "revoked_link_has_no_sessions_and_begins_none";
    let other_visit = "link_of_another_visit_is_not_revoked";
    let collected = "what_expired_is_collected";
    let faults: &[(Fault, &[&str])] = &[
        (Fault::ForgetsTheQuestion, &[kept, taken, listed]),
        (Fault::FindsTheNewest, &[unknown]),
        (Fault::ReplacesTheTaken, &[taken]),
        (Fault::ListsTheClinic, &[listed]),
        (Fault::ListsByIds, &[listed]),
        (Fault::NeverRunsOut, &[run_out, raced, needed]),
        (Fault::LooksBeforeItTakes, &[raced]),
        (Fault::TakesATryForASession, &[needed]),
        (Fault::BeginsWithoutATry, &[needed]),
        (Fault::ForgetsTheVisit, &[begun]),
        (Fault::BeginsWithoutALink, &[no_link]),
        (Fault::KeepsEverySession, &[newest]),
        (Fault::KeepsTheFirstSessions, &[newest]),
        (Fault::ListsTheNewestFirst, &[of_link]),
        (Fault::ListsAllSessions, &[of_link]),
        (Fault::EndsNothing, &[ended]),
        (Fault::EndsAllOfALink, &[ended]),
        (Fault::EndsInAllClinics, &[person]),
        (Fault::EndsOfOneLinkOnly, &[person]),
        (Fault::RevokesNothing, &[revoked]),
        (Fault::ForgetsWhatItRevoked, &[revoked]),
        (Fault::RevokesInAnyVisit, &[other_visit]),
        (Fault::CollectsTheBound, &[collected]),
        (Fault::CollectsNothing, &[collected]),
    ];
    each_fault_breaks(LAWS, Fault::None, faults, |fault| {
        Arc::new(Faulty {
            sound: MemoryInvitations::new(),
            links: Mutex::default(),
            sessions: Mutex::default(),
            revoked: Mutex::default(),
            fault,
        }) as Arc<dyn Invitations>
    })
    .await;
}
