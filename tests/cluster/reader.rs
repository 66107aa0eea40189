//! A person who follows a visit.

use crate::nodes::{client, id};
use chat_client::chat_wire::MessageOut;
use chat_client::{Event, Events, Live, Page};
use chat_domain::{ChatKey, ReaderNumber};
use std::{collections::BTreeMap, time::Instant};
use tokio::time::timeout;
use visit_chat_tests::{Clinic, PATIENCE, Person, Visit};

/// A live connection, and the texts that it has delivered.
pub(crate) struct Reader {
    visit: chat_client::Visit,
    _live: Live,
    events: Events,
    /// The newest number of each chat.
    newest: BTreeMap<ChatKey, ReaderNumber>,
    /// In order of delivery.
    pub(crate) texts: Vec<String>,
    /// When each text was delivered.
    pub(crate) times: Vec<Instant>,
}

impl Reader {
    /// Follows a visit from a node.
    pub(crate) async fn follow(clinic: &Clinic, person: &Person, visit: Visit) -> Self {
        let client = client(clinic, person);
        let (live, events) = client.live();
        live.follow(id(visit)).await;
        Self {
            visit: client.visit(id(visit)),
            _live: live,
            events,
            newest: BTreeMap::new(),
            texts: Vec::new(),
            times: Vec::new(),
        }
    }

    /// Waits for what comes next. Cancel safe.
    pub(crate) async fn event(&mut self) -> Event {
        self.events.next().await.expect("the connection goes on")
    }

    /// Takes an event. A page replaces the chat, so what it leaves out is read, and what it repeats is not new.
    pub(crate) async fn take(&mut self, event: Event) {
        match event {
            Event::Page { page, .. } => {
                let newest = self.newest.get(&page.chat).copied();
                let newest = newest.unwrap_or(ReaderNumber(0));
                if let Some(first) = page.first.filter(|_| page.more) {
                    self.catch_up(page.chat, newest, first).await;
                }
                let newest = self.newest.get(&page.chat).copied();
                for message in &page.messages {
                    if newest.is_none_or(|newest| message.number > newest) {
                        self.add(message);
                    }
                }
            }
            Event::Message { message, .. } => self.add(&message),
            _ => {}
        }
    }

    /// Returns once this text was delivered.
    ///
    /// # Panics
    /// If it is not in time.
    pub(crate) async fn until(&mut self, text: &str) {
        while !self.texts.iter().any(|known| known == text) {
            let event = timeout(PATIENCE, self.event()).await;
            let event = event.unwrap_or_else(|_| panic!("{text:?} was not delivered"));
            self.take(event).await;
        }
    }

    /// Reads a chat between two numbers.
    async fn catch_up(&mut self, chat: ChatKey, mut after: ReaderNumber, before: ReaderNumber) {
        while after.0 + 1 < before.0 {
            let page = self.visit.messages(chat, Page::After(after), 100).await;
            let page = page.unwrap();
            let missed = page.messages.iter();
            missed
                .filter(|message| message.number < before)
                .for_each(|message| self.add(message));
            after = page.last.expect("what the page came after");
        }
    }

    fn add(&mut self, message: &MessageOut) {
        let newest = self.newest.entry(message.chat).or_insert(message.number);
        *newest = message.number.max(*newest);
        self.texts.push(written_text(message));
        self.times.push(Instant::now());
    }
}

/// The texts of all messages of a chat, as they are stored.
pub(crate) async fn all_texts(visit: &chat_client::Visit, chat: ChatKey) -> Vec<String> {
    let mut stored = Vec::new();
    let mut after = ReaderNumber(0);
    loop {
        let page = visit.messages(chat, Page::After(after), 100).await.unwrap();
        stored.extend(page.messages.iter().map(written_text));
        match page.last.filter(|_| page.more) {
            Some(last) => after = last,
            None => return stored,
        }
    }
}

/// The text of a message that is not retracted.
fn written_text(message: &MessageOut) -> String {
    let text = message.text.as_ref().unwrap();
    text.as_str().to_owned()
}
