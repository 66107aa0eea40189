//! A person who follows a visit.

use crate::nodes::{client, id};
use chat_client::chat_wire::MessageOut;
use chat_client::{Event, Events, Live};
use tokio::time::timeout;
use visit_chat_tests::{Clinic, PATIENCE, Person, Visit};

/// A live connection, and the texts that it has delivered.
pub(crate) struct Reader {
    _live: Live,
    events: Events,
    /// In order of delivery. What a page repeats is left out.
    pub(crate) texts: Vec<String>,
}

impl Reader {
    /// Follows a visit from a node.
    pub(crate) async fn follow(clinic: &Clinic, person: &Person, visit: Visit) -> Self {
        let (live, events) = client(clinic, person).live();
        live.follow(id(visit)).await;
        Self {
            _live: live,
            events,
            texts: Vec::new(),
        }
    }

    /// Returns once this text was delivered.
    ///
    /// # Panics
    /// If it is not in time, or a message comes twice.
    pub(crate) async fn until(&mut self, text: &str) {
        while !self.texts.iter().any(|known| known == text) {
            let event = timeout(PATIENCE, self.events.next()).await;
            match event
                .unwrap_or_else(|_| panic!("{text:?} was not delivered"))
                .unwrap()
            {
                Event::Page { page, .. } => {
                    for message in &page.messages {
                        let text = written_text(message);
                        if !self.texts.contains(&text) {
                            self.texts.push(text);
                        }
                    }
                }
                Event::Message { message, .. } => {
                    let text = written_text(&message);
                    assert!(!self.texts.contains(&text), "{text:?} came twice");
                    self.texts.push(text);
                }
                _ => {}
            }
        }
    }
}

/// The text of a message that is not retracted.
pub(crate) fn written_text(message: &MessageOut) -> String {
    let text = message.text.as_ref().unwrap();
    text.as_str().to_owned()
}
