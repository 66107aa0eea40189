//! The fold of a log into its state. Total: it never fails, whatever the entry.

use crate::{
    access::readers_of,
    chat::{
        ChatKey, ChatNumber, Correction, CurrentVersion, FileRef, Fingerprint, MessageState,
        Retraction, Upload, UploadFate,
    },
    event::Event,
    id::{AttachmentId, MessageId, PersonId, UploadId},
    log::{Actor, Entry, Seq},
    text::MessageText,
    visit::{Participant, Phase, Presence, Rank, Role, VisitKind, VisitState},
};
use std::sync::Arc;

/// Folds one entry into the state (G1).
pub fn evolve(state: &mut VisitState, entry: &Entry) {
    state.version = entry.seq; // G1
    act(state, entry); // V8
    if let Some((chat, number)) = entry.event.chat_entry() {
        state.chats.entry(chat).or_default().last = number;
        // Written only where it changes, since the state before shares it.
        let known = state.positions.get(&chat);
        if known.and_then(|known| known.next(number)) != Some(entry.seq) {
            let positions = state.positions.entry(chat).or_default();
            positions.push(number, entry.seq);
        }
    }
    match &entry.event {
        Event::VisitScheduled {
            clinic,
            visit,
            kind,
            scheduled_for,
            policy,
            rules,
        } => {
            state.ids = Some((*clinic, *visit));
            state.kind = *kind;
            state.scheduled_for = Some(*scheduled_for);
            state.policy = *policy;
            state.rules_version = *rules;
            state.phase = Phase::Scheduled;
        }
        Event::ParticipantAdded {
            person,
            role,
            name,
            second_identifier,
        } => {
            let participant = Participant {
                person: *person,
                role: *role,
                name: name.clone(),
                looks: name.looks(),
                second_identifier: second_identifier.clone(),
                presence: Presence::Expected,
                rank: None,
                added: entry.seq,
                visit_chat_from: role.is_care_team().then_some(ChatNumber::FIRST), // M6
                knows_from: Seq::ZERO,
                removed: None,
            };
            state.participants.insert(*person, participant);
        }
        Event::ParticipantRemoved { person, .. } => {
            set(state, *person, Presence::Removed);
            if let Some(participant) = state.participants.get_mut(person) {
                participant.removed = Some(entry.seq);
            }
        }
        Event::WaitingRoomEntered { person } => enter(state, *person, entry.seq),
        Event::CallJoined { person } => join(state, *person),
        Event::ParticipantLeft { person } => set(state, *person, Presence::Away),
        Event::CallEnded => everyone_away(state, Presence::InCall),
        Event::VisitCompleted => close(state, Phase::Completed),
        Event::VisitCancelled => close(state, Phase::Cancelled),
        Event::VisitMarkedNoShow => close(state, Phase::NoShow),
        Event::VisitReopened => state.phase = Phase::Reopened,
        Event::ChatLocked { chat } => state.chats.entry(*chat).or_default().locked = true,
        Event::ChatUnlocked { chat } => state.chats.entry(*chat).or_default().locked = false,
        Event::FileStaged { chat, file, upload } => {
            if let Actor::Person(by) = entry.actor {
                stage(state, by, chat, file, *upload);
            }
        }
        Event::FileDiscarded { attachment } => discard(state, *attachment),
        Event::MessageSent { .. } => send(state, entry),
        Event::MessageCorrected { .. } => correct(state, entry),
        Event::MessageRetracted { .. } => retract(state, entry),
        Event::ChatRead { chat, through } => {
            if let Actor::Person(reader) = entry.actor {
                let place = (entry.seq, entry.at);
                state.reading.mark(*chat, reader, *through, place); // R1
            }
        }
        Event::GlassBroken { chat, through, .. } => {
            if let Actor::Overseer(overseer) = entry.actor {
                state.oversight.insert((overseer, *chat), *through);
            }
        }
    }
}

