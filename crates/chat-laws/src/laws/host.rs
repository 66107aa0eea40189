//! Commands about the visit: repeated ones (H1), the host's reports (V3), edits and undone removals
//! (V4).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment};
use chat_domain::{
    Actor, Command, Event, PersonId, Presence, Refusal, RuleId,
    access::{may_read, may_read_file, may_read_message},
    decide, reads_entry, view,
};

/// An accepted command about the visit is a no-op when it is repeated.
pub(super) const A_REPEATED_ACT_CHANGES_NOTHING: Law = Law {
    name: "a repeated act on the visit changes nothing",
    rules: &[RuleId::H1],
    check: a_repeated_act_on_the_visit_changes_nothing,
};

/// By the rules of some visits, the host's report that a person joined is accepted whenever the person
/// takes part in an open visit, and puts them into the call, at the latest when it begins.
pub(super) const A_REPORTED_JOIN_IS_NEVER_LOST: Law = Law {
    name: "a reported join is never lost",
    rules: &[RuleId::V3],
    check: a_reported_join_is_never_lost,
};

/// Everyone reads the same messages before and after an edit.
pub(super) const AN_EDIT_OPENS_AND_HIDES_NO_MESSAGE: Law = Law {
    name: "an edit opens and hides no message",
    rules: &[RuleId::V4, RuleId::M6],
    check: an_edit_opens_and_hides_no_message,
};

/// A person who was removed and came back reads nothing that was sent in between.
pub(super) const AN_ABSENCE_STAYS_CLOSED: Law = Law {
    name: "what was sent during an absence stays unreadable",
    rules: &[RuleId::W9, RuleId::V4],
    check: what_was_sent_during_an_absence_stays_unreadable,
};

fn a_repeated_act_on_the_visit_changes_nothing(moment: &Moment<'_>) -> Result<(), String> {
    let act = matches!(
        moment.command,
        Command::ScheduleVisit(_)
            | Command::EditVisit(_)
            | Command::AddParticipant(_)
            | Command::EditParticipant(_)
            | Command::RemoveParticipant { .. }
            | Command::UndoRemoval { .. }
            | Command::EnterWaitingRoom { .. }
            | Command::JoinCall { .. }
            | Command::Leave { .. }
            | Command::EndCall
            | Command::CompleteVisit
            | Command::CancelVisit
            | Command::MarkNoShow
            | Command::MarkLeftWithoutBeingSeen
            | Command::EndFollowUp
            | Command::ReopenVisit
            | Command::HandOver { .. }
            | Command::Drop { .. }
    );
    if moment.notes_before().repeats(moment.actor, moment.command) {
        ensure(*moment.answer == Ok(Vec::new()), || {
            format!("already so: {:?}", moment.answer)
        })?;
    }
    // A member of the care team who removes themselves may not ask again.
    let removed = matches!(moment.actor, Actor::Person(by) if moment.notes().was_removed(by));
    if !act || removed || moment.answer.is_err() {
        return Ok(());
    }
    let again = decide(moment.after, moment.actor, moment.command);
    ensure(again == Ok(Vec::new()), || format!("repeated: {again:?}"))?;
    // Another removal of the same person, or the same one with other content, is not a repetition.
    let other = moment.added().iter().find_map(|entry| match &entry.event {
        Event::ParticipantAdded { person, .. } => crate::probe::add(*person),
        Event::ParticipantRemoved { person, .. } => crate::probe::remove(*person),
        Event::RemovalUndone { person, .. } => crate::probe::undo_removal(*person),
        _ => None,
    });
    let Some(other) = other.filter(|other| !moment.notes().repeats(moment.actor, other)) else {
        return Ok(());
    };
    let answer = decide(moment.after, moment.actor, &other);
    let conflict = matches!(
        answer,
        Err(Refusal::AlreadyAParticipant | Refusal::AlreadyRemoved | Refusal::NotRemoved)
    );
    ensure(conflict, || format!("other content: {answer:?}"))
}

