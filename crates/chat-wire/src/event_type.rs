//! The names of events in the feed.

use chat_domain::Event;

/// The type of an event in the feed, as CloudEvents names it. Permanent, as the stored form of the event is.
#[must_use]
pub const fn event_type(event: &Event) -> &'static str {
    match event {
        Event::VisitScheduled { .. } => "visit.scheduled",
        Event::VisitEdited { .. } => "visit.edited",
        Event::VisitCompleted => "visit.completed",
        Event::VisitCancelled => "visit.cancelled",
        Event::VisitMarkedNoShow => "visit.marked_no_show",
        Event::VisitMarkedLeftWithoutBeingSeen => "visit.marked_left_without_being_seen",
        Event::FollowUpEnded => "visit.follow_up.ended",
        Event::VisitReopened => "visit.reopened",
        Event::ParticipantAdded { .. } => "visit.participant.added",
        Event::ParticipantRemoved { .. } => "visit.participant.removed",
        Event::RemovalUndone { .. } => "visit.participant.removal_undone",
        Event::ParticipantEdited { .. } => "visit.participant.edited",
        Event::HandedOver { .. } => "visit.participant.handed_over",
        Event::ParticipantLeft { .. } => "visit.participant.left",
        Event::WaitingRoomEntered { .. } => "visit.waiting_room.entered",
        Event::CallJoined { .. } => "visit.call.joined",
        Event::CallJoinReported { .. } => "visit.call.join_reported",
        Event::CallEnded => "visit.call.ended",
        Event::ChatLocked { .. } => "visit.chat.locked",
        Event::ChatUnlocked { .. } => "visit.chat.unlocked",
        Event::ChatRead { .. } => "visit.chat.read",
        Event::NoAnswerNeeded { .. } => "visit.chat.no_answer_needed",
        Event::PeopleReminded { .. } => "visit.reminder.due",
        Event::WaitEscalated { .. } => "visit.reminder.escalated",
        Event::GlassBroken { .. } => "visit.chat.glass_broken",
        Event::FileStaged { .. } => "visit.file.staged",
        Event::FileDiscarded { .. } => "visit.file.discarded",
        Event::MessageSent { .. } => "visit.message.sent",
        Event::MessageCorrected { .. } => "visit.message.corrected",
        Event::MessageRetracted { .. } => "visit.message.retracted",
        Event::NoticeSent { .. } => "visit.notice.sent",
        Event::NoticeSettled { .. } => "visit.notice.settled",
    }
}
