//! Closed visits (W8).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment, naive::Notes};
use chat_domain::{
    Actor, Command, Entry, Event, Refusal, RuleId, access,
    access::{may_read_file, may_read_message},
    chat::Unseen,
};

/// A closed visit accepts only reopening, oversight and the host's discarding of files. A retried
/// send or upload gets its receipt. After a completion, direct chats stay open if the policy says so.
pub(super) const CLOSED_IS_CLOSED: Law = Law {
    name: "closed is closed",
    rules: &[RuleId::W8],
    check: closed_is_closed,
};

/// Members can still read a closed visit, with unchanged content.
pub(super) const A_CLOSED_VISIT_STAYS_READABLE: Law = Law {
    name: "a closed visit stays readable",
    rules: &[RuleId::W8],
    check: a_closed_visit_stays_readable,
};

/// The service completes a visit and ends a follow-up only if the policy says so, and never while a call is in
/// progress or something waits.
pub(super) const THE_SERVICE_CLOSES_BY_POLICY: Law = Law {
    name: "the service closes by policy and nothing that waits",
    rules: &[RuleId::W8, RuleId::R4],
    check: the_service_closes_by_policy_and_nothing_that_waits,
};

fn the_service_closes_by_policy_and_nothing_that_waits(moment: &Moment<'_>) -> Result<(), String> {
    let ends = |notes: &Notes<'_>| notes.follow_up && !notes.someone_waits();
    moment.each_added(|notes, entry| {
        let permitted = match (entry.actor, &entry.event) {
            (Actor::Service, Event::VisitCompleted) => notes.completes_by_policy(),
            (Actor::Service, Event::FollowUpEnded) => ends(notes),
            _ => true,
        };
        ensure(permitted, || format!("{entry:?}"))
    })?;
    let before = moment.notes_before();
    let rightly = match (moment.actor, moment.command) {
        (Actor::Service, Command::CompleteVisit) => before.completes_by_policy(),
        (Actor::Service, Command::EndFollowUp) => ends(before),
        _ => moment.happened(),
    };
    ensure(moment.happened() == rightly, || {
        format!("{:?}", moment.answer)
    })?;
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let completes = notes.completes_by_policy();
    moment.would(Actor::Service, &Command::CompleteVisit, completes)?;
    moment.would(Actor::Service, &Command::EndFollowUp, ends(notes))
}

fn closed_is_closed(moment: &Moment<'_>) -> Result<(), String> {
    let before = moment.notes_before();
    if before.phase.is_closed() {
        closed_to(moment, before)?;
    }
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    if !notes.phase.is_closed() {
        return Ok(());
    }
    let closed = notes.every_chat().into_iter();
    for chat in closed.filter(|chat| !notes.open_in(chat)) {
        for who in notes.everyone() {
            let write = access(moment.after, who, &chat).write;
            ensure(write.is_err(), || format!("{who} may write in {chat}"))?;
        }
    }
    Ok(())
}

/// Checks the answer of a closed visit.
fn closed_to(moment: &Moment<'_>, before: &Notes<'_>) -> Result<(), String> {
    let quiet = |entry: &Entry| match entry.event {
        Event::VisitReopened | Event::ChatRead { .. } | Event::GlassBroken { .. } => true,
        Event::FileDiscarded { .. } if entry.actor == Actor::Host => true, // V6
        Event::FileDiscarded { attachment } => {
            let upload = before.uploads.get(&attachment);
            upload.is_some_and(|upload| before.open_in(&upload.chat))
        }
        Event::FollowUpEnded => before.follow_up,
        Event::PeopleReminded {
            of: Unseen::Message { chat, .. },
            ..
        }
        | Event::WaitEscalated {
            of: Unseen::Message { chat, .. },
            ..
        } => before.open_in(&chat),
        Event::MessageSent { chat, .. }
        | Event::MessageCorrected { chat, .. }
        | Event::MessageRetracted { chat, .. }
        | Event::FileStaged { chat, .. }
        | Event::NoAnswerNeeded { chat, .. }
        | Event::ChatLocked { chat }
        | Event::ChatUnlocked { chat } => before.open_in(&chat),
        _ => false,
    };
    if let Some(entry) = moment.added().iter().find(|entry| !quiet(entry)) {
        return fail(format!("{entry:?}"));
    }
    match (moment.actor, moment.command) {
        (actor, Command::ReopenVisit) if before.manages(actor) => {
            ensure(moment.happened() || moment.was_over(), || {
                format!("{:?}", moment.answer)
            })
        }
        (Actor::Person(sender), Command::SendMessage(send))
            if moment.plain_send(before).is_some()
                && before.is_member(sender, &send.chat)
                && !before.open_in(&send.chat) =>
        {
            let phase = before.phase;
            let expected = Some(&Refusal::VisitClosed { phase });
            ensure(moment.answer.as_ref().err() == expected, || {
                format!("{sender} got {:?}", moment.answer)
            })
        }
        // Retries get their receipt (F7), repeated read marks change nothing (R1), and the host may
        // always discard (V6).
        (
            _,
            Command::SendMessage(_)
            | Command::SendNotice { .. }
            | Command::StageFile { .. }
            | Command::MarkRead { .. },
        )
        | (Actor::Host, Command::DiscardFile { .. }) => Ok(()),
        // In a follow-up, so do others in direct chats.
        (
            Actor::Person(_),
            Command::CorrectMessage { .. }
            | Command::RetractMessage { .. }
            | Command::DiscardFile { .. }
            | Command::LockChat { .. }
            | Command::UnlockChat { .. }
            | Command::NoAnswerNeeded { .. },
        ) if before.follow_up => Ok(()),
        // Someone has seen it (R6, R7).
        (Actor::Service, Command::RemindPeople { .. } | Command::EscalateWait { .. })
            if before.follow_up =>
        {
            Ok(())
        }
        // So do commands that ask for what is already so (H1).
        (actor, command) if before.repeats(actor, command) => Ok(()),
        _ => ensure(moment.happened() || moment.answer.is_err(), || {
            format!("{:?} was accepted", moment.command)
        }),
    }
}

fn a_closed_visit_stays_readable(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    if !notes.phase.is_closed() {
        return Ok(());
    }
    for who in notes.everyone() {
        for chat in notes.chats.keys() {
            let read = access(moment.after, who, chat).read;
            ensure(read.is_ok() == notes.is_member(who, chat), || {
                format!("{who} in {chat}: {read:?}")
            })?;
        }
        for (id, message) in &notes.messages {
            let read = may_read_message(moment.after, who, *id).is_ok();
            ensure(read == notes.reads(who, message), || {
                format!("{who} reads {id}: {read}")
            })?;
        }
        // In a follow-up, a message can still carry a file of a direct chat.
        let closed = notes.uploads.iter();
        let closed = closed.filter(|(_, upload)| !notes.open_in(&upload.chat));
        for (file, _) in closed {
            let then = may_read_file(moment.before, who, *file).is_ok();
            let now = may_read_file(moment.after, who, *file).is_ok();
            ensure(then == now, || {
                format!("{who} reads {file}: {then}, then {now}")
            })?;
        }
    }
    Ok(())
}