fn a_reported_join_is_never_lost(moment: &Moment<'_>) -> Result<(), String> {
    let notes = moment.notes_before();
    let kept = notes.rules.is_some_and(|rules| rules.keeps_early_joins);
    if let (Actor::Host, Command::JoinCall { person }) = (moment.actor, moment.command)
        && kept
        && notes.open()
        && notes.takes_part(*person)
    {
        ensure(moment.answer.is_ok(), || format!("{:?}", moment.answer))?;
    }
    for (who, participant) in &moment.after.participants {
        if !last_reported_joining(moment, *who) {
            continue;
        }
        let there = if moment.after.care_team_in_call() {
            participant.presence == Presence::InCall
        } else {
            matches!(participant.presence, Presence::InCall | Presence::Waiting)
                && (participant.presence == Presence::InCall || participant.join_reported)
        };
        ensure(there, || format!("{participant:?}"))?;
    }
    Ok(())
}

/// Whether the newest entry that moves the person reports that they joined the call, or the next one.
fn last_reported_joining(moment: &Moment<'_>, who: PersonId) -> bool {
    let (mut joined, mut early) = (false, false);
    for entry in moment.log {
        match &entry.event {
            Event::CallJoined { person } if *person == who => (joined, early) = (true, false),
            Event::CallJoined { person } if early && moment.notes().was_care(*person) => {
                (joined, early) = (true, false);
            }
            Event::CallJoinReported { person } if *person == who => {
                (joined, early) = (false, true);
            }
            Event::WaitingRoomEntered { person }
            | Event::ParticipantLeft { person, .. }
            | Event::ParticipantRemoved { person, .. }
                if *person == who =>
            {
                (joined, early) = (false, false);
            }
            Event::CallEnded => joined = false,
            Event::VisitCompleted
            | Event::VisitCancelled
            | Event::VisitMarkedNoShow
            | Event::VisitMarkedLeftWithoutBeingSeen => (joined, early) = (false, false),
            _ => {}
        }
    }
    joined || early
}

fn an_edit_opens_and_hides_no_message(moment: &Moment<'_>) -> Result<(), String> {
    let edits = |event: &Event| {
        matches!(
            event,
            Event::VisitEdited { .. } | Event::ParticipantEdited { .. }
        )
    };
    if !moment.added().iter().any(|entry| edits(&entry.event)) {
        return Ok(());
    }
    let notes = moment.notes();
    for who in notes.everyone() {
        for id in notes.messages.keys() {
            let read = |state| may_read_message(state, who, *id).is_ok();
            let (then, now) = (read(moment.before), read(moment.after));
            ensure(then == now, || {
                format!("{who} reads {id}: {then}, then {now}")
            })?;
        }
        for chat in notes.chats.keys() {
            let first = |state| may_read(state, who, chat).ok();
            let (then, now) = (first(moment.before), first(moment.after));
            ensure(then == now, || {
                format!("{who} reads {chat} from {then:?}, then from {now:?}")
            })?;
        }
    }
    Ok(())
}

fn what_was_sent_during_an_absence_stays_unreadable(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let (notes, state) = (moment.notes(), moment.after);
    for who in notes.people.keys().copied() {
        let Some(shown) = view(state, who).ok() else {
            continue;
        };
        let away = notes.people.get(&who).is_some_and(|p| !p.away.is_empty());
        ensure(shown.came_back == away, || format!("{who} is shown {away}"))?;
        if !away {
            continue;
        }
        for (id, message) in &notes.messages {
            let read = may_read_message(state, who, *id);
            if notes.missed(who, message.at) && read != Err(Refusal::MessageUnknown) {
                return fail(format!("{who} reads {id}"));
            }
            for file in message.files {
                let read = may_read_file(state, who, file.attachment).is_ok();
                let may = notes.reads(who, message) && message.retracted.is_none();
                ensure(read == may, || {
                    format!("{who} reads {}: {read}", file.attachment)
                })?;
            }
        }
        for (at, entry) in moment.log.iter().enumerate() {
            let gets = reads_entry(state, who, entry);
            ensure(gets == notes.gets(who, at), || {
                format!("{who} gets {entry:?}: {gets}")
            })?;
        }
    }
    Ok(())
}
