//! Reading a chat page by page.

use crate::{error::AppError, service::ChatService};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Command, Entry, PersonId, Reason, VisitState,
    access::{may_oversee, may_read},
    view::{MessageView, overseen_message, readable_message},
};
use chat_ports::{ChatPage, PageRequest, VisitKey};

/// The most entries of a page.
const MAX_PAGE: usize = 200;

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
    /// A page of a chat. At most 200 entries are read, whatever the limit asked for.
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
        let first = may_read(&self.snapshot(visit).await?.state, person, &chat)?;
        let way = Way::of(page);
        let page = self
            .inner
            .ports
            .log
            .read_chat(visit, chat, bounded(page, first))
            .await?;
        // The state is taken after the entries, so that it holds all of them, and the reader's
        // right is asked again: they may have been removed meanwhile.
        let state = self.snapshot(visit).await?.state;
        let first = may_read(&state, person, &chat)?;
        let last = state.chat(&chat).last;
        let readable = Readable { chat, first, last };
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
        Ok(readable.page(way, page, |entry| overseen_message(state, overseer, entry)))
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
enum Way {
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
struct Readable {
    chat: ChatKey,
    first: ChatNumber,
    last: ChatNumber,
}

impl Readable {
    /// A page of the log as this reader sees it: neither its numbers nor whether there is more tell
    /// of what lies outside of what they may read.
    fn page(
        &self,
        way: Way,
        page: ChatPage,
        read: impl Fn(&Entry) -> Option<MessageView>,
    ) -> MessagePage {
        let numbers = page
            .entries
            .iter()
            .filter_map(|entry| entry.event.chat_entry().map(|(_, number)| number));
        let mut readable = numbers.filter(|number| (self.first..=self.last).contains(number));
        let covers = readable
            .next()
            .map(|start| (start, readable.next_back().unwrap_or(start)));
        let mut messages: Vec<MessageView> = Vec::new();
        for message in page.entries.iter().filter_map(read) {
            // The first sighting on a page is the message itself unless the page begins after it.
            if !messages.iter().any(|seen| seen.message == message.message) {
                messages.push(message);
            }
        }
        messages.sort_by_key(|message| message.number);
        let more = covers.is_some_and(|(start, end)| match way {
            Way::Backward => start > self.first,
            Way::Forward => end < self.last,
        });
        MessagePage {
            chat: self.chat,
            messages,
            covers,
            more,
        }
    }
}
