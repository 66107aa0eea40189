//! What one person is shown of a visit. Holds no rule of its own: it asks `access` and `decide`.

mod actions;
mod chats;
mod message;
mod participants;

pub use actions::{Action, ActionView};
pub use chats::{ChatView, chats_of, default_direct_chat};
pub use message::{MessageView, overseen_message, overseen_text, readable_message};
pub use participants::ParticipantView;

use crate::{
    access::{participant, sees_call},
    chat::ChatKey,
    id::{ClinicId, PersonId, VisitId},
    refusal::Refusal,
    text::MessageText,
    visit::{Phase, VisitKind, VisitState},
};
use time::OffsetDateTime;

/// A visit as one participant sees it. Equal for two states between which nothing changed that
/// they may see, messages apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VisitView {
    /// The clinic.
    pub clinic: ClinicId,
    /// The visit.
    pub visit: VisitId,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// How far it has come.
    pub phase: Phase,
    /// When it is to take place.
    pub scheduled_for: OffsetDateTime,
    /// Whether a call is under way, as far as the viewer may know.
    pub call_underway: bool,
    /// The viewer.
    pub me: PersonId,
    /// Everyone the viewer may know of, removed participants included, in the order of being added.
    pub participants: Vec<ParticipantView>,
    /// The viewer's chats, the visit chat first.
    pub chats: Vec<ChatView>,
    /// The chat that *Direct Message* opens when nobody was clicked (P2, P3).
    pub default_direct_chat: Option<ChatKey>,
    /// What the viewer can do besides writing, and what is greyed out.
    pub actions: Vec<ActionView>,
    /// What a message may hold (F6).
    pub limits: Limits,
}

/// The limits that a screen states (F6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Characters of a text.
    pub max_text_chars: usize,
    /// Files of a message.
    pub max_files_per_message: u32,
    /// Bytes of a file.
    pub max_file_bytes: u64,
}

/// What `viewer` is shown.
///
/// # Errors
/// [`Refusal::VisitUnknown`] to an outsider (M7), [`Refusal::Removed`] after the removal (W9).
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
        call_underway: sees_call(state, me),
        me: viewer,
        participants: participants::seen_by(state, me),
        chats: chats::seen_by(state, me),
        default_direct_chat: default_direct_chat(state, viewer),
        actions: actions::of(state, viewer),
        limits: Limits {
            max_text_chars: MessageText::MAX_CHARS,
            max_files_per_message: state.policy.max_files_per_message,
            max_file_bytes: state.policy.max_file_bytes,
        },
    })
}
