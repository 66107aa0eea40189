//! A page of a chat, and what a reader may read of it.

use chat_domain::{
    ChatKey, ChatNumber, Entry, PersonId, Readable, ReaderNumber, Refusal, VisitState,
    access::{may_read, may_read_handed_over},
    view::MessageView,
};
use std::collections::{BTreeMap, btree_map::Entry as MapEntry};

/// The most entries of a page.
const MAX_PAGE: u64 = 200;

/// About the most bytes of a page's messages. A page has at least one entry of any size.
const MAX_PAGE_BYTES: usize = 256 * 1024;

/// Bytes that a message counts as, its text and files apart.
const MESSAGE_BYTES: usize = 400;

/// Bytes that each file of a message counts as.
const FILE_BYTES: usize = 1_024;

/// Selects a page of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageRequest {
    /// The newest entries before `before`; `None` means unbounded.
    Backward {
        /// Exclusive bound.
        before: Option<ReaderNumber>,
        /// Maximum number of entries.
        limit: usize,
    },
    /// The oldest entries after `after`.
    Forward {
        /// Exclusive bound.
        after: ReaderNumber,
        /// Maximum number of entries.
        limit: usize,
    },
}

/// A page of a chat: the messages of its entries as they stand now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePage {
    /// The chat.
    pub chat: ChatKey,
    /// The messages in order, each once.
    pub messages: Vec<MessageView>,
    /// The first and last readable entry number of the page; `None` if it has none. Corrections and
    /// retractions have numbers too, so a page may show fewer messages than it covers numbers.
    pub covers: Option<(ReaderNumber, ReaderNumber)>,
    /// Whether there is more in the requested direction.
    pub more: bool,
}

/// The direction of a page. A reader's numbers have no gaps, so they tell whether there is more.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    Backward,
    Forward,
}

impl Way {
    pub(crate) const fn of(page: PageRequest) -> Self {
        match page {
            PageRequest::Backward { .. } => Self::Backward,
            PageRequest::Forward { .. } => Self::Forward,
        }
    }
}

/// What a reader may read of a chat.
pub(crate) struct ReadableChat<'a> {
    chat: ChatKey,
    readable: &'a Readable,
    last: ChatNumber,
}

impl<'a> ReadableChat<'a> {
    /// All of a chat up to a number.
    pub(crate) fn through(chat: ChatKey, last: ChatNumber) -> Self {
        let readable = Readable::all();
        Self {
            chat,
            readable,
            last,
        }
    }

    /// What a participant may read: as a member, or up to a handover to them (V7).
    ///
    /// # Errors
    /// The rule that refuses it.
    pub(crate) fn of(
        state: &'a VisitState,
        person: PersonId,
        chat: ChatKey,
    ) -> Result<Self, Refusal> {
        match may_read(state, person, &chat) {
            Ok(readable) => Ok(Self {
                chat,
                readable,
                last: state.chat(&chat).last,
            }),
            Err(refusal) => may_read_handed_over(state, person, &chat)
                .map(|through| Self::through(chat, through))
                .map_err(|_| refusal),
        }
    }

    /// The chat's numbers of a page's entries, in ascending order: only readable ones, and no more than
    /// a page has.
    pub(crate) fn numbers(&self, page: PageRequest) -> impl Iterator<Item = ChatNumber> + use<'a> {
        let (readable, last) = (self.readable, self.readable.number(self.last).0);
        let more = |limit: usize| (limit as u64).clamp(1, MAX_PAGE) - 1;
        let numbers = match page {
            PageRequest::Backward { before, limit } => {
                let before = before.map_or(last, |before| before.0.saturating_sub(1));
                let end = last.min(before);
                end.saturating_sub(more(limit)).max(1)..=end
            }
            PageRequest::Forward { after, limit } => {
                let start = after.0.saturating_add(1);
                start..=last.min(start.saturating_add(more(limit)))
            }
        };
        numbers.map(move |number| readable.entry(ReaderNumber(number)))
    }

    /// A page of the log as this reader sees it. Its numbers and whether there is more reveal nothing
    /// of other entries (M7). Messages beyond the bytes of a page are left for the next page.
    pub(crate) fn page(
        &self,
        way: Way,
        mut entries: Vec<Entry>,
        read: impl Fn(&Entry) -> Option<MessageView>,
    ) -> MessagePage {
        if matches!(way, Way::Backward) {
            entries.reverse();
        }
        let mut covers: Option<(ReaderNumber, ReaderNumber)> = None;
        let mut messages: BTreeMap<ReaderNumber, MessageView> = BTreeMap::new();
        let mut bytes = 0;
        for entry in &entries {
            let number = entry.event.chat_entry().map(|(_, number)| number);
            let read_by_them = |number: &_| *number <= self.last && self.readable.includes(*number);
            let Some(number) = number.filter(read_by_them) else {
                continue;
            };
            let number = self.readable.number(number);
            if let Some(message) = read(entry) {
                bytes += weight(&message);
                if bytes > MAX_PAGE_BYTES && covers.is_some() {
                    break;
                }
                match messages.entry(message.number) {
                    // Of a message and its corrections, the message itself has the text.
                    MapEntry::Occupied(mut sighted) if sighted.get().text.is_none() => {
                        sighted.insert(message);
                    }
                    MapEntry::Occupied(_) => {}
                    MapEntry::Vacant(place) => {
                        place.insert(message);
                    }
                }
            }
            covers = Some(covers.map_or((number, number), |(start, end)| {
                (start.min(number), end.max(number))
            }));
        }
        let more = covers.is_some_and(|(start, end)| match way {
            Way::Backward => start > ReaderNumber::FIRST,
            Way::Forward => end < self.readable.number(self.last),
        });
        MessagePage {
            chat: self.chat,
            messages: messages.into_values().collect(),
            covers,
            more,
        }
    }
}

/// Approximate bytes of a message in an answer.
fn weight(message: &MessageView) -> usize {
    let text = message.text.as_ref().map_or(0, |text| text.as_str().len());
    MESSAGE_BYTES + text + message.files.len() * FILE_BYTES
}
