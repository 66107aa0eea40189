//! Management and the phases of a visit (V1, V2, V3).

use super::verdict::{ensure, fail};
use crate::{
    law::Law,
    moment::Moment,
    naive::{Notes, Place},
};
use chat_domain::{
    Actor, ChatKey, Command, Departure, Event, PersonId, Phase, Presence, Refusal, Role, RuleId,
    chat::Unseen,
};

/// Only the host and the care team manage, and people report no presence but their own; the host
/// may report anyone's.
pub(super) const THE_HOST_AND_THE_CARE_TEAM_MANAGE: Law = Law {
    name: "the host and the care team manage and people report their own presence",
    rules: &[RuleId::V1],
    check: the_host_and_the_care_team_manage_and_people_report_their_own_presence,
};

/// A chat is locked and unlocked by the care team, a direct chat by its own care side.
pub(super) const A_CHAT_IS_LOCKED_BY_ITS_CARE_SIDE: Law = Law {
    name: "a chat is locked by its care side",
    rules: &[RuleId::W6],
    check: a_chat_is_locked_by_its_care_side,
};

/// The phase changes exactly along the transitions of V2.
pub(super) const A_VISIT_CHANGES_ALONG_ITS_LINES: Law = Law {
    name: "a visit changes phase only as permitted",
    rules: &[RuleId::V2],
    check: a_visit_changes_phase_only_as_permitted,
};

/// Attendees enter through the waiting room and join a call that they may know of. The care team
/// starts calls and never waits.
pub(super) const ATTENDEES_JOIN_A_CALL_IN_PROGRESS: Law = Law {
    name: "attendees come through the waiting room and join a call in progress",
    rules: &[RuleId::V3],
    check: attendees_come_through_the_waiting_room_and_join_a_call_in_progress,
};

/// Ending a call empties it, and closing a visit sends everyone away.
pub(super) const EVERYONE_IS_WHERE_THE_LOG_PUT_THEM: Law = Law {
    name: "everyone is where the log last put them",
    rules: &[RuleId::V2, RuleId::V3, RuleId::W3],
    check: everyone_is_where_the_log_last_put_them,
};

fn the_host_and_the_care_team_manage_and_people_report_their_own_presence(
    moment: &Moment<'_>,
) -> Result<(), String> {
    let mut scheduling = false;
    moment.each_added(|notes, entry| {
        let permitted = match &entry.event {
            Event::VisitScheduled { .. } => {
                scheduling = true;
                entry.actor == Actor::Host
            }
            Event::ParticipantAdded { .. } if scheduling => entry.actor == Actor::Host,
            Event::ParticipantAdded { .. }
            | Event::ParticipantRemoved { .. }
            | Event::HandedOver { .. }
            | Event::RemovalUndone { .. }
            | Event::VisitEdited { .. }
            | Event::ParticipantEdited { .. }
            | Event::CallEnded
            | Event::VisitCancelled
            | Event::VisitMarkedNoShow
            | Event::VisitMarkedLeftWithoutBeingSeen
            | Event::VisitReopened => notes.manages(entry.actor),
            // Another law judges when the service may do it (W8).
            Event::VisitCompleted | Event::FollowUpEnded => {
                notes.manages(entry.actor) || entry.actor == Actor::Service
            }
            Event::CallJoinReported { person } => {
                notes.takes_part(*person) && entry.actor == Actor::Host
            }
            Event::WaitingRoomEntered { person }
            | Event::CallJoined { person }
            | Event::ParticipantLeft {
                person,
                how: Departure::Left,
            } => {
                notes.takes_part(*person)
                    && (entry.actor == Actor::Host || entry.actor == Actor::Person(*person))
            }
            Event::ParticipantLeft {
                how: Departure::Dropped,
                ..
            } => entry.actor == Actor::Service,
            Event::PeopleReminded { .. } | Event::WaitEscalated { .. } => {
                entry.actor == Actor::Service
            }
            Event::ChatLocked { .. }
            | Event::ChatUnlocked { .. }
            | Event::FileStaged { .. }
            | Event::MessageSent { .. }
            | Event::MessageCorrected { .. }
            | Event::MessageRetracted { .. }
            | Event::ChatRead { .. }
            | Event::NoAnswerNeeded { .. }
            | Event::NoticeSent { .. }
            | Event::NoticeSettled { .. } => {
                matches!(entry.actor, Actor::Person(by) if notes.takes_part(by))
            }
            Event::FileDiscarded { .. } => match entry.actor {
                Actor::Host => true,
                Actor::Person(by) => notes.takes_part(by),
                Actor::Overseer(_) | Actor::Service => false,
            },
            Event::GlassBroken { .. } => true,
        };
        ensure(permitted, || format!("{entry:?}"))
    })?;
    let refused = matches!(
        moment.answer,
        Err(Refusal::CareTeamOnly | Refusal::NotYourPresence)
    );
    let before = moment.notes_before();
    let theirs = match moment.command {
        Command::ScheduleVisit(_) => moment.actor == Actor::Host,
        Command::EnterWaitingRoom { person }
        | Command::JoinCall { person }
        | Command::Leave { person } => {
            moment.actor == Actor::Host || moment.actor == Actor::Person(*person)
        }
        _ => before.manages(moment.actor),
    };
    ensure(!(refused && theirs), || {
        format!("{:?} got {:?}", moment.actor, moment.answer)
    })?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes.everyone() {
        let actor = Actor::Person(who);
        let manages = notes.is_care(who) && notes.open();
        moment.would(actor, &Command::CompleteVisit, manages)?;
        moment.would(actor, &Command::EndCall, manages)?;
        for person in notes.people.keys().copied() {
            let own = who == person && notes.takes_part(who) && notes.open();
            moment.would(actor, &Command::Leave { person }, own)?;
        }
    }
    Ok(())
}

