//! A patient who writes to a chat that the care team has not started: every message must be refused
//! (W2).

use super::{
    desk::{Desk, Writer},
    send::{Sent, ask, send},
};
use crate::{cast::Visit, finding::Kind};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// Time between messages.
const PAUSE: Duration = Duration::from_millis(150);

/// The patient.
pub(crate) struct Unstarted {
    desk: Arc<Desk>,
    visit: Visit,
    pending: Option<Uuid>,
}

impl Unstarted {
    /// The patient of a visit.
    pub(crate) fn new(desk: &Arc<Desk>, visit: &Visit) -> Self {
        Self {
            desk: Arc::clone(desk),
            visit: visit.clone(),
            pending: None,
        }
    }
}

impl Writer for Unstarted {
    async fn step(&mut self) -> Duration {
        let (desk, visit) = (&self.desk, &self.visit);
        let pending = self.pending.take();
        let new = || ask(desk, visit, &visit.patient, "visit", Vec::new());
        let id = pending.unwrap_or_else(new);
        match send(desk, visit, &visit.patient, id).await {
            Sent::Refused(code) if code == "not_started" => PAUSE,
            Sent::Refused(code) => {
                desk.found(Kind::Refused, format!("{id}: {code}, not not_started"));
                PAUSE
            }
            Sent::Stored => {
                desk.found(
                    Kind::Invented,
                    format!("{id}: stored in a chat not started"),
                );
                PAUSE
            }
            Sent::Later(wait) => {
                self.pending = Some(id);
                wait
            }
        }
    }

    fn is_settled(&self) -> bool {
        self.pending.is_none()
    }
}
