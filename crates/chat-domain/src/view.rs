//! Views: what one person is shown of a visit. They hold no rules; `access` and `decide` do.

mod actions;
mod changes;
mod chats;
mod handovers;
mod message;
mod notices;
mod oversight;
mod participants;
mod qualifier;
mod reading;
mod summary;
mod versions;

pub use actions::{Action, ActionView};
pub use changes::{AdditionView, Change, ChangeView};
pub use chats::{
    ChatView, NoAnswerNeededView, PassedOnWait, WaitingView, chats_of, default_direct_chat,
};
pub use handovers::{HandoverView, OpenedChat};
pub use message::{
    MessageView, RetractionView, author_number, corrected_message, overseen_message, overseen_text,
    readable_message,
};
pub use notices::NoticeView;
pub use oversight::{OverseenPerson, overseen_people};
pub use participants::ParticipantView;
pub use reading::{MOST_UNREAD, ReadBy, ReaderView, ReadingView, read_by, reading, unread};
pub use summary::{SummaryParticipant, VisitSummary};
pub use versions::{VersionReader, VersionView, version_numbers, version_readers, versions};

use crate::{
    access::{
        may_have_direct_chats, may_send_notices, participant, sees_call, told_who_read_retracted,
        waiting_since,
    },
    chat::ChatKey,
    id::{ClinicId, PersonId, VisitId},
    refusal::Refusal,
    text::{MessageText, NoticeText},
    visit::{Phase, VisitKind, VisitState},
};
use time::OffsetDateTime;

/// A visit as one participant sees it, without its messages. Two states have equal views unless
/// something changed that the viewer may see.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VisitView {
    /// The clinic.
    pub clinic: ClinicId,
    /// The visit.
    pub visit: VisitId,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// The phase.
    pub phase: Phase,
    /// When it is to take place.
    pub scheduled_for: OffsetDateTime,
    /// Until when direct chats stay open after the visit's completion; `None` without a follow-up (W8). The
    /// service ends it later if a message waits.
    pub follow_up_until: Option<OffsetDateTime>,
    /// Whether a call is in progress, as far as the viewer may know.
    pub call_underway: bool,
    /// The viewer.
    pub me: PersonId,
    /// Whether the viewer was removed and came back, so that messages sent in between are not shown
    /// (W9).
    pub came_back: bool,
    /// Every participant the viewer may know of, including removed ones, in the order of addition.
    pub participants: Vec<ParticipantView>,
    /// The viewer's chats, the visit chat first.
    pub chats: Vec<ChatView>,
    /// The chat that *Direct Message* opens by default (P2, P3).
    pub default_direct_chat: Option<ChatKey>,
    /// Whether the viewer's role can have direct chats in this visit (M3, M4), even if there is no one for
    /// the other side yet.
    pub may_have_direct_chats: bool,
    /// The handovers in effect that the viewer sees, oldest first (V7).
    pub handovers: Vec<HandoverView>,
    /// The providers whose part of the visit the viewer may hand over (V7).
    pub may_be_handed_over: Vec<PersonId>,
    /// The roles in which the viewer may add people, permitted or greyed out (V4); empty for attendees.
    pub additions: Vec<AdditionView>,
    /// Actions other than writing that the viewer is offered, permitted or greyed out.
    pub actions: Vec<ActionView>,
    /// The notices to the care team, oldest first: for the care team everyone's, for all others their own
    /// (W7). All that wait, and the newest of the others.
    pub notices: Vec<NoticeView>,
    /// The notices that the viewer may send now (W7).
    pub offered_notices: Vec<NoticeText>,
    /// The waits of direct chats of others whose care side handed over to the viewer or was removed, longest
    /// first (R4).
    pub passed_on: Vec<PassedOnWait>,
    /// Since when an attendee's message waits for an answer in any chat of which the viewer is the care
    /// side or stands in for it, or a notice for the care team (R4).
    pub waiting_since: Option<OffsetDateTime>,
    /// Whether the care side can record that no answer is needed (R4).
    pub records_no_answer_needed: bool,
    /// Whether the visit keeps read marks (R1).
    pub keeps_read_marks: bool,
    /// Whether the viewer sees who had read other authors' retracted messages (R3). Authors see it for their own messages
    /// where the visit keeps read marks.
    pub told_who_read_retracted: bool,
    /// Whether the visit shows who is typing (R5).
    pub shows_typing: bool,
    /// The limits of a message (F6).
    pub limits: Limits,
}

/// Limits for a screen to state (F6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Maximum characters in a text.
    pub max_text_chars: usize,
    /// Maximum files in a message.
    pub max_files_per_message: u32,
    /// Maximum bytes in a file.
    pub max_file_bytes: u64,
}

impl Limits {
    /// Maximum chats that one text is sent to.
    pub const MAX_ADDRESSED: usize = 100;
}

/// The visit as `viewer` sees it.
///
/// # Errors
/// [`Refusal::VisitUnknown`] for an outsider (M7), [`Refusal::Removed`] after removal (W9).
pub fn view(state: &VisitState, viewer: PersonId) -> Result<VisitView, Refusal> {
    let me = participant(state, viewer)?;
    let (Some((clinic, visit)), Some(scheduled_for)) = (state.ids, state.scheduled_for) else {
        return Err(Refusal::VisitUnknown);
    };
    Ok(VisitView {
        clinic,
        visit,
        kind: state.kind,
        phase: state.phase,
        scheduled_for,
        follow_up_until: state.follow_up_until,
        call_underway: sees_call(state, me),
        me: viewer,
        came_back: !me.absences.is_empty(),
        participants: participants::seen_by(state, me),
        chats: chats::seen_by(state, me),
        default_direct_chat: default_direct_chat(state, viewer),
        may_have_direct_chats: may_have_direct_chats(&state.policy, me.role),
        handovers: handovers::seen_by(state, me),
        may_be_handed_over: handovers::may_be_handed_over(state, viewer),
        additions: changes::additions(state, me),
        actions: actions::of(state, viewer),
        notices: notices::seen_by(state, me),
        offered_notices: may_send_notices(state, viewer).unwrap_or_default(),
        passed_on: chats::passed_on_to(state, me),
        waiting_since: waiting_since(state, viewer),
        records_no_answer_needed: state.rules().records_no_answer_needed,
        keeps_read_marks: state.rules().keeps_read_marks,
        told_who_read_retracted: told_who_read_retracted(state, me),
        shows_typing: state.rules().shows_typing,
        limits: Limits {
            max_text_chars: MessageText::MAX_CHARS,
            max_files_per_message: state.policy.max_files_per_message,
            max_file_bytes: state.policy.max_file_bytes,
        },
    })
}
