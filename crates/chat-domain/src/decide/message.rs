//! Messages (W1 to W10, P6, P8, F5 to F8, V8).

use super::person;
use crate::{
    access::{
        Retracts, may_add, may_correct_again, may_read_handed_over, may_read_message,
        may_retract_in, may_write,
    },
    chat::{FileRef, Fingerprint, MessageState, Recipient, UploadFate},
    command::SendMessage,
    event::Event,
    id::{MessageId, PersonId},
    log::{Actor, Entry},
    refusal::Refusal,
    text::{MessageText, Reason, TextProblem},
    visit::VisitState,
};
use std::collections::BTreeSet;

pub(super) fn send(
    state: &VisitState,
    actor: Actor,
    send: &SendMessage,
) -> Result<Vec<Event>, Refusal> {
    let me = person(state, actor)?;
    // F7 comes before the gate: a retry of a stored send gets its receipt even if the chat has been
    // locked or the visit closed since.
    if let Some(message) = state.receipts.get(&(me, send.client_id)) {
        let fingerprint = Fingerprint::of(
            &send.chat,
            send.recipient,
            send.text.as_ref(),
            send.files.iter().copied(),
        );
        return match state.messages.get(message) {
            Some(stored) if stored.fingerprint == fingerprint => Ok(Vec::new()),
            _ => Err(Refusal::ClientIdReused), // F7
        };
    }
    may_write(state, me, &send.chat)?; // W11: the same function as the screen
    if Recipient::of(&send.chat, me) != Some(send.recipient) {
        return Err(Refusal::RecipientMismatch); // P6
    }
    if send.text.is_none() && send.files.is_empty() {
        return Err(TextProblem::Empty.into()); // F6
    }
    let files = files(state, me, send)?;
    if state.messages.contains_key(&send.message) {
        return Err(Refusal::IdInUse); // G1
    }
    may_add(state, me, send.text.as_ref())?; // V8
    Ok(vec![Event::MessageSent {
        chat: send.chat,
        number: state.chat(&send.chat).last.next(),
        recipient: send.recipient,
        message: send.message,
        client_id: send.client_id,
        text: send.text.clone(),
        files,
    }])
}

/// The sender's unsent uploads for this chat (F5, F6, V6).
fn files(state: &VisitState, me: PersonId, send: &SendMessage) -> Result<Vec<FileRef>, Refusal> {
    let max = state.policy.max_files_per_message;
    let different: BTreeSet<_> = send.files.iter().collect();
    if send.files.len() > max as usize || different.len() != send.files.len() {
        return Err(Refusal::TooManyFiles { max }); // F6
    }
    let staged = |id| {
        state
            .uploads
            .get(id)
            .filter(|u| u.by == me && u.chat == send.chat && u.fate == UploadFate::Waiting)
            .map(|u| u.file.clone())
            .ok_or(Refusal::FileUnknown) // F5, V6
    };
    send.files.iter().map(staged).collect()
}

/// Corrects a message: only its author, and only where they may write now (F8).
pub(super) fn correct(
    state: &VisitState,
    actor: Actor,
    message: MessageId,
    text: &MessageText,
) -> Result<Vec<Event>, Refusal> {
    let me = person(state, actor)?;
    let found = may_read_message(state, me, message)?;
    if found.author != me {
        return Err(Refusal::NotTheAuthor); // F8
    }
    may_write(state, me, &found.chat)?;
    if found.retraction.is_some() {
        return Err(Refusal::AlreadyRetracted); // F8
    }
    if found.has_text(text) {
        return Ok(Vec::new());
    }
    let corrected = corrected(state, me, message, found, text)?;
    Ok(vec![corrected])
}

fn corrected(
    state: &VisitState,
    me: PersonId,
    message: MessageId,
    found: &MessageState,
    text: &MessageText,
) -> Result<Event, Refusal> {
    may_correct_again(state, found)?; // V8
    may_add(state, me, Some(text))?;
    Ok(Event::MessageCorrected {
        chat: found.chat,
        number: state.chat(&found.chat).last.next(),
        message,
        version: found.version().saturating_add(1),
        text: text.clone(),
    })
}

/// Whether a no-op entry is one that earlier programs wrote and the visit's rules accept: the first
/// correction of a message, to the text that it already had (F8).
pub(crate) fn was_once_written(state: &VisitState, entry: &Entry) -> bool {
    let (Actor::Person(me), Event::MessageCorrected { message, text, .. }) =
        (entry.actor, &entry.event)
    else {
        return false;
    };
    state.rules().log_holds_first_correction_to_same_text
        && state.messages.get(message).is_some_and(|found| {
            found.correction.is_none()
                && corrected(state, me, *message, found, text).as_ref() == Ok(&entry.event)
        })
}

/// Retracts a message: its author, or a care-team member who may read it (F8). Not limited by any
/// quota (V8).
pub(super) fn retract(
    state: &VisitState,
    actor: Actor,
    message: MessageId,
    reason: &Reason,
) -> Result<Vec<Event>, Refusal> {
    let me = person(state, actor)?;
    let found = may_read_message(state, me, message)?;
    if may_read_handed_over(state, me, &found.chat).is_ok() {
        return Err(Refusal::NotTheAuthor); // V7: they read, and nothing else
    }
    if may_retract_in(state, me, &found.chat)? == Retracts::Own && found.author != me {
        return Err(Refusal::NotTheAuthor); // F8
    }
    if found.retraction.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![Event::MessageRetracted {
        chat: found.chat,
        number: state.chat(&found.chat).last.next(),
        message,
        reason: reason.clone(),
    }])
}