fn a_chat_is_locked_by_its_care_side(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| match (&entry.event, entry.actor) {
        (Event::ChatLocked { chat } | Event::ChatUnlocked { chat }, Actor::Person(by)) => {
            ensure(notes.is_care(by) && notes.is_member(by, chat), || {
                format!("{entry:?}")
            })
        }
        (Event::ChatLocked { .. } | Event::ChatUnlocked { .. }, _) => fail(format!("{entry:?}")),
        _ => Ok(()),
    })?;
    locking_was_answered(moment)?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    for chat in notes.chats.keys().chain([&ChatKey::Visit]).copied() {
        for who in notes.everyone() {
            let theirs = notes.open_in(&chat) && notes.is_care(who) && notes.is_member(who, &chat);
            moment.would(Actor::Person(who), &Command::LockChat { chat }, theirs)?;
            moment.would(Actor::Person(who), &Command::UnlockChat { chat }, theirs)?;
        }
    }
    Ok(())
}

fn locking_was_answered(moment: &Moment<'_>) -> Result<(), String> {
    let before = moment.notes_before();
    let (chat, locks) = match moment.command {
        Command::LockChat { chat } => (chat, true),
        Command::UnlockChat { chat } => (chat, false),
        _ => return Ok(()),
    };
    let theirs = matches!(moment.actor, Actor::Person(by)
        if before.open_in(chat) && before.is_care(by) && before.is_member(by, chat));
    let news = before.locked(chat) != locks;
    let answered = moment.answer.is_ok() && moment.happened() == news;
    ensure(!theirs || answered || moment.was_over(), || {
        format!("{:?}", moment.answer)
    })
}

/// Whether V2 permits this event in the current phase.
fn line(notes: &Notes<'_>, event: &Event) -> bool {
    let came = |p: &crate::naive::Person| {
        p.role == Role::Patient && p.removed.is_none() && p.came.is_some()
    };
    let seen = |p: &crate::naive::Person| came(p) && p.seen;
    let knows_unseen = || {
        notes
            .rules
            .is_some_and(|rules| rules.knows_left_without_being_seen)
    };
    match event {
        Event::VisitScheduled { .. } => notes.phase == Phase::Unscheduled,
        Event::VisitCompleted => notes.open(),
        Event::VisitCancelled => notes.open() && !notes.call_underway(),
        Event::VisitMarkedNoShow => {
            notes.open() && !notes.call_underway() && !notes.people.values().any(came)
        }
        Event::VisitMarkedLeftWithoutBeingSeen => {
            let mut people = notes.people.values();
            notes.open()
                && !notes.call_underway()
                && knows_unseen()
                && people.clone().any(came)
                && !people.any(seen)
        }
        Event::VisitReopened => notes.phase.is_closed(),
        Event::FollowUpEnded => notes.follow_up,
        Event::MessageSent { chat, .. }
        | Event::MessageCorrected { chat, .. }
        | Event::MessageRetracted { chat, .. }
        | Event::FileStaged { chat, .. }
        | Event::NoAnswerNeeded { chat, .. }
        | Event::ChatLocked { chat }
        | Event::ChatUnlocked { chat } => notes.open_in(chat),
        Event::PeopleReminded { of, .. } | Event::WaitEscalated { of, .. } => match of {
            Unseen::Message { chat, .. } => notes.open_in(chat),
            Unseen::Notice { .. } => notes.open(),
        },
        // The host may discard files of a closed visit too (V6), and members read it (R1).
        Event::GlassBroken { .. } | Event::FileDiscarded { .. } | Event::ChatRead { .. } => {
            notes.phase != Phase::Unscheduled
        }
        _ => notes.open(),
    }
}

