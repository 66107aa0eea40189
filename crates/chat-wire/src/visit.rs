//! A visit as seen by one participant.

use crate::{
    changes::AdditionOut,
    chat::{ActionOut, ChatOut, LimitsOut},
    handover::HandoverOut,
    names::{KindName, PhaseName},
    notices::NoticeOut,
    participant::ParticipantOut,
    waiting::PassedOnOut,
};
use chat_domain::{ChatKey, ClinicId, NoticeText, PersonId, Phase, VisitId, VisitKind, VisitView};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A visit as seen by one participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = VisitView)]
pub struct VisitOut {
    /// The clinic.
    #[schema(value_type = Uuid)]
    pub clinic: ClinicId,
    /// The visit.
    #[schema(value_type = Uuid)]
    pub visit: VisitId,
    /// One-to-one or group.
    #[schema(value_type = KindName)]
    pub kind: VisitKind,
    /// The phase.
    #[schema(value_type = PhaseName)]
    pub phase: Phase,
    /// The scheduled time.
    #[serde(with = "time::serde::rfc3339")]
    pub scheduled_for: OffsetDateTime,
    /// Until when direct chats stay open after the visit's completion; `null` without a follow-up (W8). It
    /// ends later if a message waits.
    #[serde(with = "time::serde::rfc3339::option")]
    pub follow_up_until: Option<OffsetDateTime>,
    /// Whether a call is in progress.
    pub call_underway: bool,
    /// The viewer.
    #[schema(value_type = Uuid)]
    pub me: PersonId,
    /// Whether the viewer was removed and came back, so that messages sent in between are not shown (W9).
    pub came_back: bool,
    /// All participants that the viewer may know of, in the order of being added.
    pub participants: Vec<ParticipantOut>,
    /// The viewer's chats, the visit chat first.
    pub chats: Vec<ChatOut>,
    /// The chat that *Direct Message* opens when no person was selected (P2, P3).
    #[schema(value_type = Option<String>)]
    pub default_direct_chat: Option<ChatKey>,
    /// Whether the viewer's role can have direct chats in this visit (M3, M4), even if there is no one for the other
    /// side yet.
    pub may_have_direct_chats: bool,
    /// The handovers in effect that the viewer sees, oldest first (V7).
    pub handovers: Vec<HandoverOut>,
    /// The providers whose part of the visit the viewer may hand over (V7).
    #[schema(value_type = Vec<Uuid>)]
    pub may_be_handed_over: Vec<PersonId>,
    /// The roles in which the viewer may add people (V4); empty for attendees.
    pub additions: Vec<AdditionOut>,
    /// The viewer's actions other than writing.
    pub actions: Vec<ActionOut>,
    /// The notices to the care team, oldest first: for the care team everyone's, for all others their own (W7).
    /// All that wait, and the newest 20 of each sender's others.
    pub notices: Vec<NoticeOut>,
    /// The notices that the viewer may send to the care team now (W7).
    #[schema(value_type = Vec<String>)]
    pub offered_notices: Vec<NoticeText>,
    /// The waits of direct chats of others whose care side handed over to the viewer or was removed, longest first
    /// (R4). Included in `waiting_since`.
    pub passed_on: Vec<PassedOnOut>,
    /// Since when an attendee's message waits for an answer from the viewer's side, in any chat, or a notice for
    /// the care team (R4).
    #[serde(with = "time::serde::rfc3339::option")]
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
    pub limits: LimitsOut,
}

/// A page of a person's visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Visits)]
pub struct VisitsOut {
    /// The visits, ordered by scheduled time; with `waiting`, by since when they wait.
    pub visits: Vec<VisitOut>,
    /// Pass it as `after` for the next page; `null` at the end.
    pub next: Option<String>,
    /// How many of the person's visits wait for their answer (R4), whatever the query.
    pub waiting: u32,
}

impl From<VisitView> for VisitOut {
    fn from(view: VisitView) -> Self {
        Self {
            clinic: view.clinic,
            visit: view.visit,
            kind: view.kind,
            phase: view.phase,
            scheduled_for: view.scheduled_for,
            follow_up_until: view.follow_up_until,
            call_underway: view.call_underway,
            me: view.me,
            came_back: view.came_back,
            participants: view
                .participants
                .into_iter()
                .map(ParticipantOut::from)
                .collect(),
            chats: view.chats.into_iter().map(ChatOut::from).collect(),
            default_direct_chat: view.default_direct_chat,
            may_have_direct_chats: view.may_have_direct_chats,
            handovers: view.handovers.into_iter().map(HandoverOut::from).collect(),
            may_be_handed_over: view.may_be_handed_over,
            additions: view.additions.into_iter().map(AdditionOut::from).collect(),
            actions: view.actions.into_iter().map(ActionOut::from).collect(),
            notices: view.notices.into_iter().map(NoticeOut::from).collect(),
            offered_notices: view.offered_notices,
            passed_on: view.passed_on.into_iter().map(PassedOnOut::from).collect(),
            waiting_since: view.waiting_since,
            records_no_answer_needed: view.records_no_answer_needed,
            keeps_read_marks: view.keeps_read_marks,
            told_who_read_retracted: view.told_who_read_retracted,
            shows_typing: view.shows_typing,
            limits: view.limits.into(),
        }
    }
}
