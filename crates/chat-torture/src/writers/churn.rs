//! Patients who join, write with the second provider, and are removed (W9).

use super::{
    desk::{Desk, RETRY_DELAY, Writer},
    send::{Sent, ask, send},
};
use crate::{
    cast::{Person, Visit},
    client::Answer,
    finding::Kind,
    ledger::{Known, Removal},
};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// Maximum number of messages each sends before the removal.
const MESSAGES: u32 = 12;

/// The stage of the current patient.
enum Stage {
    /// Being added.
    Joining,
    /// Waiting for the provider's first message.
    Greeted(Uuid),
    /// Writing, with `left` messages to go.
    Writing { pending: Option<Uuid>, left: u32 },
    /// Being removed while still writing.
    Leaving,
}

/// A sequence of patients of one visit.
pub(crate) struct Churn {
    desk: Arc<Desk>,
    visit: Visit,
    patient: Person,
    stage: Stage,
}

impl Churn {
    /// Starts with a new patient.
    pub(crate) fn new(desk: &Arc<Desk>, visit: &Visit) -> Self {
        Self {
            desk: Arc::clone(desk),
            visit: visit.clone(),
            patient: visit.person(),
            stage: Stage::Joining,
        }
    }

    fn chat(&self) -> String {
        format!("direct:{}:{}", self.visit.second.id, self.patient.id)
    }

    async fn add(&self) -> Result<Stage, Duration> {
        let Person { id, token } = self.patient.clone();
        self.desk.ledger.note(&json!({ "adding": id }), |book| {
            book.tokens.insert(id, token)
        });
        let body = json!({ "person": id, "role": "patient", "name": "Ana Silva" });
        let path = format!("/visits/{}/participants", self.visit.id);
        match self
            .desk
            .client
            .post(&self.visit.second.token, &path, &body)
            .await
        {
            Answer::Done(_) => {}
            // The first attempt succeeded but its answer was lost.
            Answer::Refused { code, .. } if code == "already_a_participant" => {}
            Answer::Busy(wait) => return Err(wait),
            Answer::Unknown(_) => return Err(RETRY_DELAY),
            Answer::Refused { status, code } => {
                self.desk
                    .found(Kind::Refused, format!("adding {id}: {status} {code}"));
                return Err(RETRY_DELAY);
            }
        }
        let Self { desk, visit, .. } = self;
        Ok(Stage::Greeted(ask(
            desk,
            visit,
            &visit.second,
            &self.chat(),
            Vec::new(),
        )))
    }

    async fn greet(&self, id: Uuid) -> Result<Stage, Duration> {
        match send(&self.desk, &self.visit, &self.visit.second, id).await {
            Sent::Later(wait) => return Err(wait),
            Sent::Refused(code) => self.desk.found(Kind::Refused, format!("{id}: {code}")),
            Sent::Stored => {}
        }
        let left = fastrand::u32(2..MESSAGES);
        Ok(Stage::Writing {
            pending: None,
            left,
        })
    }

    async fn write(&self, pending: &mut Option<Uuid>) -> Result<(), Duration> {
        let Self { desk, visit, .. } = self;
        let new = || ask(desk, visit, &self.patient, &self.chat(), Vec::new());
        let id = *pending.get_or_insert_with(new);
        match send(desk, visit, &self.patient, id).await {
            Sent::Later(wait) => return Err(wait),
            Sent::Refused(code) => desk.found(Kind::Refused, format!("{id}: {code}")),
            Sent::Stored => {}
        }
        *pending = None;
        Ok(())
    }

    fn note_removal(&self, known: Known) {
        let (person, visit, chat) = (self.patient.id, self.visit.place, self.chat());
        let line = json!({ "removal": person, "known": format!("{known:?}") });
        let removal = Removal { visit, chat, known };
        self.desk
            .ledger
            .note(&line, |book| book.removals.insert(person, removal));
    }

    /// Removes the patient while they write. Once acknowledged, they get nothing more.
    async fn remove(&self) -> Result<(), Duration> {
        self.note_removal(Known::Asked);
        let Self {
            desk,
            visit,
            patient,
            ..
        } = self;
        let path = format!("/visits/{}/participants/{}/removal", visit.id, patient.id);
        let reason = json!({ "reason": "a test of removals" });
        let last = ask(desk, visit, patient, &self.chat(), Vec::new());
        let (removed, _) = futures::join!(
            desk.client.post(&visit.second.token, &path, &reason),
            send(desk, visit, patient, last),
        );
        match removed {
            Answer::Done(_) => self.note_removal(Known::Done),
            Answer::Busy(wait) => return Err(wait),
            Answer::Unknown(_) => return Err(RETRY_DELAY),
            Answer::Refused { status, code } => {
                desk.found(Kind::Refused, format!("{path}: {status} {code}"));
            }
        }
        let path = format!("/visits/{}/chats/{}/messages", visit.id, self.chat());
        let read = desk
            .client
            .request(&patient.token, reqwest::Method::GET, &path);
        if let Answer::Done(page) = crate::client::answer(read).await {
            let what = format!("to {} right after the removal: {page}", patient.id);
            desk.found(Kind::Leaked, what);
        }
        Ok(())
    }

    async fn advance(&mut self) -> Result<(), Duration> {
        let next = match &self.stage {
            Stage::Joining => self.add().await?,
            Stage::Greeted(id) => self.greet(*id).await?,
            Stage::Writing {
                left: 0,
                pending: None,
            } => Stage::Leaving,
            Stage::Writing { pending, left } => {
                let mut pending = *pending;
                let written = self.write(&mut pending).await;
                let left = left.saturating_sub(1);
                self.stage = Stage::Writing { pending, left };
                return written;
            }
            Stage::Leaving => {
                self.remove().await?;
                self.patient = self.visit.person();
                Stage::Joining
            }
        };
        self.stage = next;
        Ok(())
    }
}

impl Writer for Churn {
    async fn step(&mut self) -> Duration {
        self.advance().await.err().unwrap_or_default()
    }

    fn is_settled(&self) -> bool {
        matches!(
            &self.stage,
            Stage::Joining | Stage::Writing { pending: None, .. }
        )
    }
}
