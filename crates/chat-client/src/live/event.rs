//! What a live connection reports.

use crate::{
    error::{Error, Problem},
    message::NewMessage,
};
use chat_domain::{ChatKey, PersonId, ReaderNumber, VisitId};
use chat_wire::{MessageOut, MessagePageOut, ReadingOut, ReceiptOut, RefusalOut, VisitOut};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The connection was opened or lost. Nothing needs to be done, except after [`Connection::Closed`].
    Connection(Connection),
    /// The visit as it is now. Replaces the earlier view.
    View {
        /// The visit.
        visit: VisitId,
        /// The view.
        view: Box<VisitOut>,
    },
    /// A chat's newest messages. Replaces what was shown of the chat. It comes first, and after an absence that
    /// was too long to resume.
    Page {
        /// The visit.
        visit: VisitId,
        /// The page.
        page: MessagePageOut,
    },
    /// A message is new, corrected or retracted. In each chat, numbers come in order, without gaps and repeats.
    Message {
        /// The visit.
        visit: VisitId,
        /// The chat.
        chat: ChatKey,
        /// The entry's number; for a correction it differs from the message's.
        number: ReaderNumber,
        /// The message in its current version.
        message: Box<MessageOut>,
    },
    /// How far a chat has been read (R1): first with all readers, then with those who have read more.
    Reading {
        /// The visit.
        visit: VisitId,
        /// The reading.
        reading: ReadingOut,
    },
    /// Another person is typing (R5). Show it for 6 seconds, or until a message of theirs arrives in the chat or a
    /// view says that they have gone.
    Typing {
        /// The visit.
        visit: VisitId,
        /// The chat.
        chat: ChatKey,
        /// The person.
        person: PersonId,
    },
    /// A rule denies the person access to the visit, such as after their removal (W9). Clear what is shown of it.
    Ended {
        /// The visit.
        visit: VisitId,
        /// The rule.
        refusal: RefusalOut,
    },
    /// The visit can't be followed, and is followed no longer.
    NotFollowed {
        /// The visit.
        visit: VisitId,
        /// The reason.
        problem: Box<Problem>,
    },
    /// The dashboard is sent from its start: forget all earlier rows. Also after each new connection.
    DashboardStarted,
    /// A visit is new on the dashboard, or has changed.
    DashboardRow {
        /// The visit.
        view: Box<VisitOut>,
    },
    /// A visit is no longer on the dashboard.
    DashboardRowRemoved {
        /// The visit.
        visit: VisitId,
    },
    /// How many of the person's visits wait for their answer (R4), whether or not they are on the dashboard.
    DashboardWaiting {
        /// The number.
        visits: u32,
    },
    /// The dashboard can't be followed, and is followed no longer. Choose another filter.
    NoDashboard {
        /// The reason.
        problem: Box<Problem>,
    },
    /// A message of the outbox is stored. [`Event::Message`] may come before or after it.
    Stored {
        /// The visit.
        visit: VisitId,
        /// The proof.
        receipt: ReceiptOut,
    },
    /// A message of the outbox is no longer sent: it is not stored, or its outcome can't be learned.
    GivenBack {
        /// The visit.
        visit: VisitId,
        /// The message.
        message: Box<NewMessage>,
        /// Whether it may be stored.
        maybe_stored: bool,
        /// The reason.
        why: Error,
    },
    /// The server refused a request of this connection, such as to follow more visits than it permits.
    Refused {
        /// The reason.
        problem: Box<Problem>,
    },
}

/// The state of a live connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Connection {
    /// It is open.
    Online,
    /// It was lost, or could not be opened. The client tries again.
    Offline {
        /// The reason, if it is known.
        why: Option<Error>,
    },
    /// The server or the token source ended it for good. No event follows.
    Closed {
        /// The reason.
        why: Error,
    },
}
