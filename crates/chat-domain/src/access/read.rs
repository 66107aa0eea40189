//! Reading: chats, messages, files, and who sees whom.

use super::{
    direct,
    handover::may_read_handed_over,
    participant::{participant, sees, was_away_at},
    visit_chat,
};
use crate::{
    chat::{ChatKey, FileRef, MessageState, Readable},
    id::{AttachmentId, MessageId, PersonId},
    refusal::Refusal,
    visit::{BrokenGlass, Participant, Presence, VisitState},
};

/// The entries of `chat` that `person` may read, and how they number them (M1, M5, M6, M7, W9).
///
/// # Errors
/// The refusal, if they may read nothing.
pub fn may_read<'a>(
    state: &'a VisitState,
    person: PersonId,
    chat: &ChatKey,
) -> Result<&'a Readable, Refusal> {
    let me = participant(state, person)?;
    if let ChatKey::Direct(pair) = chat {
        direct::membership(state, me, pair)?;
    }
    readable(me, chat)
}

/// How `person` numbers the entries of `chat`: as a member, or like the chat itself if it was handed over to
/// them (V7).
///
/// # Errors
/// As [`may_read`], if they may read nothing.
pub fn numbering<'a>(
    state: &'a VisitState,
    person: PersonId,
    chat: &ChatKey,
) -> Result<&'a Readable, Refusal> {
    may_read(state, person, chat).or_else(|refusal| {
        let handed_over = may_read_handed_over(state, person, chat);
        handed_over.map(|_| Readable::all()).map_err(|_| refusal)
    })
}

/// The entries of a chat that its member may read, or could before their removal (M6).
pub(crate) fn readable<'a>(
    member: &'a Participant,
    chat: &ChatKey,
) -> Result<&'a Readable, Refusal> {
    match chat {
        ChatKey::Visit => visit_chat::may_read(member),
        ChatKey::Direct(_) => Ok(Readable::all()),
    }
}

/// How far an overseer may read `chat` after having broken the glass (M5).
///
/// # Errors
/// [`Refusal::NotAnOverseer`] if they did not.
pub fn may_oversee(
    state: &VisitState,
    overseer: PersonId,
    chat: &ChatKey,
) -> Result<BrokenGlass, Refusal> {
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
        Ok(readable) if readable.includes(found.number) => Ok(found), // M6, W9
        Ok(_) => Err(Refusal::MessageUnknown),
        Err(_) => match may_read_handed_over(state, person, &found.chat) {
            Ok(through) if found.number <= through && !missed(state, me, found) => Ok(found), // V7
            _ => Err(Refusal::MessageUnknown),
        },
    }
}

/// Whether a message was sent while the participant was removed (W9). Members' own chats have it hidden
/// already.
fn missed(state: &VisitState, me: &Participant, message: &MessageState) -> bool {
    state
        .position(&message.chat, message.number)
        .is_some_and(|seq| was_away_at(me, seq))
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
    let broken = may_oversee(state, overseer, &message.chat).map_err(|_| Refusal::FileUnknown)?;
    let through = broken.through;
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
