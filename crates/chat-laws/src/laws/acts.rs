//! Quotas of acts other than writing (V8).

use super::verdict::ensure;
use crate::{
    law::Law,
    moment::Moment,
    moment::is_quota,
    naive::{Notes, Place},
    probe::{self, ABSENT_PERSON},
};
use chat_domain::{
    Actor, ChatKey, Command, Event, NewParticipant, PersonId, Refusal, Role, RuleId, decide,
};

/// Acts are refused exactly when the actor's quota is used up, and acts that protect people or undo
/// something are never refused for a quota.
pub(super) const ACTS_STAY_WITHIN_THEIR_QUOTA: Law = Law {
    name: "acts stay within their quota and protective acts stay possible",
    rules: &[RuleId::V8],
    check: acts_stay_within_their_quota_and_protective_acts_stay_possible,
};

fn acts_stay_within_their_quota_and_protective_acts_stay_possible(
    moment: &Moment<'_>,
) -> Result<(), String> {
    moment.each_added(|notes, entry| {
        let over = notes.over_acts(entry.actor, 1);
        ensure(over.is_none() || !limited(&entry.event), || {
            format!("{over:?}: {entry:?}")
        })
    })?;
    if let Err(refusal @ Refusal::ActQuotaExceeded { .. }) = moment.answer {
        ensure(moment.was_over(), || {
            format!("{:?} gets {refusal:?}", moment.actor)
        })?;
    }
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes.everyone() {
        remaining_quota_is_usable(moment, notes, who)?;
        protective_acts_are_never_over_quota(moment, notes, who)?;
    }
    for (overseer, chat) in notes.glass.keys() {
        if let Some(asked) = probe::oversee(*chat) {
            gets_expected_answer(moment, notes, Actor::Overseer(*overseer), &asked)?;
        }
    }
    Ok(())
}

/// Acts that add or open something, which could otherwise be repeated without bound.
const fn limited(event: &Event) -> bool {
    matches!(
        event,
        Event::WaitingRoomEntered { .. }
            | Event::CallJoined { .. }
            | Event::ChatUnlocked { .. }
            | Event::CallJoinReported { .. }
            | Event::ParticipantAdded { .. }
            | Event::HandedOver { .. }
            | Event::RemovalUndone { .. }
            | Event::VisitEdited { .. }
            | Event::ParticipantEdited { .. }
            | Event::VisitReopened
            | Event::GlassBroken { .. }
    )
}

/// Acts that nothing else prevents are permitted exactly while quota is left.
fn remaining_quota_is_usable(
    moment: &Moment<'_>,
    notes: &Notes<'_>,
    who: PersonId,
) -> Result<(), String> {
    let actor = Actor::Person(who);
    let person = who;
    if notes.open() && notes.is_attendee(who) && notes.place(who) != Place::Waiting {
        gets_expected_answer(moment, notes, actor, &Command::EnterWaitingRoom { person })?;
    }
    if notes.open() && notes.is_care(who) {
        if notes.place(who) != Place::Call {
            gets_expected_answer(moment, notes, actor, &Command::JoinCall { person })?;
        }
        if let Some(new) = guest() {
            gets_expected_answer(moment, notes, actor, &Command::AddParticipant(new))?;
        }
        let locked = notes.chats.keys().copied();
        let locked = locked.filter(|chat| notes.locked(chat) && notes.is_member(who, chat));
        for chat in locked {
            gets_expected_answer(moment, notes, actor, &Command::UnlockChat { chat })?;
        }
    }
    if notes.is_care(who) && notes.phase.is_closed() {
        gets_expected_answer(moment, notes, actor, &Command::ReopenVisit)?;
    }
    Ok(())
}

/// Leaving, removing, locking, ending the call, closing, retracting, discarding.
fn protective_acts_are_never_over_quota(
    moment: &Moment<'_>,
    notes: &Notes<'_>,
    who: PersonId,
) -> Result<(), String> {
    let mut asks = vec![
        Command::Leave { person: who },
        Command::EndCall,
        Command::CompleteVisit,
        Command::CancelVisit,
        Command::MarkNoShow,
        Command::MarkLeftWithoutBeingSeen,
        Command::EndFollowUp,
        Command::LockChat {
            chat: ChatKey::Visit,
        },
    ];
    let chats = notes.chats.keys().copied();
    asks.extend(chats.map(|chat| Command::LockChat { chat }));
    asks.extend(notes.people.keys().copied().filter_map(probe::remove));
    asks.extend(notes.messages.keys().copied().filter_map(probe::retract));
    let files = notes.uploads.keys().copied();
    asks.extend(files.map(|attachment| Command::DiscardFile { attachment }));
    for asked in asks {
        let refusal = decide(moment.after, Actor::Person(who), &asked).err();
        ensure(!refusal.as_ref().is_some_and(is_quota), || {
            format!("{who} gets {refusal:?}: {asked:?}")
        })?;
    }
    Ok(())
}

fn guest() -> Option<NewParticipant> {
    match probe::add(ABSENT_PERSON)? {
        Command::AddParticipant(patient) => Some(NewParticipant {
            role: Role::Guest,
            ..patient
        }),
        _ => None,
    }
}

fn gets_expected_answer(
    moment: &Moment<'_>,
    notes: &Notes<'_>,
    actor: Actor,
    asked: &Command,
) -> Result<(), String> {
    let answer = decide(moment.after, actor, asked).err();
    let expected = notes.over_asked(actor, asked);
    ensure(answer == expected, || {
        format!("{actor:?} gets {answer:?}, expected {expected:?}: {asked:?}")
    })
}
