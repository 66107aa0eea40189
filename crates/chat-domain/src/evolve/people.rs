//! People in the fold: where they are, their ranks, edits and undone removals.

use crate::{
    access::{reads_from_the_start, was_away_at},
    chat::{ChatKey, ChatNumber, MessageState, Readable},
    command::NewParticipant,
    event::Event,
    id::{MessageId, PersonId},
    log::{actor::Actor, seq::Seq},
    rules::Rules,
    text::Reason,
    visit::{Absence, Departure, Participant, Phase, Presence, Rank, Removal, Role, VisitState},
};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// How soon a person who was dropped from the waiting room must be back for their wait to go on (V9).
const BACK_WITHIN: Duration = Duration::minutes(10);

/// An entry's position, time and actor.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) seq: Seq,
    pub(super) at: OffsetDateTime,
    pub(super) actor: Actor,
}

/// V9: a presence is leased if the person reported it themselves, under rules that say so.
pub(super) fn arrive(
    participant: &mut Participant,
    presence: Presence,
    rules: &Rules,
    moment: Moment,
) {
    let waits = presence == Presence::Waiting;
    let returns = participant
        .departure
        .is_none_or(|(_, dropped)| moment.at <= dropped.saturating_add(BACK_WITHIN));
    let since = participant.in_waiting_room_since.filter(|_| returns);
    participant.in_waiting_room_since = waits.then_some(since.unwrap_or(moment.at));
    participant.presence = presence;
    participant.leased = rules.leases_presence && moment.actor == Actor::Person(participant.person);
    participant.departure = None;
    participant.join_reported = false;
}

pub(super) fn leave(participant: &mut Participant, how: Departure, moment: Moment) {
    participant.presence = Presence::Away;
    participant.leased = false;
    if how == Departure::Left {
        participant.in_waiting_room_since = None;
    }
    participant.departure = Some((how, moment.at));
    participant.join_reported = false;
}

pub(super) fn remove(participant: &mut Participant, reason: &Reason, moment: Moment) {
    participant.removal = Some(Removal {
        at: moment.seq,
        time: moment.at,
        reason: reason.clone(),
        from: participant.presence,
    });
    participant.presence = Presence::Removed;
    participant.leased = false;
    participant.in_waiting_room_since = None;
    participant.departure = None;
    participant.join_reported = false;
}

pub(super) fn enter(state: &mut VisitState, person: PersonId, moment: Moment) {
    let rules = state.rules();
    let Some(whom) = state.participants.get(&person) else {
        return;
    };
    let first_entry = whom.visit_chat.is_none();
    let whole_history = reads_from_the_start(state, whom);
    let newest = state.chat(&ChatKey::Visit).last;
    let Some(participant) = state.participants.get_mut(&person) else {
        return;
    };
    arrive(participant, Presence::Waiting, rules, moment);
    if first_entry {
        // M6: from here on, in log order.
        let (from, knows_from) = if whole_history {
            (ChatNumber::FIRST, Seq::ZERO)
        } else {
            (newest.next(), moment.seq)
        };
        participant.visit_chat = Some(Readable::starting_at(from));
        participant.knows_from = knows_from;
        participant.entered = Some(moment.seq);
        participant.reads_since = moment.at;
    }
    rank(participant, &mut state.last_rank);
    if first_entry {
        hide_missed(state, person);
    }
}

/// P1: a patient who has entered the visit gets the next rank, once.
fn rank(participant: &mut Participant, last: &mut Option<Rank>) {
    if participant.role == Role::Patient && participant.has_entered() && participant.rank.is_none()
    {
        let next = last.map_or(Rank::MIN, |last| last.saturating_add(1));
        participant.rank = Some(next);
        *last = Some(next);
    }
}

pub(super) fn edit(state: &mut VisitState, person: PersonId, event: &Event) {
    let (
        Event::ParticipantEdited {
            role,
            name,
            second_identifier,
            ..
        },
        Some(participant),
    ) = (event, state.participants.get_mut(&person))
    else {
        return;
    };
    let before = NewParticipant {
        person,
        role: participant.role,
        name: participant.name.clone(),
        second_identifier: participant.second_identifier.clone(),
        shares_history: participant.shares_history,
    };
    participant.added_as.get_or_insert_with(|| Arc::new(before)); // H1
    participant.role = *role;
    participant.name = name.clone();
    participant.looks = name.looks(); // P7
    participant.second_identifier.clone_from(second_identifier);
    participant.was_patient |= *role == Role::Patient; // V4
    rank(participant, &mut state.last_rank);
}

