//! A client that writes messages sequentially and retries those without an answer.

use crate::record::Record;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;
use visit_chat_tests::{Clinic, Person, Visit};

/// A person writing into one chat.
pub(crate) struct Writer {
    person: Person,
    chat: String,
    sent: u32,
    /// Number of answers so far, which the test reads concurrently.
    answers: Arc<AtomicU64>,
    /// Start time of the current server.
    started: OffsetDateTime,
    /// The message without an answer, which is retried first, with its id (F7).
    unanswered: Option<(Uuid, String)>,
    record: Record,
}

impl Writer {
    pub(crate) fn new(person: &Person, visit: Visit, chat: &str) -> Self {
        let record = Record {
            visit,
            author: person.id,
            chat: chat.to_owned(),
            acknowledged: BTreeMap::new(),
            in_order: Vec::new(),
            refused: Vec::new(),
            settled: 0,
            survived: 0,
        };
        let (person, chat) = (person.clone(), chat.to_owned());
        Self {
            person,
            chat,
            sent: 0,
            answers: Arc::default(),
            started: OffsetDateTime::now_utc(),
            unanswered: None,
            record,
        }
    }

    /// Writes until the server is gone.
    pub(crate) async fn write_until_it_breaks(mut self, clinic: Clinic) -> Self {
        self.started = OffsetDateTime::now_utc();
        while self.write_one(&clinic).await {}
        self
    }

    /// Number of answers so far.
    pub(crate) fn answers(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.answers)
    }

    /// Writes one message, which the server stores if permitted, and loses the answer.
    pub(crate) async fn lose_an_answer(&mut self, clinic: &Clinic) {
        assert!(
            self.unanswered.is_none(),
            "every earlier message has an answer"
        );
        let (client_id, text) = self.next_message();
        let answer = self.send(clinic, client_id, &text).await;
        answer.expect("the server answers");
        self.unanswered = Some((client_id, text));
    }

    /// Writes one message to a server that is down.
    pub(crate) async fn write_while_down(&mut self, clinic: &Clinic) {
        assert!(
            self.unanswered.is_none(),
            "every earlier message has an answer"
        );
        assert!(!self.write_one(clinic).await, "the server is down");
    }

    /// Retries the last message if it got no answer.
    pub(crate) async fn settle(&mut self, clinic: &Clinic) {
        if self.unanswered.is_some() {
            self.started = OffsetDateTime::now_utc();
            assert!(self.write_one(clinic).await, "the server answers");
        }
    }

    pub(crate) fn into_record(self) -> Record {
        self.record
    }

    async fn write_one(&mut self, clinic: &Clinic) -> bool {
        let again = self.unanswered.is_some();
        let unanswered = self.unanswered.take();
        let (client_id, text) = unanswered.unwrap_or_else(|| self.next_message());
        let Ok(answer) = self.send(clinic, client_id, &text).await else {
            self.unanswered = Some((client_id, text));
            return false;
        };
        self.answers.fetch_add(1, Ordering::Relaxed);
        self.take(client_id, text, &answer, again)
    }

    fn next_message(&mut self) -> (Uuid, String) {
        self.sent += 1;
        (Uuid::now_v7(), format!("message {}", self.sent))
    }

    async fn send(
        &self,
        clinic: &Clinic,
        client_id: Uuid,
        text: &str,
    ) -> Result<Value, reqwest::Error> {
        let (visit, chat) = (self.record.visit, &self.chat);
        clinic
            .send(&self.person, visit, chat, client_id, text)
            .await
    }

    fn take(&mut self, client_id: Uuid, text: String, answer: &Value, again: bool) -> bool {
        match (answer["number"].as_u64(), answer["code"].as_str()) {
            (Some(number), None) => {
                assert_eq!(answer["client_id"], client_id.to_string());
                self.record.acknowledged.insert(client_id, (number, text));
                self.record.in_order.push(number);
                self.record.settled += usize::from(again);
                let sent_at = answer["sent_at"].as_str().unwrap();
                let sent_at = OffsetDateTime::parse(sent_at, &Rfc3339).unwrap();
                self.record.survived += usize::from(sent_at < self.started);
                true
            }
            (None, Some("not_started")) => {
                self.record.refused.push(client_id);
                true
            }
            (None, Some("unavailable")) => {
                self.unanswered = Some((client_id, text));
                false
            }
            _ => panic!("neither a receipt nor the expected refusal: {answer}"),
        }
    }
}
