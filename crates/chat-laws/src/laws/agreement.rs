//! Agreement between screen, server and rules (W11).

use super::verdict::{ensure, fail};
use crate::{law::Law, moment::Moment, probe::Probe};
use chat_domain::{Actor, Command, PersonId, RuleId, access, decide, view};

/// A greyed-out chat refuses messages for the reason shown; any other chat accepts them.
pub(super) const SCREEN_AND_SERVER_AGREE: Law = Law {
    name: "screen and server agree",
    rules: &[RuleId::W11],
    check: screen_and_server_agree,
};

/// For everyone and every chat, reading and writing are permitted exactly as the naive reading
/// says.
pub(super) const READING_AND_WRITING_ARE_AS_THE_RULES_SAY: Law = Law {
    name: "reading and writing match the rules",
    rules: &[
        RuleId::M1,
        RuleId::M2,
        RuleId::M5,
        RuleId::W1,
        RuleId::W2,
        RuleId::W6,
        RuleId::W8,
        RuleId::W9,
        RuleId::P8,
    ],
    check: reading_and_writing_match_the_rules,
};

fn screen_and_server_agree(moment: &Moment<'_>) -> Result<(), String> {
    if let Actor::Person(who) = moment.actor {
        shown_as_answered(moment, who)?;
    }
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let everyone = notes.everyone();
    let mut probe = Probe::new();
    for chat in notes.every_chat() {
        for who in &everyone {
            let shown = access(moment.after, *who, &chat).write;
            let asked = probe.message(*who, chat);
            let decided = decide(moment.after, Actor::Person(*who), asked);
            let agree = match (shown, &decided) {
                (Ok(()), Ok(events)) => events.len() == 1,
                (Err(shown), Err(refused)) => shown == *refused,
                (Ok(()), Err(refused)) => moment.is_over(Actor::Person(*who), asked, refused),
                _ => false,
            };
            ensure(agree, || {
                format!("{who} in {chat}: shown {shown:?}, decided {decided:?}")
            })?;
        }
    }
    for who in everyone {
        let Ok(view) = view(moment.after, who) else {
            continue;
        };
        for shown in view.chats {
            if shown.access != access(moment.after, who, &shown.chat) {
                return fail(format!("{who} is shown {shown:?}"));
            }
        }
    }
    Ok(())
}

/// Checks the command's answer against what the actor had been shown.
fn shown_as_answered(moment: &Moment<'_>, who: PersonId) -> Result<(), String> {
    let notes = moment.notes_before();
    if let Some((_, send)) = moment.plain_send(notes) {
        let shown = access(moment.before, who, &send.chat).write;
        let answered = moment.answer.as_ref().map(|_| ()).map_err(|why| *why);
        return ensure(shown == answered, || {
            format!("{who} was shown {shown:?} and got {:?}", moment.answer)
        });
    }
    let button = matches!(
        moment.command,
        Command::EnterWaitingRoom { .. }
            | Command::JoinCall { .. }
            | Command::Leave { .. }
            | Command::EndCall
            | Command::CompleteVisit
            | Command::CancelVisit
            | Command::MarkNoShow
            | Command::MarkLeftWithoutBeingSeen
            | Command::EndFollowUp
            | Command::ReopenVisit
    );
    let Some(view) = view(moment.before, who).ok().filter(|_| button) else {
        return Ok(());
    };
    let mut buttons = view.actions.iter();
    let shown =
        buttons.find(|button| button.action.command(Some(who)).as_ref() == Some(moment.command));
    let agree = match (shown.map(|button| button.permitted), moment.answer) {
        (None, answer) => answer.is_err() || !moment.happened(),
        (Some(Ok(())), answer) => answer.is_ok() && moment.happened(),
        (Some(Err(shown)), answer) => *answer == Err(shown),
    };
    ensure(agree, || {
        format!("{who} was shown {shown:?} and got {:?}", moment.answer)
    })
}

fn reading_and_writing_match_the_rules(moment: &Moment<'_>) -> Result<(), String> {
    if !moment.happened() {
        return Ok(());
    }
    let notes = moment.notes();
    let everyone = notes.everyone();
    for chat in notes.every_chat() {
        for who in &everyone {
            let access = access(moment.after, *who, &chat);
            let reads = notes.is_member(*who, &chat);
            let writes = notes.may_write(*who, &chat);
            ensure(
                access.read.is_ok() == reads && access.write.is_ok() == writes,
                || {
                    format!(
                        "{who} in {chat}: {access:?}, but by the rules reads: {reads}, writes: {writes}"
                    )
                },
            )?;
        }
    }
    Ok(())
}