fn a_visit_changes_phase_only_as_permitted(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| ensure(line(notes, &entry.event), || format!("{entry:?}")))?;
    let notes = moment.notes();
    ensure(moment.after.phase == notes.phase, || {
        format!(
            "{:?}, by the rules it is {:?}",
            moment.after.phase, notes.phase
        )
    })?;
    let lines = [
        (Command::CompleteVisit, Event::VisitCompleted),
        (Command::CancelVisit, Event::VisitCancelled),
        (Command::MarkNoShow, Event::VisitMarkedNoShow),
        (
            Command::MarkLeftWithoutBeingSeen,
            Event::VisitMarkedLeftWithoutBeingSeen,
        ),
        (Command::EndFollowUp, Event::FollowUpEnded),
        (Command::ReopenVisit, Event::VisitReopened),
    ];
    for (asked, event) in &lines {
        moment.would(Actor::Host, asked, line(notes, event))?;
    }
    let before = moment.notes_before();
    let along = match moment.command {
        Command::CompleteVisit => line(before, &Event::VisitCompleted),
        Command::CancelVisit => line(before, &Event::VisitCancelled),
        Command::MarkNoShow => line(before, &Event::VisitMarkedNoShow),
        Command::MarkLeftWithoutBeingSeen => line(before, &Event::VisitMarkedLeftWithoutBeingSeen),
        Command::EndFollowUp => line(before, &Event::FollowUpEnded),
        Command::ReopenVisit => line(before, &Event::VisitReopened),
        _ => return Ok(()),
    };
    ensure(
        moment.happened() || moment.was_over() || !(along && before.manages(moment.actor)),
        || format!("{:?} got {:?}", moment.actor, moment.answer),
    )
}

/// Whether anyone whom the attendee may know of is in the call.
fn knows_of_call(notes: &Notes<'_>, who: PersonId) -> bool {
    let mut in_call = notes.people.iter().filter(|(_, p)| p.place == Place::Call);
    in_call.any(|(other, _)| notes.sees(who, *other))
}

/// Whether an attendee's joining is a fact whenever it is reported: the host tells it, by the rules of
/// the visit (V3).
fn tells(notes: &Notes<'_>, by: Actor) -> bool {
    by == Actor::Host && notes.rules.is_some_and(|rules| rules.keeps_early_joins)
}

/// Whether the call has begun for an attendee whose joining is reported.
fn begun(notes: &Notes<'_>, by: Actor, who: PersonId) -> bool {
    tells(notes, by) && notes.call_underway() || knows_of_call(notes, who)
}

fn attendees_come_through_the_waiting_room_and_join_a_call_in_progress(
    moment: &Moment<'_>,
) -> Result<(), String> {
    let before = moment.notes_before();
    moment.each_added(|notes, entry| {
        let permitted = match &entry.event {
            Event::WaitingRoomEntered { person } => notes.is_attendee(*person),
            Event::CallJoined { person } => {
                let came = notes.people.get(person).is_some_and(|p| p.came.is_some());
                notes.is_care(*person) || came && begun(before, entry.actor, *person)
            }
            Event::CallJoinReported { person } => {
                let came = notes.people.get(person).is_some_and(|p| p.came.is_some());
                notes.is_attendee(*person) && came && !notes.call_underway()
            }
            _ => true,
        };
        ensure(permitted, || format!("{entry:?}"))
    })?;
    let notes = moment.notes();
    for person in notes.people.keys().copied() {
        let comes = notes.open() && notes.is_attendee(person);
        moment.would(Actor::Host, &Command::EnterWaitingRoom { person }, comes)?;
        for by in [Actor::Host, Actor::Person(person)] {
            let begun = notes.is_care(person) || tells(notes, by) || knows_of_call(notes, person);
            let joins = notes.open() && notes.takes_part(person) && begun;
            moment.would(by, &Command::JoinCall { person }, joins)?;
        }
    }
    let (who, theirs) = match moment.command {
        Command::EnterWaitingRoom { person } => (*person, before.is_attendee(*person)),
        Command::JoinCall { person } => {
            let begun = before.is_care(*person)
                || tells(before, moment.actor)
                || knows_of_call(before, *person);
            (*person, before.takes_part(*person) && begun)
        }
        _ => return Ok(()),
    };
    let reported = moment.actor == Actor::Host || moment.actor == Actor::Person(who);
    ensure(
        moment.answer.is_ok() || moment.was_over() || !(theirs && reported && before.open()),
        || format!("{who} got {:?}", moment.answer),
    )
}

fn everyone_is_where_the_log_last_put_them(moment: &Moment<'_>) -> Result<(), String> {
    let notes = moment.notes();
    ensure(
        notes.people.keys().eq(moment.after.participants.keys()),
        || "the participants differ".to_owned(),
    )?;
    for (who, noted) in &notes.people {
        let Some(is) = moment.after.participants.get(who) else {
            continue;
        };
        let there = match is.presence {
            Presence::Removed => noted.removed.is_some(),
            Presence::Waiting => noted.place == Place::Waiting,
            Presence::InCall => noted.place == Place::Call,
            Presence::Expected | Presence::Away => {
                noted.place == Place::Elsewhere && noted.removed.is_none()
            }
        };
        ensure(there && is.role == noted.role, || {
            format!("expected {noted:?}, found {is:?}")
        })?;
    }
    Ok(())
}
