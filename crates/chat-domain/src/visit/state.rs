//! The state of a visit: a fold of its log (G1).

use super::{Handover, Participant, Phase, Presence, Rank, Role, VisitKind};
use crate::{
    chat::{
        ChatKey, ChatNumber, ChatPositions, ChatState, MessageState, Notices, Reading, Reminders,
        Upload, Waiting,
    },
    id::{AttachmentId, ClientMessageId, ClinicId, MessageId, PersonId, UploadId, VisitId},
    log::{actor::Actor, seq::Seq},
    policy::Policy,
    rules::{Rules, RulesVersion},
    text::NoticeTexts,
};
use imbl::OrdMap;
use std::{collections::BTreeMap, sync::Arc};
use time::OffsetDateTime;

/// One person's total uploads in a visit (V5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uploaded {
    /// Number of files, including discarded ones.
    pub files: u64,
    /// Counted bytes, excluding discarded files. No sum of sizes overflows this type.
    pub bytes: u128,
}

/// What an overseer may read of a chat: everything up to the moment when they broke the glass (M5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenGlass {
    /// The chat's newest entry then.
    pub through: ChatNumber,
    /// The log position.
    pub seq: Seq,
}

/// One person's total writing in a visit (V8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Number of messages, corrections and notices.
    pub entries: u64,
    /// Total bytes of their texts, in UTF-8.
    pub text_bytes: u64,
}

/// Everything that the rules need to know about a visit. Only [`evolve`](crate::evolve::evolve)
/// changes it.
///
/// Cloning is cheap: everything that grows with the number of messages is shared between clones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitState {
    /// The position of the newest folded entry; 0 if there is none.
    pub version: Seq,
    /// The visit's id and clinic; `None` before it is scheduled.
    pub ids: Option<(ClinicId, VisitId)>,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// The phase.
    pub phase: Phase,
    /// When it is to take place.
    pub scheduled_for: Option<OffsetDateTime>,
    /// When anything but a read mark was last recorded. The hours of the policy count from here (W8).
    pub active_at: Option<OffsetDateTime>,
    /// Until when direct chats stay open after the visit's completion; `None` if there is no follow-up, or
    /// it has ended (W8).
    pub follow_up_until: Option<OffsetDateTime>,
    /// The policy in force: as recorded when the visit was scheduled, or edited since (V4).
    pub policy: Policy,
    /// The time and policy recorded when the visit was scheduled, if they were edited since. Tells a
    /// repeated scheduling from another one (H1).
    pub scheduled_as: Option<(OffsetDateTime, Policy)>,
    /// The notices recorded when the visit was scheduled; `None` means those of its rules (W7).
    pub offered_notices: Option<NoticeTexts>,
    /// The version of the rules recorded when the visit was scheduled.
    pub rules_version: RulesVersion,
    /// Everyone who is or was a participant.
    pub participants: BTreeMap<PersonId, Participant>,
    /// The handovers that are in effect, oldest first (V7).
    pub handovers: Vec<Handover>,
    /// All chats that the log mentions.
    pub chats: BTreeMap<ChatKey, ChatState>,
    /// Where the log has the entries of each chat.
    pub positions: OrdMap<ChatKey, ChatPositions>,
    /// All messages.
    pub messages: OrdMap<MessageId, Arc<MessageState>>,
    /// The message for each client message id (F7).
    pub receipts: OrdMap<(PersonId, ClientMessageId), MessageId>,
    /// All uploaded files.
    pub uploads: OrdMap<AttachmentId, Arc<Upload>>,
    /// The file for each client upload id (F7).
    pub upload_ids: OrdMap<(PersonId, UploadId), AttachmentId>,
    /// Each person's total uploads (V5).
    pub uploaded: BTreeMap<PersonId, Uploaded>,
    /// Each person's total writing (V8).
    pub written: BTreeMap<PersonId, Written>,
    /// The number of entries that each participant and each overseer has made by coming, going and
    /// changing the visit (V8). The entries of the host and of the service are not counted.
    pub acts: BTreeMap<Actor, u64>,
    /// What has been read, by whom and since when (R1).
    pub reading: Reading,
    /// The notices that attendees have sent to the care team (W7).
    pub notices: Notices,
    /// Since when attendees' messages and notices wait for the care side (R4).
    pub waiting: Waiting,
    /// Who was reminded of what, and when the next reminder may be due (R6, R7).
    pub reminders: Reminders,
    /// How far each overseer may read each chat after breaking the glass (M5).
    pub oversight: BTreeMap<(PersonId, ChatKey), BrokenGlass>,
    /// The provider who was the last to leave or to be dropped (V9).
    pub last_provider: Option<PersonId>,
    /// The newest rank given to a patient (P1).
    pub last_rank: Option<Rank>,
}

