//! Chats, actions and limits as a screen shows them, available or greyed out.

use crate::{
    names::ActionName,
    refusal::RefusalOut,
    waiting::{SetAsideOut, WaitingOut},
};
use chat_domain::{
    ChatKey, PersonId, Recipient,
    access::Retracts,
    view::{Action, ActionView, ChatView, Limits},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A chat as seen by its viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Chat)]
pub struct ChatOut {
    /// The chat: `visit` or `direct:<care person>:<attendee person>`.
    #[schema(value_type = String, example = "visit")]
    pub chat: ChatKey,
    /// The other person; `null` in the visit chat (P5).
    #[schema(value_type = Option<Uuid>)]
    pub peer: Option<PersonId>,
    /// The recipient that a send must name (P6).
    #[schema(value_type = crate::recipient::Recipient)]
    pub recipient: Recipient,
    /// Whether the viewer may read it.
    pub can_read: bool,
    /// Whether the viewer may write in it.
    pub can_write: bool,
    /// Why the viewer may not read it.
    pub read_refusal: Option<RefusalOut>,
    /// Why the viewer may not write: the reason for greying it out (W11).
    pub write_refusal: Option<RefusalOut>,
    /// Whether it is closed, and not only greyed out for a while (W8, P8).
    pub closed: bool,
    /// Whether the care side has started the chat (W4).
    pub started: bool,
    /// Whether attendees are locked out (W6).
    pub locked: bool,
    /// Whether the viewer may lock and unlock it.
    pub may_lock: bool,
    /// Whether the viewer may correct their own messages here (F8).
    pub may_correct: bool,
    /// Whose messages the viewer may retract here (F8).
    pub may_retract: RetractsName,
    /// The oldest message that waits for the viewer's side (R4); `null` if none does, or if the viewer
    /// is not on the chat's care side.
    pub waiting: Option<WaitingOut>,
    /// The newest record that no answer is needed (R4); `null` if there is none, or if the viewer is not on
    /// the chat's care side.
    pub no_answer_needed: Option<SetAsideOut>,
}

/// Whose messages the viewer may retract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Retracts)]
pub enum RetractsName {
    /// None.
    None,
    /// Their own.
    Own,
    /// Everyone's.
    Any,
}

/// An action, available or greyed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Action)]
pub struct ActionOut {
    /// The action.
    #[schema(value_type = ActionName)]
    pub action: Action,
    /// Whether it is permitted.
    pub permitted: bool,
    /// Why it is not permitted.
    pub refusal: Option<RefusalOut>,
}

/// The limits that a screen states (F6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Limits)]
pub struct LimitsOut {
    /// Maximum characters of a text.
    pub max_text_chars: usize,
    /// Maximum files in a message.
    pub max_files_per_message: u32,
    /// Maximum bytes of a file.
    pub max_file_bytes: u64,
    /// Maximum chats that one text is sent to.
    pub max_addressed: usize,
}

impl From<ChatView> for ChatOut {
    fn from(view: ChatView) -> Self {
        Self {
            chat: view.chat,
            peer: view.peer,
            recipient: view.recipient,
            can_read: view.access.read.is_ok(),
            can_write: view.access.write.is_ok(),
            read_refusal: view.access.read.err().map(RefusalOut::from),
            write_refusal: view.access.write.err().map(RefusalOut::from),
            closed: view.closed,
            started: view.started,
            locked: view.locked,
            may_lock: view.may_lock,
            may_correct: view.access.write.is_ok(),
            may_retract: match view.may_retract {
                None => RetractsName::None,
                Some(Retracts::Own) => RetractsName::Own,
                Some(Retracts::Any) => RetractsName::Any,
            },
            waiting: view.waiting.map(WaitingOut::from),
            no_answer_needed: view.no_answer_needed.map(SetAsideOut::from),
        }
    }
}

impl From<ActionView> for ActionOut {
    fn from(view: ActionView) -> Self {
        Self {
            action: view.action,
            permitted: view.permitted.is_ok(),
            refusal: view.permitted.err().map(RefusalOut::from),
        }
    }
}

impl From<Limits> for LimitsOut {
    fn from(limits: Limits) -> Self {
        let Limits {
            max_text_chars,
            max_files_per_message,
            max_file_bytes,
        } = limits;
        Self {
            max_text_chars,
            max_files_per_message,
            max_file_bytes,
            max_addressed: Limits::MAX_ADDRESSED,
        }
    }
}
