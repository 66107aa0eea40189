//! The state of a visit: a fold of its log (G1).

use super::{Participant, Phase, Presence, Rank, Role, VisitKind};
use crate::{
    chat::{ChatKey, ChatNumber, ChatState, MessageState, Upload},
    id::{AttachmentId, ClientMessageId, ClinicId, MessageId, PersonId, UploadId, VisitId},
    log::{Actor, Seq},
    policy::Policy,
    rules::{Rules, RulesVersion},
};
use imbl::OrdMap;
use std::{collections::BTreeMap, sync::Arc};
use time::OffsetDateTime;

/// How much somebody has uploaded for a visit (V5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uploaded {
    /// Their files, discarded ones included.
    pub files: u64,
    /// The bytes that these count as, discarded ones left out. No sum of sizes overflows this type.
    pub bytes: u128,
}

/// How much somebody has written in a visit (V8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Their messages and corrections.
    pub entries: u64,
    /// The bytes of the texts of these, in UTF-8.
    pub text_bytes: u64,
}

/// Everything that the rules need to know of a visit. Made only by [`evolve`](crate::evolve::evolve).
///
/// Cloning is cheap: what grows with the number of messages is shared between clones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitState {
    /// The position of the newest entry folded in; 0 for none.
    pub version: Seq,
    /// The visit's id and clinic; `None` before it is scheduled.
    pub ids: Option<(ClinicId, VisitId)>,
    /// One-to-one or group.
    pub kind: VisitKind,
    /// How far it has come.
    pub phase: Phase,
    /// When it is to take place.
    pub scheduled_for: Option<OffsetDateTime>,
    /// The policy recorded at scheduling.
    pub policy: Policy,
    /// The version of the rules recorded at scheduling.
    pub rules_version: RulesVersion,
    /// Everyone who is or was a participant.
    pub participants: BTreeMap<PersonId, Participant>,
    /// The chats of which the log says something.
    pub chats: BTreeMap<ChatKey, ChatState>,
    /// All messages.
    pub messages: OrdMap<MessageId, Arc<MessageState>>,
    /// Which message a client's id became (F7).
    pub receipts: OrdMap<(PersonId, ClientMessageId), MessageId>,
    /// All uploaded files.
    pub uploads: OrdMap<AttachmentId, Arc<Upload>>,
    /// Which file a client's id became (F7).
    pub upload_ids: OrdMap<(PersonId, UploadId), AttachmentId>,
    /// How much each person has uploaded (V5).
    pub uploaded: BTreeMap<PersonId, Uploaded>,
    /// How much each person has written (V8).
    pub written: BTreeMap<PersonId, Written>,
    /// How many entries each participant, and each overseer, has made by coming, going and changing
    /// the visit (V8). The host's are not counted.
    pub acts: BTreeMap<Actor, u64>,
    /// How far an overseer may read a chat after having broken the glass (M5).
    pub oversight: BTreeMap<(PersonId, ChatKey), ChatNumber>,
    /// The rank that the newest ranked patient got (P1).
    pub last_rank: Option<Rank>,
}

impl VisitState {
    /// The rules that the visit is judged by.
    #[must_use]
    pub const fn rules(&self) -> &'static Rules {
        self.rules_version.rules()
    }

    /// What the log says of a chat.
    #[must_use]
    pub fn chat(&self, chat: &ChatKey) -> ChatState {
        self.chats.get(chat).copied().unwrap_or_default()
    }

    /// The file that a person uploaded under a client's id, whatever became of it (F7).
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

    /// Whether a call is under way: somebody is in it.
    #[must_use]
    pub fn call_underway(&self) -> bool {
        self.participants
            .values()
            .any(|p| p.presence == Presence::InCall)
    }

    /// Whether at least one provider is in the call (W3).
    #[must_use]
    pub fn provider_in_call(&self) -> bool {
        self.participants
            .values()
            .any(|p| p.role == Role::Provider && p.presence == Presence::InCall)
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

    /// The lowest-ranked patient of those who fit.
    fn first_ranked(&self, fits: impl Fn(&Participant) -> bool) -> Option<PersonId> {
        self.participants
            .values()
            .filter(|p| fits(p))
            .filter_map(|p| p.rank.map(|rank| (rank, p.person)))
            .min()
            .map(|(_, person)| person)
    }
}
