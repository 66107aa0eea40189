//! People who write and read while nodes and servers fail, and what must hold afterward.

use crate::{
    nodes::id,
    reader::{Reader, written_text},
};
use chat_client::{Client, NewMessage, Options, Page, Token};
use chat_domain::{ChatKey, PersonId, ReaderNumber, Recipient};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinHandle;
use visit_chat_tests::{Clinic, Person, Visit};

/// Pairs of people who write to each other through a load balancer.
pub(crate) struct Load {
    clinic: Clinic,
    pairs: Vec<Pair>,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicUsize>,
}

/// A provider who writes to a patient, and the patient who reads.
struct Pair {
    provider: Person,
    visit: Visit,
    chat: ChatKey,
    writing: JoinHandle<usize>,
    reader: Reader,
}

impl Load {
    /// Begins with this many pairs, each in its own visit.
    pub(crate) async fn begin(clinic: &Clinic, count: usize) -> Self {
        let mut load = Self {
            clinic: clinic.clone(),
            pairs: Vec::new(),
            stop: Arc::default(),
            acknowledged: Arc::default(),
        };
        for _ in 0..count {
            let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
            let patient = clinic.person("patient", "Carla Mendes");
            let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
            let chat = patient.direct(&provider).parse().unwrap();
            let to = Recipient::Person(PersonId::new(patient.id));
            let (stop, acknowledged) = (Arc::clone(&load.stop), Arc::clone(&load.acknowledged));
            let client = impatient(clinic, &provider).visit(id(visit));
            let writing = tokio::spawn(async move {
                let mut written = 0;
                while !stop.load(Ordering::Relaxed) {
                    // The same id in each attempt, whichever node takes it.
                    let message = NewMessage::new(chat, to, format!("message {written}"));
                    client.send(&message).await.expect("a receipt");
                    written += 1;
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                written
            });
            let reader = Reader::follow(clinic, &patient, visit).await;
            load.pairs.push(Pair {
                provider,
                visit,
                chat,
                writing,
                reader,
            });
        }
        load
    }

    /// How many messages were acknowledged so far.
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::Relaxed)
    }

    /// Stops writing. Every acknowledged message must be stored once, in order, and have been delivered once, in order.
    /// Returns how many there are.
    pub(crate) async fn end(self) -> usize {
        self.stop.store(true, Ordering::Relaxed);
        let mut total = 0;
        for mut pair in self.pairs {
            let written = pair.writing.await.unwrap();
            let expected: Vec<_> = (0..written)
                .map(|number| format!("message {number}"))
                .collect();
            let client = impatient(&self.clinic, &pair.provider).visit(id(pair.visit));
            let mut stored = Vec::new();
            let mut after = ReaderNumber(0);
            loop {
                let page = Page::After(after);
                let page = client.messages(pair.chat, page, 100).await.unwrap();
                stored.extend(page.messages.iter().map(written_text));
                match page.last.filter(|_| page.more) {
                    Some(last) => after = last,
                    None => break,
                }
            }
            assert_eq!(stored, expected, "stored");
            if let Some(last) = expected.last() {
                pair.reader.until(last).await;
            }
            assert_eq!(pair.reader.texts, expected, "delivered");
            total += written;
        }
        total
    }
}

/// A client that tries again soon, since the tests' nodes start again soon.
fn impatient(clinic: &Clinic, person: &Person) -> Client {
    let mut options = Options::default();
    options.timeout = Duration::from_secs(5);
    options.first_wait = Duration::from_millis(20);
    options.longest_wait = Duration::from_millis(500);
    let token = Token::new(person.token.clone());
    Client::with_options(&format!("{}/chat", clinic.url), token, options).unwrap()
}
