//! Attendees' messages that wait for an answer from the care side (R4).

use super::{key::ChatKey, number::ChatNumber, readable::Readable};
use crate::{
    id::{MessageId, PersonId},
    log::seq::Seq,
};
use imbl::OrdMap;
use time::OffsetDateTime;

/// An attendee's message that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WaitingMessage {
    /// The message.
    pub message: MessageId,
    /// The position in its chat: that of the message, or of a correction.
    pub number: ChatNumber,
    /// When it was committed.
    pub since: OffsetDateTime,
}

/// The record that no answer is needed (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Who recorded it.
    pub by: PersonId,
    /// When.
    pub at: OffsetDateTime,
    /// Its position in the log.
    pub seq: Seq,
}

/// Since when an attendee's message waits for the care side, in each chat of a visit (R4).
///
/// Cloning is cheap: the maps are shared between clones. Each change takes O(log n), except that the retraction of an
/// answer looks through the chat's answers, and an answer of someone who came back through what attendees wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    chats: OrdMap<ChatKey, Exchange>,
    /// The oldest waiting message of each chat that has one.
    oldest: OrdMap<ChatKey, WaitingMessage>,
    /// The newest record in each chat that no answer is needed.
    set_aside: OrdMap<ChatKey, SetAside>,
    changed: Seq,
}

/// The messages of a chat that are not retracted, by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Exchange {
    /// Those of attendees and their corrections, with the message's id and their times.
    asked: OrdMap<ChatNumber, (MessageId, OffsetDateTime)>,
    /// Those of the care side: up to where each answers, and its own position; and the attendees' messages up to
    /// there that its author could not read (W9).
    answers: OrdMap<(ChatNumber, ChatNumber), Vec<ChatNumber>>,
    /// Nothing waits up to this number, whatever is retracted later.
    settled: ChatNumber,
}

impl Exchange {
    /// The messages that wait, oldest first.
    fn all(&self) -> impl DoubleEndedIterator<Item = WaitingMessage> {
        let mut newest_first = self.answers.iter().rev();
        let whole = newest_first.find(|(_, missed)| missed.is_empty());
        let answered = whole.map(|((through, _), _)| *through);
        let from = answered.unwrap_or_default().max(self.settled).next();
        let waiting = self.asked.range(from..);
        let waiting = waiting.filter(|(number, _)| !self.is_answered(**number));
        waiting.map(|(number, (message, since))| WaitingMessage {
            message: *message,
            number: *number,
            since: *since,
        })
    }

    fn is_answered(&self, number: ChatNumber) -> bool {
        let mut later = self.answers.range((number, ChatNumber::default())..);
        later.any(|(_, missed)| !missed.contains(&number))
    }
}

impl Waiting {
    /// The oldest message of a chat that waits for an answer.
    #[must_use]
    pub fn oldest(&self, chat: &ChatKey) -> Option<WaitingMessage> {
        self.oldest.get(chat).copied()
    }

    /// The messages of a chat that wait for an answer, oldest first.
    pub fn all(&self, chat: &ChatKey) -> impl DoubleEndedIterator<Item = WaitingMessage> {
        self.chats.get(chat).into_iter().flat_map(Exchange::all)
    }

    /// Since when this message or correction waits for an answer; `None` if it does not.
    #[must_use]
    pub fn since(&self, chat: &ChatKey, number: ChatNumber) -> Option<OffsetDateTime> {
        let exchange = self.chats.get(chat)?;
        let (_, since) = exchange.asked.get(&number)?;
        let waits = number > exchange.settled && !exchange.is_answered(number);
        waits.then_some(*since)
    }

    /// Nothing in a chat waits up to this number, whatever is retracted later; 0 if that was never recorded.
    #[must_use]
    pub fn settled(&self, chat: &ChatKey) -> ChatNumber {
        self.chats
            .get(chat)
            .map_or(ChatNumber::default(), |exchange| exchange.settled)
    }

