//! The frames of the live connection.

use super::{
    MessageOut, MessagePageOut, PhaseName, ProblemOut, ReceiptOut, RecipientName, RefusalOut,
    VisitOut,
};
use chat_domain::{AttachmentId, ChatKey, ChatNumber, ClientMessageId, VisitId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a client says on the live connection.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Follow a visit, from what was seen of its chats on. Following again replaces: what
    /// the former following had sent may still come, until the new one's first `view` or `ended`.
    Follow {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// For each chat the last number that the client has.
        #[serde(default, deserialize_with = "super::integer::numbers")]
        #[schema(value_type = BTreeMap<String, u64>)]
        seen: BTreeMap<ChatKey, ChatNumber>,
    },
    /// Follow the visit no longer.
    Unfollow {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
    },
    /// Follow the list of one's visits. Following again replaces.
    FollowDashboard {
        /// Only visits in one of these phases; all if absent or empty.
        #[serde(default)]
        phases: Vec<PhaseName>,
        /// Only visits scheduled at this time or later (RFC 3339).
        #[serde(default)]
        from: Option<String>,
        /// Only visits scheduled before this time (RFC 3339).
        #[serde(default)]
        until: Option<String>,
    },
    /// Follow the list no longer.
    UnfollowDashboard {},
    /// Send a message.
    Send {
        /// The client's number for this request, repeated in the answer.
        #[serde(deserialize_with = "super::integer::int64")]
        request: u64,
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The chat.
        #[schema(value_type = String)]
        chat: ChatKey,
        /// Whom the sender means (P6).
        recipient: RecipientName,
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
}

/// What the service says on the live connection.
#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame<'a> {
    /// The visit as it is shown now; replaces what was shown of it.
    View {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The view.
        view: Box<VisitOut>,
    },
    /// A chat's newest messages; replaces what the client has of that chat. Resume from its last
    /// number.
    Chat {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The page.
        page: MessagePageOut,
    },
    /// A message is new, corrected or retracted. Resume from `number`.
    Message {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The chat.
        #[schema(value_type = String)]
        chat: ChatKey,
        /// The number of the entry, which for a correction is not the message's own.
        #[schema(value_type = u64)]
        number: ChatNumber,
        /// The message as it stands now.
        message: Box<MessageOut>,
    },
    /// A rule keeps the visit from the person, now and later; nothing follows.
    Ended {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
        /// The rule.
        refusal: RefusalOut,
    },
    /// A following broke: follow again later with what was seen.
    Failed {
        /// The visit; `null` for the dashboard.
        #[schema(value_type = Option<Uuid>)]
        visit: Option<VisitId>,
        /// Why.
        problem: ProblemOut<'a>,
    },
    /// A visit is new on the dashboard or looks different now.
    DashboardShown {
        /// The visit.
        view: Box<VisitOut>,
    },
    /// A visit is no longer on the dashboard.
    DashboardGone {
        /// The visit.
        #[schema(value_type = Uuid)]
        visit: VisitId,
    },
    /// The connection works: sent from time to time, since a browser does not show pings to its
    /// page, and a page that hears nothing for long should connect anew.
    Alive {},
    /// A message is stored.
    Receipt {
        /// The client's number.
        request: u64,
        /// The proof.
        receipt: ReceiptOut,
    },
    /// A frame was not understood, or a send was refused. Nothing changed.
    Problem {
        /// The client's number, if the frame had one.
        request: Option<u64>,
        /// Why.
        problem: ProblemOut<'a>,
    },
}
