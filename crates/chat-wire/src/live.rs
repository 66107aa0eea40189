//! The frames of the live connection.

use crate::{
    message::{MessageOut, MessagePageOut},
    names::PhaseName,
    problem::ProblemOut,
    reading::ReadingOut,
    refusal::RefusalOut,
    send::ReceiptOut,
    visit::VisitOut,
};
use chat_domain::{
    AttachmentId, ChatKey, ClientMessageId, PersonId, Phase, ReaderNumber, Recipient, VisitId,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// For each chat, the number of a message.
#[derive(ToSchema)]
#[schema(value_type = BTreeMap<String, u64>)]
struct LastNumbers(#[expect(dead_code, reason = "only described")] BTreeMap<ChatKey, ReaderNumber>);

/// A frame from the client.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Follow a visit, starting after the given numbers. Replaces an earlier `follow` of the visit;
    /// frames of the earlier one may still arrive until the new one's first `view` or `ended`.
    #[schema(title = "FollowFrame")]
    Follow {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// For each chat, the last number that the client has.
        #[serde(default, deserialize_with = "crate::integer::numbers")]
        #[schema(value_type = LastNumbers)]
        seen: BTreeMap<ChatKey, ReaderNumber>,
    },
    /// Stop following the visit.
    #[schema(title = "UnfollowFrame")]
    Unfollow {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
    },
    /// Follow the caller's list of visits. Replaces an earlier `follow_dashboard`.
    #[schema(title = "FollowDashboardFrame")]
    FollowDashboard {
        /// Only visits in one of these phases; all if absent or empty.
        #[serde(default)]
        #[schema(value_type = Vec<PhaseName>)]
        phases: Vec<Phase>,
        /// Only visits scheduled at this time or later (RFC 3339).
        #[serde(default)]
        from: Option<String>,
        /// Only visits scheduled before this time (RFC 3339).
        #[serde(default)]
        until: Option<String>,
        /// Only visits in which an attendee's message waits for the caller's answer (R4), of any time
        /// unless one is given.
        #[serde(default)]
        waiting: bool,
    },
    /// Stop following the list.
    #[schema(title = "UnfollowDashboardFrame")]
    UnfollowDashboard {},
    /// Send a message.
    #[schema(title = "SendFrame")]
    Send {
        /// The client's number for this request, repeated in the response.
        #[serde(deserialize_with = "crate::integer::int64")]
        request: u64,
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The chat.
        #[schema(value_type = String)]
        chat: ChatKey,
        /// The recipient that the sender means (P6).
        #[schema(value_type = crate::recipient::Recipient)]
        recipient: Recipient,
        /// The client's own new id for the message (F7).
        #[schema(value_type = Uuid)]
        client_id: ClientMessageId,
        /// 1 to 8,000 characters; may be absent with at least one file (F6).
        #[serde(default)]
        text: Option<String>,
        /// Files that the sender uploaded for this chat.
        #[serde(default)]
        #[schema(value_type = Vec<Uuid>)]
        files: Vec<AttachmentId>,
    },
    /// Mark a chat as read. The confirmation is the next `reading`; a refusal is a `problem`.
    #[schema(title = "MarkReadFrame")]
    MarkRead {
        /// The client's number for this request, repeated in a `problem`.
        #[serde(deserialize_with = "crate::integer::int64")]
        request: u64,
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The chat.
        #[schema(value_type = String)]
        chat: ChatKey,
        /// The newest entry that the person has seen on a screen (R1).
        #[serde(deserialize_with = "crate::integer::number")]
        #[schema(value_type = u64)]
        through: ReaderNumber,
    },
    /// The person is typing a message (R5). Send it at most every 3 seconds while their text changes, where
    /// `can_write` and the visit's `shows_typing` are true. Never answered: a signal that comes too often, or
    /// where the person may not write, is dropped.
    #[schema(title = "TypingFrame")]
    Typing {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The chat.
        #[schema(value_type = String)]
        chat: ChatKey,
    },
}

/// A frame from the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame<'a> {
    /// The visit as it is now; replaces what the client has shown of it.
    #[schema(title = "ServerView")]
    View {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The view.
        view: Box<VisitOut>,
    },
    /// A chat's newest messages; replaces what the client has of that chat. To resume, pass the
    /// last number.
    #[schema(title = "ServerChat")]
    Chat {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The page.
        page: MessagePageOut,
    },
    /// A message is new, corrected or retracted. To resume, pass `number`.
    #[schema(title = "ServerMessage")]
    Message {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The chat.
        #[schema(value_type = String)]
        chat: ChatKey,
        /// The entry's number; for a correction it differs from the message's.
        #[schema(value_type = u64)]
        number: ReaderNumber,
        /// The message in its current version.
        message: Box<MessageOut>,
    },
    /// How far a chat has been read (R1): first with all readers, then with those who have read more.
    /// Only in visits whose version of the rules has read marks.
    #[schema(title = "ServerReading")]
    Reading {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The reading.
        reading: ReadingOut,
    },
    /// Another person is typing a message (R5). Show it for 6 seconds, or until a message of theirs arrives in the
    /// chat or a `view` says that they have gone. Some signals may be missing.
    #[schema(title = "ServerTyping")]
    Typing {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The chat.
        #[schema(value_type = String)]
        chat: ChatKey,
        /// The person, whom the view lists.
        #[schema(value_type = Uuid)]
        person: PersonId,
    },
    /// A rule denies the person access to the visit. Nothing more follows.
    #[schema(title = "ServerEnded")]
    Ended {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The rule.
        refusal: RefusalOut,
    },
    /// Following failed. Follow again later, from the last numbers.
    #[schema(title = "ServerFailed")]
    Failed {
        /// The visit; `null` for the dashboard.
        #[schema(value_type = Option<Uuid>)]
        visit: Option<VisitId>,
        /// The reason.
        problem: ProblemOut<'a>,
    },
    /// A visit is new on the dashboard or has changed.
    #[schema(title = "ServerDashboardRow")]
    DashboardRow {
        /// The visit.
        view: Box<VisitOut>,
    },
    /// A visit is no longer on the dashboard.
    #[schema(title = "ServerDashboardRowRemoved")]
    DashboardRowRemoved {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
    },
    /// How many of the person's visits wait for their answer (R4), whether or not they are on the
    /// dashboard. First after the rows or, if there are too many, before `failed`, and whenever it changes.
    #[schema(title = "ServerDashboardWaiting")]
    DashboardWaiting {
        /// The number.
        visits: u32,
    },
    /// The connection works. Sent periodically, since browsers don't expose pings to pages: a page
    /// that receives nothing for long should reconnect.
    #[schema(title = "ServerHeartbeat")]
    Heartbeat {},
    /// A message is stored.
    #[schema(title = "ServerReceipt")]
    Receipt {
        /// The client's number.
        request: u64,
        /// The proof.
        receipt: ReceiptOut,
    },
    /// A frame was invalid, or a send or read mark was refused. Nothing changed.
    #[schema(title = "ServerProblem")]
    Problem {
        /// The client's number, if the frame had one.
        request: Option<u64>,
        /// The reason.
        problem: ProblemOut<'a>,
    },
}