    /// The newest record in a chat that no answer is needed.
    #[must_use]
    pub fn set_aside(&self, chat: &ChatKey) -> Option<SetAside> {
        self.set_aside.get(chat).copied()
    }

    /// Keeps the record that no answer is needed.
    pub(crate) fn note_set_aside(&mut self, chat: ChatKey, record: SetAside) {
        self.set_aside.insert(chat, record);
    }

    /// The attendees' messages of a chat that wait, or would if no answer followed, in ascending order.
    pub fn unsettled(&self, chat: &ChatKey) -> impl Iterator<Item = ChatNumber> {
        let asked = self.chats.get(chat).map(|exchange| &exchange.asked);
        asked.into_iter().flat_map(|asked| asked.keys().copied())
    }

    /// The chats in which a message waits, with the oldest one of each.
    pub fn chats(&self) -> impl Iterator<Item = (&ChatKey, &WaitingMessage)> {
        self.oldest.iter()
    }

    /// The log position at which the oldest waiting message of any chat last changed, or may have changed
    /// for a person who came back (W9) or who stands in; 0 if it never did.
    #[must_use]
    pub const fn changed(&self) -> Seq {
        self.changed
    }

    /// Records that what waits may have changed for someone.
    pub(crate) const fn note(&mut self, seq: Seq) {
        self.changed = seq;
    }

    /// Records an attendee's message or correction.
    pub(crate) fn ask(&mut self, chat: ChatKey, message: WaitingMessage, seq: Seq) {
        self.change(chat, seq, |exchange| {
            let asked = (message.message, message.since);
            exchange.asked.insert(message.number, asked);
        });
    }

    /// Records the care side's message at `number`, which answers everything up to `through`, except what is not
    /// `readable` for an author who came back (W9).
    pub(crate) fn answer(
        &mut self,
        chat: ChatKey,
        (number, through): (ChatNumber, ChatNumber),
        seq: Seq,
        readable: Option<&Readable>,
    ) {
        self.change(chat, seq, |exchange| {
            let asked = exchange.asked.keys().take_while(|asked| **asked <= through);
            let missed = readable.map_or_else(Vec::new, |readable| {
                let missed = asked.filter(|asked| !readable.includes(**asked));
                missed.copied().collect()
            });
            exchange.answers.insert((through, number), missed);
        });
    }

    /// Forgets a retracted message or its correction. A retracted answer answers nothing.
    pub(crate) fn retract(&mut self, chat: ChatKey, number: ChatNumber, seq: Seq) {
        self.change(chat, seq, |exchange| {
            if exchange.asked.remove(&number).is_none() {
                let mut answers = exchange.answers.keys().rev();
                if let Some(answer) = answers.find(|(_, own)| *own == number).copied() {
                    exchange.answers.remove(&answer);
                }
            }
        });
    }

    /// Ends the wait of all messages up to `through` for good, except those that the person who says so
    /// could not read.
    pub(crate) fn settle(
        &mut self,
        chat: ChatKey,
        through: ChatNumber,
        seq: Seq,
        unread: impl Fn(ChatNumber) -> bool,
    ) {
        self.change(chat, seq, |exchange| {
            let from = exchange.settled.next();
            let numbers = exchange
                .asked
                .range(from..=through)
                .map(|(number, _)| *number);
            let (kept, ended): (Vec<_>, Vec<_>) = numbers.partition(|number| unread(*number));
            if kept.is_empty() {
                exchange.settled = exchange.settled.max(through);
            }
            for number in ended {
                exchange.asked.remove(&number);
            }
        });
    }

    fn change(&mut self, chat: ChatKey, seq: Seq, change: impl FnOnce(&mut Exchange)) {
        let exchange = self.chats.entry(chat).or_default();
        change(exchange);
        let oldest = exchange.all().next();
        let before = self.oldest(&chat);
        if oldest == before {
            return;
        }
        match oldest {
            Some(oldest) => self.oldest.insert(chat, oldest),
            None => self.oldest.remove(&chat),
        };
        self.changed = seq;
    }
}
