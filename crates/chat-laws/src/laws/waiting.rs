//! Attendees' messages that wait for an answer (R4).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment};
use chat_domain::{
    Actor, Command, Event, Refusal,
    RuleId::{M5, M7, R4, V7},
    VisitSummary, view,
};

pub(super) const THE_CARE_SIDE_SEES_WHAT_WAITS: Law = Law {
    name: "an unanswered message shows on the rows of its care side or of those who stand in",
    rules: &[R4, V7, M5, M7],
    check: the_care_side_sees_what_waits,
};

pub(super) const THE_CARE_SIDE_ENDS_A_WAIT: Law = Law {
    name: "only the care side and those who stand in end a wait",
    rules: &[R4],
    check: the_care_side_ends_a_wait,
};

fn the_care_side_sees_what_waits(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let Some(summary) = VisitSummary::of(moment.after) else {
        return Ok(());
    };
    let chats = notes.every_chat();
    for who in notes
        .everyone()
        .into_iter()
        .filter(|who| notes.takes_part(*who))
    {
        let knows = |chat: &_| notes.is_member(who, chat) && notes.is_on_care_side(who, chat);
        let expected = chats.iter().filter(|chat| knows(chat));
        let expected: Vec<_> = expected
            .filter_map(|chat| Some((*chat, notes.waiting_for(who, chat)?)))
            .map(|(chat, number)| (chat, notes.counted(who, &chat, number)))
            .collect();
        let seen = view(moment.after, who).map_err(|refusal| format!("{who} got {refusal}"))?;
        let mut shown: Vec<_> = (seen.chats.iter())
            .filter_map(|chat| Some((chat.chat, chat.waiting?.number.0)))
            .collect();
        shown.sort_unstable();
        ensure(shown == expected, || {
            format!("{who} sees {shown:?} waiting, not {expected:?}")
        })?;
        let passed_on = chats.iter().filter(|chat| notes.knows_passed_on(who, chat));
        let passed_on: Vec<_> = passed_on.copied().collect();
        let mut shown: Vec<_> = seen.passed_on.iter().map(|wait| wait.chat).collect();
        shown.sort_unstable();
        ensure(shown == passed_on, || {
            format!("{who} sees {shown:?} passed on, not {passed_on:?}")
        })?;
        let called = |sender| notes.is_care(who) && !notes.waiting_notices(sender).is_empty();
        let waits = !expected.is_empty()
            || !passed_on.is_empty()
            || notes.people.keys().any(|sender| called(*sender));
        let row = summary.waiting_since(who).is_some();
        ensure(
            seen.waiting_since.is_some() == waits && row == waits,
            || format!("the row of {who} shows {row}, not {waits}"),
        )?;
    }
    Ok(())
}

fn the_care_side_ends_a_wait(moment: &Moment<'_>) -> Result<(), String> {
    moment.each_added(|notes, entry| match (&entry.event, entry.actor) {
        (Event::NoAnswerNeeded { chat, through }, Actor::Person(who)) => {
            let kept = notes
                .rules
                .is_some_and(|rules| rules.records_no_answer_needed);
            let theirs = notes.is_member(who, chat) && notes.is_on_care_side(who, chat)
                || notes.knows_passed_on(who, chat);
            let ends = notes
                .waiting_for(who, chat)
                .is_some_and(|oldest| oldest <= through.0);
            ensure(kept && theirs && ends && notes.open_in(chat), || {
                format!("{entry:?}")
            })
        }
        (Event::NoAnswerNeeded { .. }, _) => fail(format!("{entry:?}")),
        _ => Ok(()),
    })?;
    let (Actor::Person(who), Command::NoAnswerNeeded { chat, through }) =
        (moment.actor, moment.command)
    else {
        return Ok(());
    };
    let before = moment.notes_before();
    let passed_on = before.knows_passed_on(who, chat);
    let exists = if passed_on {
        before.waits_at(who, chat, through.0)
    } else {
        before.readable(who, chat).contains(&through.0)
    };
    let kept = before
        .rules
        .is_some_and(|rules| rules.records_no_answer_needed);
    let theirs = before.is_member(who, chat) && before.is_on_care_side(who, chat) || passed_on;
    if !theirs || !before.open_in(chat) || !kept {
        return ensure(moment.answer.is_err(), || format!("{who} ends a wait"));
    }
    match moment.answer {
        Ok(_) => {
            let waits = before
                .waiting_for(who, chat)
                .is_some_and(|oldest| oldest <= through.0);
            ensure(exists && moment.happened() == waits, || {
                format!("{who} ends the wait up to {through}: {:?}", moment.answer)
            })
        }
        Err(refusal) => ensure(*refusal == Refusal::MessageUnknown && !exists, || {
            format!("{who} got {refusal:?}")
        }),
    }
}