fn set(state: &mut VisitState, person: PersonId, presence: Presence) {
    if let Some(participant) = state.participants.get_mut(&person) {
        participant.presence = presence;
    }
}

fn enter(state: &mut VisitState, person: PersonId, at: Seq) {
    let whole_history = state.kind == VisitKind::OneToOne || state.policy.open_history;
    let newest = state.chat(&ChatKey::Visit).last;
    let Some(participant) = state.participants.get_mut(&person) else {
        return;
    };
    participant.presence = Presence::Waiting;
    if participant.visit_chat_from.is_none() {
        // M6: from here on, in log order.
        let (from, knows_from) = if whole_history {
            (ChatNumber::FIRST, Seq::ZERO)
        } else {
            (newest.next(), at)
        };
        participant.visit_chat_from = Some(from);
        participant.knows_from = knows_from;
    }
    if participant.role == Role::Patient && participant.rank.is_none() {
        let rank = state
            .last_rank
            .map_or(Rank::MIN, |last| last.saturating_add(1)); // P1
        participant.rank = Some(rank);
        state.last_rank = Some(rank);
    }
}

fn join(state: &mut VisitState, person: PersonId) {
    let Some(participant) = state.participants.get_mut(&person) else {
        return;
    };
    participant.presence = Presence::InCall;
    if participant.role.is_care_team() {
        state.phase = Phase::InProgress; // V3
    }
}

fn everyone_away(state: &mut VisitState, from: Presence) {
    state
        .participants
        .values_mut()
        .filter(|p| p.presence == from)
        .for_each(|p| p.presence = Presence::Away);
}

fn close(state: &mut VisitState, phase: Phase) {
    everyone_away(state, Presence::InCall);
    everyone_away(state, Presence::Waiting);
    state.phase = phase;
}

fn stage(
    state: &mut VisitState,
    by: PersonId,
    chat: &ChatKey,
    file: &FileRef,
    upload: Option<UploadId>,
) {
    discard(state, file.attachment); // the rules never permit a second file under one id
    let staged = Upload {
        by,
        chat: *chat,
        file: file.clone(),
        fate: UploadFate::Waiting,
    };
    state.uploads.insert(file.attachment, Arc::new(staged));
    if let Some(upload) = upload {
        state.upload_ids.insert((by, upload), file.attachment);
    }
    let bytes = state.policy.counted(file.size);
    let uploaded = state.uploaded.entry(by).or_default(); // V5
    uploaded.files = uploaded.files.saturating_add(1);
    uploaded.bytes += u128::from(bytes);
}

/// V6: a discarded file's bytes no longer count, and no later entry restores it.
fn discard(state: &mut VisitState, file: AttachmentId) {
    let Some(upload) = state.uploads.get_mut(&file) else {
        return;
    };
    if upload.fate == UploadFate::Discarded {
        return;
    }
    let upload = Arc::make_mut(upload);
    upload.fate = UploadFate::Discarded;
    let bytes = state.policy.counted(upload.file.size);
    if let Some(uploaded) = state.uploaded.get_mut(&upload.by) {
        uploaded.bytes = uploaded.bytes.saturating_sub(bytes.into());
    }
}

fn carry(upload: &mut Upload, message: MessageId) {
    if upload.fate != UploadFate::Discarded {
        upload.fate = UploadFate::Carried(message);
    }
}

fn send(state: &mut VisitState, entry: &Entry) {
    let Event::MessageSent {
        chat,
        number,
        recipient,
        message,
        client_id,
        text,
        files,
    } = &entry.event
    else {
        return;
    };
    let Actor::Person(author) = entry.actor else {
        return;
    };
    let (care_side, rules) = (on_care_side(state, chat, author), state.rules());
    let chat_state = state.chats.entry(*chat).or_default();
    chat_state.note_message(care_side, rules); // W4, W5, W7
    for file in files {
        if let Some(upload) = state.uploads.get_mut(&file.attachment) {
            carry(Arc::make_mut(upload), *message);
        }
    }
    let ids = files.iter().map(|file| file.attachment);
    let sent = MessageState {
        chat: *chat,
        number: *number,
        author,
        client_id: *client_id,
        sent_at: entry.at,
        fingerprint: Fingerprint::of(chat, *recipient, text.as_ref(), ids),
        correction: None,
        superseded: Vec::new(),
        retraction: None,
        files: files.clone(),
    };
    state.messages.insert(*message, Arc::new(sent));
    let version = CurrentVersion {
        number: *number,
        message: *number,
        author,
    };
    state.reading.write(*chat, version, None);
    state.receipts.insert((author, *client_id), *message);
    write(state, author, text.as_ref());
}

