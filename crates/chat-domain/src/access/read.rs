//! Reading: chats, messages, files, and who sees whom.

use super::{
    direct,
    handover::may_read_handed_over,
    participant::{participant, sees, was_away_at},
    visit_chat,
};
use crate::{
    chat::{ChatKey, ChatNumber, FileRef, MessageState},
    id::{AttachmentId, MessageId, PersonId},
    refusal::Refusal,
    visit::{Participant, Presence, VisitState},
};

/// The first entry of `chat` that `person` may read (M1, M5, M6, W9).
///
/// # Errors
/// The refusal, if they may read nothing.
pub fn may_read(
    state: &VisitState,
    person: PersonId,
    chat: &ChatKey,
) -> Result<ChatNumber, Refusal> {
    let me = participant(state, person)?;
    match chat {
        ChatKey::Visit => visit_chat::may_read(me),
        ChatKey::Direct(pair) => direct::membership(state, me, pair).map(|_| ChatNumber::FIRST),
    }
}

/// The newest entry of `chat` that an overseer may read after having broken the glass (M5).
///
/// # Errors
/// [`Refusal::NotAnOverseer`] if they did not.
pub fn may_oversee(
    state: &VisitState,
    overseer: PersonId,
    chat: &ChatKey,
) -> Result<ChatNumber, Refusal> {
    state
        .oversight
        .get(&(overseer, *chat))
        .copied()
        .ok_or(Refusal::NotAnOverseer) // M5
}

/// A message that `person` may read, retracted or not.
///
/// # Errors
/// [`Refusal::MessageUnknown`] if it is absent or they may not read it (M7); [`Refusal::Removed`]
/// and [`Refusal::VisitUnknown`] as for all reads.
pub fn may_read_message(
    state: &VisitState,
    person: PersonId,
    message: MessageId,
) -> Result<&MessageState, Refusal> {
    let me = participant(state, person)?;
    let found = state
        .messages
        .get(&message)
        .ok_or(Refusal::MessageUnknown)?;
    match may_read(state, person, &found.chat) {
        _ if missed(state, me, &found.chat, found.number) => Err(Refusal::MessageUnknown), // W9
        Ok(from) if found.number >= from => Ok(found),                                     // M6
        Ok(_) => Err(Refusal::MessageUnknown),
        Err(_) => match may_read_handed_over(state, person, &found.chat) {
            Ok(through) if found.number <= through => Ok(found), // V7
            _ => Err(Refusal::MessageUnknown),
        },
    }
}

/// Whether a chat's entry was written while the participant was removed (W9).
pub(crate) fn missed(
    state: &VisitState,
    participant: &Participant,
    chat: &ChatKey,
    number: ChatNumber,
) -> bool {
    !participant.absences.is_empty()
        && state
            .position(chat, number)
            .is_some_and(|seq| was_away_at(participant, seq))
}

/// A file that `person` may read now: it is carried by a message that they may read and that was
/// not retracted (F5, F8).
///
/// # Errors
/// [`Refusal::FileUnknown`] if it is absent or they may not read it (M7).
pub fn may_read_file(
    state: &VisitState,
    person: PersonId,
    file: AttachmentId,
) -> Result<&FileRef, Refusal> {
    participant(state, person)?;
    let upload = state.uploads.get(&file).ok_or(Refusal::FileUnknown)?;
    let message = upload.message().ok_or(Refusal::FileUnknown)?; // F5, V6
    match may_read_message(state, person, message) {
        Ok(message) if message.retraction.is_none() => Ok(&upload.file), // F5, F8
        _ => Err(Refusal::FileUnknown),
    }
}

/// A file that an overseer may read: the message that carries it had been sent and not retracted
/// when they broke the glass (M5).
///
/// # Errors
/// [`Refusal::FileUnknown`] if it is absent or they may not read it.
pub fn may_oversee_file(
    state: &VisitState,
    overseer: PersonId,
    file: AttachmentId,
) -> Result<&FileRef, Refusal> {
    let upload = state.uploads.get(&file).ok_or(Refusal::FileUnknown)?;
    let message = upload
        .message()
        .and_then(|message| state.messages.get(&message));
    let message = message.ok_or(Refusal::FileUnknown)?;
    let through = may_oversee(state, overseer, &message.chat).map_err(|_| Refusal::FileUnknown)?;
    let retracted = message
        .retraction
        .as_ref()
        .is_some_and(|hidden| hidden.number <= through);
    if message.number <= through && !retracted {
        Ok(&upload.file)
    } else {
        Err(Refusal::FileUnknown)
    }
}

/// Whether a call is in progress as far as `viewer` may know: a participant they see is in it (V3,
/// M7).
#[must_use]
pub fn sees_call(state: &VisitState, viewer: &Participant) -> bool {
    let mut others = state.participants.values();
    others.any(|other| other.presence == Presence::InCall && sees(viewer, other))
}