impl VisitState {
    /// The rules that govern the visit.
    #[must_use]
    pub const fn rules(&self) -> &'static Rules {
        self.rules_version.rules()
    }

    /// The state of a chat; the default for one that the log does not mention.
    #[must_use]
    pub fn chat(&self, chat: &ChatKey) -> ChatState {
        self.chats.get(chat).copied().unwrap_or_default()
    }

    /// The log position of a chat's entry; `None` if the chat has no such number.
    #[must_use]
    pub fn position(&self, chat: &ChatKey, number: ChatNumber) -> Option<Seq> {
        let known = number <= self.chat(chat).last;
        self.positions.get(chat).filter(|_| known)?.at(number)
    }

    /// The file that a person uploaded under a client upload id, whatever its fate (F7).
    #[must_use]
    pub fn upload_of(&self, person: PersonId, upload: UploadId) -> Option<&Upload> {
        let attachment = self.upload_ids.get(&(person, upload))?;
        self.uploads.get(attachment).map(Arc::as_ref)
    }

    /// A participant who has not been removed.
    #[must_use]
    pub fn active(&self, person: PersonId) -> Option<&Participant> {
        self.participants.get(&person).filter(|p| p.is_active())
    }

    /// Whether a call is in progress: at least one participant is in it.
    #[must_use]
    pub fn call_underway(&self) -> bool {
        self.participants
            .values()
            .any(|p| p.presence == Presence::InCall)
    }

    /// Whether at least one member of the care team is in the call.
    #[must_use]
    pub fn care_team_in_call(&self) -> bool {
        self.participants
            .values()
            .any(|p| p.role.is_care_team() && p.presence == Presence::InCall)
    }

    /// Whether at least one provider is in the call (W3).
    #[must_use]
    pub fn provider_in_call(&self) -> bool {
        self.participants
            .values()
            .any(|p| p.role == Role::Provider && p.presence == Presence::InCall)
    }

    /// Whether the provider who was the last to leave was dropped, and is not back (V9).
    #[must_use]
    pub fn provider_was_dropped(&self) -> bool {
        let last = self.last_provider.and_then(|last| self.active(last));
        last.is_some_and(Participant::was_dropped)
    }

    /// The primary patient: the lowest-ranked patient who has not been removed (P1, P3).
    #[must_use]
    pub fn primary_patient(&self) -> Option<PersonId> {
        self.first_ranked(Participant::is_active) // P1, P3
    }

    /// The patient with whom *Direct Message* opens (P2, P3).
    #[must_use]
    pub fn default_patient(&self) -> Option<PersonId> {
        if self.rules().direct_message_prefers_the_call
            && let Some(there) = self.first_ranked(|p| p.presence == Presence::InCall)
        {
            return Some(there); // P3
        }
        self.primary_patient()
    }

    /// The lowest-ranked patient that satisfies the predicate.
    fn first_ranked(&self, fits: impl Fn(&Participant) -> bool) -> Option<PersonId> {
        self.participants
            .values()
            .filter(|p| p.role == Role::Patient && fits(p))
            .filter_map(|p| p.rank.map(|rank| (rank, p.person)))
            .min()
            .map(|(_, person)| person)
    }
}