/// W9: the person takes part again, with the same rank (P3), but not in what came in between.
pub(super) fn undo_removal(
    state: &mut VisitState,
    person: PersonId,
    reason: &Reason,
    moment: Moment,
) {
    let Some(participant) = state.participants.get_mut(&person) else {
        return;
    };
    let Some(removal) = participant.removal.take() else {
        return;
    };
    let from = removal.at;
    participant.absences.push(Absence {
        from,
        to: moment.seq,
    });
    participant.takes_part_since = moment.at;
    participant.reads_since = moment.at;
    participant.returned_for = Some(reason.clone());
    // The presence that the removal ended does not come back, nor does its lease (V9).
    (participant.presence, participant.departure) = match removal.from {
        Presence::Expected => (Presence::Expected, None),
        _ => (Presence::Away, Some((Departure::Left, removal.time))),
    };
    hide_missed(state, person);
}

/// W9: hides the messages of the visit chat that were sent while the person was removed, and what became of
/// messages that they may not read. Looks through all messages, since it is rare.
fn hide_missed(state: &mut VisitState, person: PersonId) {
    let Some(whom) = state.participants.get(&person) else {
        return;
    };
    let Some(mut readable) = whom
        .visit_chat
        .clone()
        .filter(|_| !whom.absences.is_empty())
    else {
        return;
    };
    let missed = |message: &MessageState| {
        let sent = state.position(&message.chat, message.number);
        sent.is_some_and(|sent| was_away_at(whom, sent))
    };
    let messages = state.messages.values().map(AsRef::as_ref);
    let hidden = messages.filter(|message: &&MessageState| {
        message.chat == ChatKey::Visit && (!readable.includes(message.number) || missed(message))
    });
    let mut entries: Vec<_> = hidden.flat_map(MessageState::entries).collect();
    entries.sort_unstable();
    for entry in entries {
        readable.hide(entry);
    }
    if let Some(whom) = state.participants.get_mut(&person) {
        whom.visit_chat = Some(readable);
    }
}

/// M6, W9: who may not read a message may not read its corrections and its retraction either. What happens
/// while a person is removed is hidden when they come back.
pub(super) fn hide_with_message(
    state: &mut VisitState,
    chat: &ChatKey,
    number: ChatNumber,
    message: MessageId,
) {
    let Some(message) = state.messages.get(&message) else {
        return;
    };
    if *chat != ChatKey::Visit {
        return;
    }
    let everyone = state.participants.values_mut().filter(|p| p.is_active());
    for readable in everyone.filter_map(|person| person.visit_chat.as_mut()) {
        if !readable.includes(message.number) {
            readable.hide(number);
        }
    }
}

pub(super) fn join(state: &mut VisitState, person: PersonId, moment: Moment) {
    let rules = state.rules();
    let Some(participant) = state.participants.get_mut(&person) else {
        return;
    };
    arrive(participant, Presence::InCall, rules, moment);
    if participant.role.is_care_team() {
        state.phase = Phase::InProgress; // V3
        for reported in state.participants.values_mut().filter(|p| p.join_reported) {
            reported.presence = Presence::InCall; // V3: the host's earlier reports take effect
            reported.in_waiting_room_since = None;
            reported.join_reported = false;
        }
    }
    if state.care_team_in_call() {
        let in_call = state.participants.values_mut();
        in_call
            .filter(|p| p.presence == Presence::InCall && !p.role.is_care_team())
            .for_each(|p| p.seen = true); // V2
    }
}

pub(super) fn everyone_away(
    state: &mut VisitState,
    from: impl Fn(&Participant) -> bool,
    moment: Moment,
) {
    let people = state.participants.values_mut();
    people
        .filter(|p| from(p))
        .for_each(|p| leave(p, Departure::Left, moment));
}

/// V9: those who were dropped are no longer expected back.
pub(super) fn settle_departures(state: &mut VisitState, whose: impl Fn(&Participant) -> bool) {
    for participant in state.participants.values_mut().filter(|p| whose(p)) {
        if let Some((how, _)) = &mut participant.departure {
            *how = Departure::Left;
            participant.in_waiting_room_since = None;
        }
    }
}
