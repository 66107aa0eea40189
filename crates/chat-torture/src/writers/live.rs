//! A patient on a live connection with several messages in flight.

use super::{
    desk::{Desk, RETRY_DELAY, Writer},
    send::{Sent, ask, note},
};
use crate::{
    cast::Visit,
    client::{Answer, meaning},
    finding::Kind,
    socket::Socket,
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// Number of messages in flight.
const TOGETHER: usize = 4;

/// How long to wait when the server is at capacity.
const PAUSE: Duration = Duration::from_millis(500);

/// The patient.
pub(crate) struct Live {
    desk: Arc<Desk>,
    visit: Visit,
    chat: String,
    socket: Option<Socket>,
    /// Unanswered messages, in the order they were sent.
    pending: Vec<Uuid>,
}

impl Live {
    /// The patient of a visit, writing to its provider.
    pub(crate) fn new(desk: &Arc<Desk>, visit: &Visit) -> Self {
        Self {
            desk: Arc::clone(desk),
            visit: visit.clone(),
            chat: visit.direct(),
            socket: None,
            pending: Vec::new(),
        }
    }

    /// Sends all pending messages and processes the answers.
    async fn round(&mut self, socket: &mut Socket) -> Result<Duration, String> {
        for (request, id) in self.pending.iter().enumerate() {
            let frame = self.desk.ledger.read(|book| {
                let mut frame = book.messages.get(id)?.body(*id);
                let fields = frame.as_object_mut()?;
                fields.insert("type".to_owned(), json!("send"));
                fields.insert("request".to_owned(), json!(request));
                fields.insert("visit".to_owned(), json!(self.visit.id));
                fields.insert("chat".to_owned(), json!(self.chat));
                Some(frame)
            });
            let frame = frame.ok_or_else(|| format!("{id} is not in the ledger"))?;
            socket.say(&frame).await?;
        }
        if fastrand::u32(..40) == 0 {
            return Err("hung up before the answers".to_owned());
        }
        let mut wait = Duration::ZERO;
        let mut left = Vec::new();
        for _ in 0..self.pending.len() {
            let frame = socket.next().await?;
            let request = frame.get("request").and_then(Value::as_u64);
            let place = request.and_then(|request| usize::try_from(request).ok());
            let id = place.and_then(|place| self.pending.get(place)).copied();
            let id = id.ok_or_else(|| format!("an answer to nothing: {frame}"))?;
            match note(&self.desk, id, self.answer(frame)) {
                Sent::Stored => {}
                Sent::Refused(code) => self.desk.found(Kind::Refused, format!("{id}: {code}")),
                Sent::Later(later) => {
                    wait = wait.max(later);
                    left.push(id);
                }
            }
        }
        self.pending.retain(|id| left.contains(id));
        Ok(wait)
    }

    fn answer(&self, mut frame: Value) -> Answer {
        if let Some(receipt) = frame.get_mut("receipt") {
            return Answer::Done(receipt.take());
        }
        let problem = frame
            .get_mut("problem")
            .map(Value::take)
            .unwrap_or_default();
        let status = problem
            .get("status")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        meaning(u16::try_from(status).unwrap_or_default(), problem, PAUSE)
    }
}

impl Writer for Live {
    async fn step(&mut self) -> Duration {
        let opened = match self.socket.take() {
            Some(socket) => Ok(socket),
            None => Socket::open(&self.desk.client.url(), &self.visit.patient.token).await,
        };
        let Ok(mut socket) = opened else {
            return RETRY_DELAY;
        };
        if self.pending.is_empty() {
            let Self {
                desk, visit, chat, ..
            } = self;
            let new = || ask(desk, visit, &visit.patient, chat, Vec::new());
            self.pending
                .extend(std::iter::repeat_with(new).take(TOGETHER));
        }
        match self.round(&mut socket).await {
            Ok(wait) => {
                self.socket = Some(socket);
                wait
            }
            Err(why) => {
                for id in &self.pending {
                    // Messages answered before the connection broke already have their receipt.
                    note(&self.desk, *id, Answer::Unknown(why.clone()));
                }
                RETRY_DELAY
            }
        }
    }

    fn is_settled(&self) -> bool {
        self.pending.is_empty()
    }
}
