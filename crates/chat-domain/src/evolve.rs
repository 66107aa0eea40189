//! The fold of a log into its state. Total: it never fails, whatever the entry.

mod file;

use crate::{
    access::{on_care_side, readers_of},
    chat::{
        ChatKey, ChatNumber, ChatState, Correction, CurrentVersion, Fingerprint, MessageState,
        Retraction, WaitingMessage,
    },
    event::Event,
    id::{MessageId, PersonId},
    log::{Actor, Entry, Seq},
    rules::Rules,
    text::MessageText,
    visit::{Departure, Handover, Participant, Phase, Presence, Rank, Role, VisitKind, VisitState},
};
use file::{carry, discard, stage};
use std::sync::Arc;
use time::OffsetDateTime;

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
                leased: false,
                departure: None,
                rank: None,
                added: entry.seq,
                visit_chat_from: role.is_care_team().then_some(ChatNumber::FIRST), // M6
                knows_from: Seq::ZERO,
                removed: None,
            };
            state.participants.insert(*person, participant);
        }
        Event::ParticipantRemoved { person, .. } => {
            if let Some(participant) = state.participants.get_mut(person) {
                participant.presence = Presence::Removed;
                participant.leased = false;
                participant.departure = None;
                participant.removed = Some(entry.seq);
            }
        }
        Event::HandedOver { from, to } => hand_over(state, *from, *to, entry.at),
        Event::WaitingRoomEntered { person } => enter(state, *person, entry),
        Event::CallJoined { person } => join(state, *person, entry),
        Event::ParticipantLeft { person, how } => {
            if let Some(participant) = state.participants.get_mut(person) {
                leave(participant, *how, entry);
            }
        }
        Event::CallEnded => everyone_away(state, Presence::InCall, entry),
        Event::VisitCompleted => close(state, Phase::Completed, entry),
        Event::VisitCancelled => close(state, Phase::Cancelled, entry),
        Event::VisitMarkedNoShow => close(state, Phase::NoShow, entry),
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
        Event::NoAnswerNeeded { chat, through } => {
            state.waiting.settle(*chat, *through, entry.seq); // R4
        }
        Event::GlassBroken { chat, through, .. } => {
            if let Actor::Overseer(overseer) = entry.actor {
                state.oversight.insert((overseer, *chat), *through);
            }
        }
    }
}

/// V9: a presence is leased if the person reported it themselves, under rules that say so.
fn arrive(participant: &mut Participant, presence: Presence, rules: &Rules, entry: &Entry) {
    participant.presence = presence;
    participant.leased = rules.leases_presence && entry.actor == Actor::Person(participant.person);
    participant.departure = None;
}

/// V7: handing back ends the handover that it undoes.
fn hand_over(state: &mut VisitState, from: PersonId, to: PersonId, at: OffsetDateTime) {
    let opens = state.policy.handover_opens_direct_chats;
    let opened = state.chats.iter().filter_map(|(chat, known)| match chat {
        ChatKey::Direct(pair) if opens && pair.care == from => Some((pair.attendee, known.last)),
        ChatKey::Direct(_) | ChatKey::Visit => None,
    });
    let opened = opened
        .filter(|(_, last)| *last >= ChatNumber::FIRST)
        .collect();
    state
        .handovers
        .retain(|earlier| (earlier.from, earlier.to) != (to, from));
    state.handovers.push(Handover {
        from,
        to,
        at,
        opened,
    });
}

fn leave(participant: &mut Participant, how: Departure, entry: &Entry) {
    participant.presence = Presence::Away;
    participant.leased = false;
    participant.departure = Some((how, entry.at));
}

fn enter(state: &mut VisitState, person: PersonId, entry: &Entry) {
    let rules = state.rules();
    let whole_history = state.kind == VisitKind::OneToOne || state.policy.open_history;
    let newest = state.chat(&ChatKey::Visit).last;
    let Some(participant) = state.participants.get_mut(&person) else {
        return;
    };
    arrive(participant, Presence::Waiting, rules, entry);
    if participant.visit_chat_from.is_none() {
        // M6: from here on, in log order.
        let (from, knows_from) = if whole_history {
            (ChatNumber::FIRST, Seq::ZERO)
        } else {
            (newest.next(), entry.seq)
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

fn join(state: &mut VisitState, person: PersonId, entry: &Entry) {
    let rules = state.rules();
    let Some(participant) = state.participants.get_mut(&person) else {
        return;
    };
    arrive(participant, Presence::InCall, rules, entry);
    if participant.role.is_care_team() {
        state.phase = Phase::InProgress; // V3
    }
}

fn everyone_away(state: &mut VisitState, from: Presence, entry: &Entry) {
    state
        .participants
        .values_mut()
        .filter(|p| p.presence == from)
        .for_each(|p| leave(p, Departure::Left, entry));
}

fn close(state: &mut VisitState, phase: Phase, entry: &Entry) {
    everyone_away(state, Presence::InCall, entry);
    everyone_away(state, Presence::Waiting, entry);
    state.phase = phase;
    for (chat, ChatState { last, .. }) in &state.chats {
        state.waiting.settle(*chat, *last, entry.seq); // R4
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
    let place = WaitingMessage {
        number: *number,
        since: entry.at,
    };
    state.waiting.write(*chat, care_side, place, entry.seq); // R4
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
    state.waiting.retract(*chat, found.number, entry.seq); // R4
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
/// V5), which also bound retractions, discards, read marks and ended waits.
fn act(state: &mut VisitState, entry: &Entry) {
    let bounded_elsewhere = matches!(
        entry.event,
        Event::MessageSent { .. }
            | Event::MessageCorrected { .. }
            | Event::MessageRetracted { .. }
            | Event::ChatRead { .. }
            | Event::NoAnswerNeeded { .. }
            | Event::FileStaged { .. }
            | Event::FileDiscarded { .. }
    );
    let counted = matches!(entry.actor, Actor::Person(_) | Actor::Overseer(_));
    if counted && !bounded_elsewhere {
        let acts = state.acts.entry(entry.actor).or_default();
        *acts = acts.saturating_add(1);
    }
}