fn correct(state: &mut VisitState, entry: &Entry) {
    let Event::MessageCorrected {
        chat,
        number,
        message,
        version,
        text,
    } = &entry.event
    else {
        return;
    };
    if let Actor::Person(by) = entry.actor {
        write(state, by, Some(text));
    }
    let Some(found) = state.messages.get_mut(message).map(Arc::make_mut) else {
        return;
    };
    let current = CurrentVersion {
        number: *number,
        message: found.number,
        author: found.author,
    };
    let former = found.newest_version();
    let correction = Correction {
        number: *number,
        version: *version,
        text: text.clone(),
    };
    let superseded = found.correction.replace(correction);
    found.superseded.extend(superseded.map(|old| old.number));
    state.reading.write(*chat, current, Some(former)); // R2
}

fn retract(state: &mut VisitState, entry: &Entry) {
    let Event::MessageRetracted {
        chat,
        number,
        message,
        reason,
    } = &entry.event
    else {
        return;
    };
    retract_start(state, *message);
    let Some(found) = state.messages.get_mut(message).map(Arc::make_mut) else {
        return;
    };
    found.retraction = Some(Retraction {
        number: *number,
        by: entry.actor,
        reason: reason.clone(),
        at: entry.at,
    });
    state.reading.retract(chat, found.newest_version());
}

fn on_care_side(state: &VisitState, chat: &ChatKey, author: PersonId) -> bool {
    match chat {
        ChatKey::Visit => state
            .participants
            .get(&author)
            .is_some_and(|author| author.role.is_care_team()),
        ChatKey::Direct(pair) => pair.care == author,
    }
}

/// W4: by some versions of the rules, a retracted message that no attendee had read does not count
/// as having started its chat.
fn retract_start(state: &mut VisitState, message: MessageId) {
    let Some(message) = state.messages.get(&message) else {
        return;
    };
    let (chat, author) = (message.chat, message.author);
    if message.retraction.is_some() || !on_care_side(state, &chat, author) {
        return;
    }
    let was_read = readers_of(state, message, message.number, None)
        .any(|(reader, _)| !on_care_side(state, &chat, reader.person));
    if let Some(chat) = state.chats.get_mut(&chat) {
        chat.note_retraction(was_read);
    }
}

/// V8: counts never go down, not even after a retraction.
fn write(state: &mut VisitState, by: PersonId, text: Option<&MessageText>) {
    let written = state.written.entry(by).or_default();
    let bytes = text.map_or(0, |text| text.as_str().len() as u64);
    written.entries = written.entries.saturating_add(1);
    written.text_bytes = written.text_bytes.saturating_add(bytes);
}

/// V8: counts coming, going and changing the visit. Messages and files have separate limits (V8,
/// V5), which also bound retractions, discards and read marks.
fn act(state: &mut VisitState, entry: &Entry) {
    let bounded_elsewhere = matches!(
        entry.event,
        Event::MessageSent { .. }
            | Event::MessageCorrected { .. }
            | Event::MessageRetracted { .. }
            | Event::ChatRead { .. }
            | Event::FileStaged { .. }
            | Event::FileDiscarded { .. }
    );
    if entry.actor != Actor::Host && !bounded_elsewhere {
        let acts = state.acts.entry(entry.actor).or_default();
        *acts = acts.saturating_add(1);
    }
}
