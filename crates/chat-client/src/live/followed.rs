//! What a live connection follows, and from where it resumes.

use super::order::DashboardFilter;
use crate::{backoff::Backoff, options::Options};
use chat_domain::{ChatKey, ReaderNumber, VisitId};
use std::collections::BTreeMap;
use tokio::time::Instant;

/// Everything that is followed.
#[derive(Default)]
pub(super) struct Followed {
    pub(super) visits: BTreeMap<VisitId, Place>,
    pub(super) dashboard: Option<Board>,
}

/// A visit, and what the client has of it.
pub(super) struct Place {
    /// The last number of each chat.
    seen: BTreeMap<ChatKey, ReaderNumber>,
    /// Whether the current `follow` has begun, with its first view. Frames of an earlier one may come before.
    has_begun: bool,
    pub(super) again: Again,
}

/// The dashboard.
pub(super) struct Board {
    pub(super) filter: DashboardFilter,
    pub(super) again: Again,
}

/// When to follow again, after the server failed.
pub(super) struct Again {
    pub(super) due: Option<Instant>,
    backoff: Backoff,
}

/// What to do with a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Deliver,
    /// The client has it already.
    Skip,
    /// Numbers are missing: follow again from what the client has.
    Resume,
}

impl Place {
    pub(super) fn new(seen: BTreeMap<ChatKey, ReaderNumber>, options: &Options) -> Self {
        Self {
            seen,
            has_begun: false,
            again: Again::new(options),
        }
    }

    /// From where to follow. A new `follow` begins.
    pub(super) fn follow(&mut self) -> BTreeMap<ChatKey, ReaderNumber> {
        self.has_begun = false;
        self.again.due = None;
        self.seen.clone()
    }

    /// A view has arrived.
    pub(super) fn begin(&mut self) {
        self.has_begun = true;
        self.again.backoff.reset();
    }

    pub(super) const fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// A page has arrived, which replaces the chat.
    pub(super) fn replace(&mut self, chat: ChatKey, last: Option<ReaderNumber>) {
        self.seen.insert(chat, last.unwrap_or_default());
    }

    /// A message has arrived.
    pub(super) fn advance(&mut self, chat: ChatKey, number: ReaderNumber) -> Next {
        match self.seen.get(&chat) {
            _ if !self.has_begun => Next::Skip,
            Some(last) if number <= *last => Next::Skip,
            Some(last) if number > last.next() => Next::Resume,
            // Of an earlier follow: the chat's page comes first.
            None => Next::Skip,
            Some(_) => {
                self.seen.insert(chat, number);
                Next::Deliver
            }
        }
    }
}

impl Again {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            due: None,
            backoff: Backoff::new(options),
        }
    }

    /// Following failed. `after` is the wait that the server asks for.
    pub(super) fn later(&mut self, after: Option<std::time::Duration>) {
        self.due = Some(Instant::now() + self.backoff.wait(after));
    }

    /// Following works.
    pub(super) fn works(&mut self) {
        self.backoff.reset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_delivered_once_and_without_gap() {
        let mut place = Place::new(BTreeMap::new(), &Options::default());
        let chat = ChatKey::Visit;
        place.follow();
        assert_eq!(
            place.advance(chat, ReaderNumber(1)),
            Next::Skip,
            "of an earlier follow"
        );
        place.begin();
        assert_eq!(place.advance(chat, ReaderNumber(6)), Next::Skip, "no page");
        place.replace(chat, Some(ReaderNumber(5)));
        assert_eq!(place.advance(chat, ReaderNumber(5)), Next::Skip);
        assert_eq!(place.advance(chat, ReaderNumber(7)), Next::Resume);
        assert_eq!(place.advance(chat, ReaderNumber(6)), Next::Deliver);
        assert_eq!(place.follow(), BTreeMap::from([(chat, ReaderNumber(6))]));
    }
}
