//! The fold of a log into its state. Total: it never fails, whatever the entry.

mod closing;
mod file;
mod notices;
mod people;
mod quotas;
mod reminders;
mod waiting;

use crate::{
    access::{on_care_side, readers_of},
    chat::{
        ChatKey, ChatNumber, Correction, CurrentVersion, Fingerprint, MessageState, Readable,
        Retraction, WaitingMessage,
    },
    event::Event,
    id::{MessageId, PersonId},
    log::{Actor, Entry, Seq},
    text::MessageText,
    visit::{BrokenGlass, Handover, Participant, Phase, Presence, Role, VisitState},
};
use closing::{close, end_follow_up};
use file::{carry, discard, stage};
use people::{
    Moment, arrive, edit, enter, everyone_away, hide_with_message, join, leave, remove,
    settle_departures, undo_removal,
};
use quotas::{act, write};
use std::sync::Arc;
use time::OffsetDateTime;
use waiting::{answer, note_waiting, set_aside};

/// Folds one entry into the state (G1).
pub fn evolve(state: &mut VisitState, entry: &Entry) {
    state.version = entry.seq; // G1
    act(state, entry); // V8
    let quiet = matches!(
        entry.event,
        Event::ChatRead { .. } | Event::PeopleReminded { .. } | Event::WaitEscalated { .. }
    );
    if !quiet {
        state.active_at = Some(entry.at); // W8
    }
    if let Some((chat, number)) = entry.event.chat_entry() {
        state.chats.entry(chat).or_default().last = number;
        // Written only where it changes, since the state before shares it.
        let known = state.positions.get(&chat);
        if known.and_then(|known| known.next(number)) != Some(entry.seq) {
            let positions = state.positions.entry(chat).or_default();
            positions.push(number, entry.seq);
        }
    }
    let moment = Moment {
        seq: entry.seq,
        at: entry.at,
        actor: entry.actor,
    };
    match &entry.event {
        Event::VisitScheduled {
            clinic,
            visit,
            kind,
            scheduled_for,
            policy,
            notices,
            rules,
        } => {
            state.ids = Some((*clinic, *visit));
            state.kind = *kind;
            state.scheduled_for = Some(*scheduled_for);
            state.policy = *policy;
            state.offered_notices.clone_from(notices);
            state.rules_version = *rules;
            state.phase = Phase::Scheduled;
        }
        Event::ParticipantAdded {
            person,
            role,
            name,
            second_identifier,
            shares_history,
        } => {
            let participant = Participant {
                person: *person,
                role: *role,
                name: name.clone(),
                looks: name.looks(),
                second_identifier: second_identifier.clone(),
                shares_history: *shares_history,
                presence: Presence::Expected,
                join_reported: false,
                seen: false,
                leased: false,
                in_waiting_room_since: None,
                departure: None,
                rank: None,
                added: entry.seq,
                visit_chat: role.is_care_team().then(Readable::default), // M6
                entered: None,
                knows_from: Seq::ZERO,
                was_patient: *role == Role::Patient,
                added_as: None,
                removal: None,
                absences: Vec::new(),
                returned_for: None,
                takes_part_since: entry.at,
                reads_since: entry.at,
            };
            state.participants.insert(*person, participant);
        }
        Event::ParticipantRemoved { person, reason } => {
            if let Some(participant) = state.participants.get_mut(person) {
                remove(participant, reason, moment);
            }
        }
        Event::RemovalUndone { person, reason } => undo_removal(state, *person, reason, moment),
        Event::VisitEdited {
            scheduled_for,
            policy,
        } => {
            if let (None, Some(before)) = (state.scheduled_as, state.scheduled_for) {
                state.scheduled_as = Some((before, state.policy)); // H1
            }
            state.scheduled_for = scheduled_for.or(state.scheduled_for);
            state.policy = policy.unwrap_or(state.policy);
        }
        Event::ParticipantEdited { person, .. } => edit(state, *person, &entry.event),
        Event::HandedOver { from, to } => hand_over(state, *from, *to, entry.at),
        Event::WaitingRoomEntered { person } => enter(state, *person, moment),
        Event::CallJoined { person } => join(state, *person, moment),
        Event::CallJoinReported { person } => {
            let rules = state.rules();
            if let Some(participant) = state.participants.get_mut(person) {
                arrive(participant, Presence::Waiting, rules, moment);
                participant.join_reported = true; // V3
            }
        }
        Event::ParticipantLeft { person, how } => {
            if let Some(participant) = state.participants.get_mut(person) {
                leave(participant, *how, moment);
                if participant.role == Role::Provider {
                    state.last_provider = Some(*person); // V9
                }
            }
        }
        Event::CallEnded => {
            // V3: a join that is reported for the next call is kept.
            everyone_away(state, |p| p.presence == Presence::InCall, moment);
            settle_departures(state, |p| p.role.is_care_team());
        }
        Event::VisitCompleted => close(state, Phase::Completed, moment),
        Event::VisitCancelled => close(state, Phase::Cancelled, moment),
        Event::VisitMarkedNoShow => close(state, Phase::NoShow, moment),
        Event::VisitMarkedLeftWithoutBeingSeen => {
            close(state, Phase::LeftWithoutBeingSeen, moment);
        }
        Event::FollowUpEnded => end_follow_up(state, entry.seq),
        Event::VisitReopened => {
            state.phase = Phase::Reopened;
            state.follow_up_until = None; // W8
        }
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
            set_aside(state, *chat, *through, moment);
        }
        Event::NoticeSent { notice, text } => {
            if let Actor::Person(sender) = entry.actor {
                write(state, sender, text.as_str());
                notices::send(state, sender, *notice, text, moment);
            }
        }
        Event::NoticeSettled { sender, notice } => {
            notices::settle(state, *sender, *notice, moment);
        }
        Event::GlassBroken { chat, through, .. } => {
            if let Actor::Overseer(overseer) = entry.actor {
                let (through, seq) = (*through, entry.seq);
                let broken = BrokenGlass { through, seq };
                state.oversight.insert((overseer, *chat), broken);
            }
        }
        Event::PeopleReminded {
            of,
            reminder,
            people,
        } => state.reminders.remind(*of, people, *reminder, entry.at), // R6
        Event::WaitEscalated { of, people } => state.reminders.escalate(*of, people, entry.at), // R7
    }
    reminders::note(state, &entry.event, moment);
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
    if care_side {
        answer(state, author, (*chat, *number), entry.seq);
    } else {
        let message = WaitingMessage {
            message: *message,
            number: *number,
            since: entry.at,
        };
        state.waiting.ask(*chat, message, entry.seq); // R4
    }
    note_waiting(state, entry.seq);
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
        id: *message,
        at: entry.at,
    };
    state.reading.write(*chat, version, None);
    state.receipts.insert((author, *client_id), *message);
    write(state, author, text.as_ref().map_or("", MessageText::as_str));
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
        write(state, by, text.as_str());
    }
    hide_with_message(state, chat, *number, *message);
    let Some(found) = state.messages.get_mut(message).map(Arc::make_mut) else {
        return;
    };
    let current = CurrentVersion {
        number: *number,
        message: found.number,
        author: found.author,
        id: *message,
        at: entry.at,
    };
    let former = found.newest_version();
    let correction = Correction {
        number: *number,
        version: *version,
        text: text.clone(),
    };
    let superseded = found.correction.replace(correction);
    found.superseded.extend(superseded.map(|old| old.number));
    let author = found.author;
    state.reading.write(*chat, current, Some(former)); // R2
    if state.rules().answers_what_was_read && !on_care_side(state, chat, author) {
        let message = WaitingMessage {
            message: *message,
            number: *number,
            since: entry.at,
        };
        state.waiting.ask(*chat, message, entry.seq); // R4
        note_waiting(state, entry.seq);
    }
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
    hide_with_message(state, chat, *number, *message);
    let Some(found) = state.messages.get_mut(message).map(Arc::make_mut) else {
        return;
    };
    found.retraction = Some(Retraction {
        number: *number,
        by: entry.actor,
        reason: reason.clone(),
        at: entry.at,
    });
    let newest = found.newest_version();
    state.reading.retract(*chat, found.author, newest);
    for number in found.versions() {
        state.waiting.retract(*chat, number, entry.seq); // R4
    }
    note_waiting(state, entry.seq);
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
