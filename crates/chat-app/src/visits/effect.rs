//! What an entry may change in views and dashboards, apart from what waits for an answer and when a reminder is due: the state
//! knows when these changed ([`Waiting::changed`](chat_domain::chat::Waiting::changed),
//! [`Reminders::due`](chat_domain::chat::Reminders::due)).

use chat_domain::{ChatKey, ChatNumber, Event, VisitState};

/// How far an event is visible, apart from its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nowhere.
    None,
    /// In views of the visit, if it is the first of its chat or the one that starts it (W4).
    FirstOf(ChatKey),
    /// In views of the visit, if it may take back the start of its chat (W4).
    Retracts(ChatKey),
    /// In views of the visit.
    Views,
    /// In views of the visit and in its dashboard row.
    Dashboards,
}

impl Effect {
    /// Without a wildcard, so that a new event must be classified here.
    pub(crate) const fn of(event: &Event) -> Self {
        match event {
            Event::MessageSent { chat, .. } => Self::FirstOf(*chat),
            Event::MessageRetracted { chat, .. } => Self::Retracts(*chat),
            Event::MessageCorrected { .. }
            | Event::FileStaged { .. }
            | Event::FileDiscarded { .. }
            | Event::ChatRead { .. }
            | Event::NoAnswerNeeded { .. }
            | Event::PeopleReminded { .. }
            | Event::WaitEscalated { .. }
            | Event::GlassBroken { .. } => Self::None,
            Event::ChatLocked { .. } | Event::ChatUnlocked { .. } => Self::Views,
            Event::VisitScheduled { .. }
            | Event::HandedOver { .. }
            | Event::NoticeSent { .. }
            | Event::NoticeSettled { .. }
            | Event::ParticipantAdded { .. }
            | Event::ParticipantRemoved { .. }
            | Event::RemovalUndone { .. }
            | Event::VisitEdited { .. }
            | Event::ParticipantEdited { .. }
            | Event::WaitingRoomEntered { .. }
            | Event::CallJoined { .. }
            | Event::CallJoinReported { .. }
            | Event::ParticipantLeft { .. }
            | Event::CallEnded
            | Event::VisitCompleted
            | Event::VisitCancelled
            | Event::VisitMarkedNoShow
            | Event::VisitMarkedLeftWithoutBeingSeen
            | Event::FollowUpEnded
            | Event::VisitReopened => Self::Dashboards,
        }
    }

    /// Whether views may change, given the state before the event.
    pub(crate) fn changes_views(self, before: &VisitState) -> bool {
        match self {
            Self::None => false,
            Self::FirstOf(chat) => {
                let chat = before.chat(&chat);
                !chat.started || chat.last == ChatNumber::default()
            }
            Self::Retracts(chat) => before.chat(&chat).unanswered > 0,
            Self::Views | Self::Dashboards => true,
        }
    }

    /// Whether the visit's dashboard row may change.
    pub(crate) fn changes_dashboards(self) -> bool {
        self == Self::Dashboards
    }
}
