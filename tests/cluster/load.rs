//! People who write and read while nodes and servers fail, and what became of their messages.

use crate::{
    findings::Findings,
    nodes::id,
    reader::{Reader, all_texts},
};
use chat_client::{Client, NewMessage, Options, Token, Visit};
use chat_domain::{ChatKey, PersonId, Recipient};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::oneshot, task::JoinHandle};
use visit_chat_tests::{Clinic, Person};

/// Pause between two messages of a writer.
const PAUSE: Duration = Duration::from_millis(5);

/// Pairs of people who write to each other.
pub(crate) struct Load {
    pairs: Vec<Pair>,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicUsize>,
}

/// A provider who writes to a patient, and the patient who reads.
struct Pair {
    provider: Visit,
    chat: ChatKey,
    writing: JoinHandle<Vec<Receipt>>,
    reading: JoinHandle<Reader>,
    /// Tells the reader the last text.
    last: oneshot::Sender<Option<String>>,
}

/// An acknowledged message.
struct Receipt {
    text: String,
    at: Instant,
    /// Time from the first attempt.
    took: Duration,
}

impl Load {
    /// Begins with this many pairs, each in its own visit. They write through one address of the clinic, and read through
    /// another.
    pub(crate) async fn begin(writers: &Clinic, readers: &Clinic, count: usize) -> Self {
        let mut load = Self {
            pairs: Vec::new(),
            stop: Arc::default(),
            acknowledged: Arc::default(),
        };
        for _ in 0..count {
            let pair = load.pair(writers, readers).await;
            load.pairs.push(pair);
        }
        load
    }

    async fn pair(&self, writers: &Clinic, readers: &Clinic) -> Pair {
        let provider = writers.person("provider", "Dr. Ruth Adeyemi");
        let patient = writers.person("patient", "Carla Mendes");
        let visit = writers.schedule("one_to_one", &[&provider, &patient]).await;
        let chat = patient.direct(&provider).parse().unwrap();
        let to = Recipient::Person(PersonId::new(patient.id));
        let provider = impatient(writers, &provider).visit(id(visit));
        let (last, ended) = oneshot::channel();
        let reader = Reader::follow(readers, &patient, visit).await;
        let writing = write(
            provider.clone(),
            (chat, to),
            Arc::clone(&self.stop),
            Arc::clone(&self.acknowledged),
        );
        Pair {
            provider,
            chat,
            writing: tokio::spawn(writing),
            reading: tokio::spawn(read(reader, ended)),
            last,
        }
    }

    /// How many messages were acknowledged so far.
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::Relaxed)
    }

    /// Stops writing. Returns what became of the messages: each must be stored once, in order, and have been delivered
    /// once, in order.
    pub(crate) async fn end(self) -> Findings {
        self.stop.store(true, Ordering::Relaxed);
        let mut findings = Findings::default();
        for pair in self.pairs {
            let receipts = pair.writing.await.unwrap();
            let texts: Vec<_> = receipts.iter().map(|one| one.text.clone()).collect();
            let stored = all_texts(&pair.provider, pair.chat).await;
            assert!(pair.last.send(texts.last().cloned()).is_ok());
            let reader = pair.reading.await.unwrap();
            let mut of_pair = Findings::of(&texts, &stored);
            of_pair.merge(Findings::of(&texts, &reader.texts));
            for receipt in &receipts {
                of_pair.receipt = of_pair.receipt.max(receipt.took);
                let place = reader.texts.iter().position(|text| *text == receipt.text);
                let delivered = place.map(|place| reader.times[place]);
                let delay = delivered.map(|at| at.saturating_duration_since(receipt.at));
                of_pair.delivery = of_pair.delivery.max(delay.unwrap_or_default());
            }
            findings.add(of_pair);
        }
        findings
    }
}

/// Writes one message after the other until it is stopped.
async fn write(
    client: Visit,
    (chat, to): (ChatKey, Recipient),
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicUsize>,
) -> Vec<Receipt> {
    let mut receipts = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let text = format!("message {}", receipts.len());
        // The same id in each attempt, whichever node takes it.
        let message = NewMessage::new(chat, to, text.clone());
        let begun = Instant::now();
        client.send(&message).await.expect("a receipt");
        receipts.push(Receipt {
            text,
            at: Instant::now(),
            took: begun.elapsed(),
        });
        acknowledged.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(PAUSE).await;
    }
    receipts
}

/// Reads until the last text.
async fn read(mut reader: Reader, mut last: oneshot::Receiver<Option<String>>) -> Reader {
    let last = loop {
        let event = tokio::select! {
            last = &mut last => break last.expect("the writer ends first"),
            event = reader.event() => event,
        };
        reader.take(event).await;
    };
    if let Some(last) = last {
        reader.until(&last).await;
    }
    reader
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
