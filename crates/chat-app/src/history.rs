//! Reading a chat page by page.

use crate::{error::AppError, rates::Kind, service::ChatService};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Command, Entry, PersonId, Reason, Refusal, VisitState,
    access::{may_oversee, may_read},
    view::{MessageView, overseen_message, overseen_text, readable_message},
};
use chat_ports::{ChatPage, PageRequest, VisitKey};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry as MapEntry};

/// The most entries of a page.
const MAX_PAGE: usize = 200;

/// About the most bytes of a page's messages. A page has at least one entry, whatever its size.
const MAX_PAGE_BYTES: usize = 256 * 1024;

/// What a message is counted with besides its text and files.
const MESSAGE_BYTES: usize = 400;

/// What each file of a message is counted with.
const FILE_BYTES: usize = 1_024;

/// A page of a chat: the messages that its entries are about, as they stand now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePage {
    /// The chat.
    pub chat: ChatKey,
    /// The messages in their order, each once.
    pub messages: Vec<MessageView>,
    /// The first and last readable entry number of the page; `None` if it has none. Corrections and
    /// retractions have numbers too, so a page may show fewer messages than it covers numbers.
    pub covers: Option<(ChatNumber, ChatNumber)>,
    /// Whether there is more in the direction that was asked for.
    pub more: bool,
}

impl ChatService {
    /// A page of a chat. At most 200 entries are read, and about 256 KiB of messages answered,
    /// whatever the limit asked for.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the person may not read the chat (M1, M5, M7, W9).
    pub async fn history(
        &self,
        visit: VisitKey,
        person: PersonId,
        chat: ChatKey,
        page: PageRequest,
    ) -> Result<MessagePage, AppError> {
        self.inner.rates.admit(Kind::Page, visit.clinic, person)?;
        let before = self.snapshot_for(visit, person).await?.state;
        let first = may_read(&before, person, &chat)?;
        let way = Way::of(page);
        let page = self
            .inner
            .ports
            .log
            .read_chat(visit, chat, bounded(page, first))
            .await?;
        // The state is taken after the entries, so that it holds all of them, and the reader's
        // right is asked again: they may have been removed meanwhile.
        let state = self.snapshot_for(visit, person).await?.state;
        let readable = Readable::of(&state, person, chat)?;
        Ok(readable.page(way, page, |entry| readable_message(&state, person, entry)))
    }

    /// Breaks the glass and reads a page of a chat as it stood then (M5).
    ///
    /// The permission to oversee is the host's to give; the entry in the log is committed before
    /// anything is read.
    ///
    /// # Errors
    /// [`AppError::Refused`] if nothing was ever written in such a chat.
    pub async fn oversee(
        &self,
        visit: VisitKey,
        overseer: PersonId,
        chat: ChatKey,
        reason: Reason,
        page: PageRequest,
    ) -> Result<MessagePage, AppError> {
        let way = Way::of(page);
        let command = Command::BreakGlass { chat, reason };
        let state = self
            .execute(visit, Actor::Overseer(overseer), command)
            .await?
            .state;
        let through = may_oversee(&state, overseer, &chat)?;
        let page = match page {
            PageRequest::Backward { before, limit } => PageRequest::Backward {
                before: Some(before.map_or(through.next(), |before| before.min(through.next()))),
                limit,
            },
            forward @ PageRequest::Forward { .. } => forward,
        };
        let page = bounded(page, ChatNumber::FIRST);
        let page = self.inner.ports.log.read_chat(visit, chat, page).await?;
        let state: &VisitState = &state;
        let readable = Readable {
            chat,
            first: ChatNumber::FIRST,
            last: through,
        };
        let text_of = |entry: &Entry| overseen_text(state, overseer, entry);
        let earlier = self
            .entries_at(visit, chat, page.entries.iter().filter_map(text_of))
            .await?;
        Ok(readable.page(way, page, |entry| {
            let earlier = text_of(entry).and_then(|number| earlier.get(&number));
            overseen_message(state, overseer, entry, earlier)
        }))
    }

    /// Single entries of a chat: texts that were corrected while the glass was being broken.
    async fn entries_at(
        &self,
        visit: VisitKey,
        chat: ChatKey,
        numbers: impl Iterator<Item = ChatNumber>,
    ) -> Result<BTreeMap<ChatNumber, Entry>, AppError> {
        let mut found = BTreeMap::new();
        for number in numbers.collect::<BTreeSet<_>>() {
            let one = PageRequest::Forward {
                after: ChatNumber(number.0.saturating_sub(1)),
                limit: 1,
            };
            let page = self.inner.ports.log.read_chat(visit, chat, one).await?;
            found.extend(page.entries.into_iter().map(|entry| (number, entry)));
        }
        Ok(found)
    }
}

/// Keeps a request within what one page holds and what its reader may read.
fn bounded(page: PageRequest, first: ChatNumber) -> PageRequest {
    match page {
        PageRequest::Backward { before, limit } => PageRequest::Backward {
            before,
            limit: limit.clamp(1, MAX_PAGE),
        },
        PageRequest::Forward { after, limit } => PageRequest::Forward {
            after: after.max(ChatNumber(first.0.saturating_sub(1))),
            limit: limit.clamp(1, MAX_PAGE),
        },
    }
}

/// The direction of a page. A chat's numbers have no gaps, so they tell whether there is more.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    Backward,
    Forward,
}

impl Way {
    const fn of(page: PageRequest) -> Self {
        match page {
            PageRequest::Backward { .. } => Self::Backward,
            PageRequest::Forward { .. } => Self::Forward,
        }
    }
}

/// What a reader may read of a chat.
pub(crate) struct Readable {
    chat: ChatKey,
    first: ChatNumber,
    last: ChatNumber,
}

impl Readable {
    /// What a participant may read of a chat.
    ///
    /// # Errors
    /// The rule that keeps it from them.
    pub(crate) fn of(state: &VisitState, person: PersonId, chat: ChatKey) -> Result<Self, Refusal> {
        let first = may_read(state, person, &chat)?;
        let last = state.chat(&chat).last;
        Ok(Self { chat, first, last })
    }

    /// A page of the log as this reader sees it: neither its numbers nor whether there is more tell
    /// of what lies outside of what they may read. What does not fit into the bytes of a page is left
    /// for the next one.
    pub(crate) fn page(
        &self,
        way: Way,
        page: ChatPage,
        read: impl Fn(&Entry) -> Option<MessageView>,
    ) -> MessagePage {
        let mut entries = page.entries;
        if matches!(way, Way::Backward) {
            entries.reverse();
        }
        let mut covers: Option<(ChatNumber, ChatNumber)> = None;
        let mut messages: BTreeMap<ChatNumber, MessageView> = BTreeMap::new();
        let mut bytes = 0;
        for entry in &entries {
            let number = entry.event.chat_entry().map(|(_, number)| number);
            let Some(number) = number.filter(|number| (self.first..=self.last).contains(number))
            else {
                continue;
            };
            if let Some(message) = read(entry) {
                bytes += weight(&message);
                if bytes > MAX_PAGE_BYTES && covers.is_some() {
                    break;
                }
                match messages.entry(message.number) {
                    // Of a message and its corrections the message itself always has the text.
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
            Way::Backward => start > self.first,
            Way::Forward => end < self.last,
        });
        MessagePage {
            chat: self.chat,
            messages: messages.into_values().collect(),
            covers,
            more,
        }
    }
}

/// About what a message takes in an answer.
fn weight(message: &MessageView) -> usize {
    let text = message.text.as_ref().map_or(0, |text| text.as_str().len());
    MESSAGE_BYTES + text + message.files.len() * FILE_BYTES
}
