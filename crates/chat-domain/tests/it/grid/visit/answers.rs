//! The product's answers to acts on the visit.

use super::{Who, reach::case_of};
use crate::grid::{
    cast::{
        ADDED, BYSTANDER, GONE, LATE, ME, OPENER, Setting, Stage, participant, reason, schedule,
    },
    table::{Answer, Column},
};
use chat_domain::{Command, PersonId, Role, decide};

pub const COLUMNS: &[Column] = &[
    &["sche-", "dule"],
    &["add", "guest"],
    &["add", "pati-", "ent"],
    &["add", "back"],
    &["re-", "move", "oth."],
    &["re-", "move", "last"],
    &["wait"],
    &["join"],
    &["lea-", "ve"],
    &["wait", "for", "oth."],
    &["end", "call"],
    &["com-", "ple-", "te"],
    &["can-", "cel"],
    &["no-", "show"],
    &["re-", "open"],
];

pub fn answers(setting: Setting, who: Who, stage: &Stage) -> Vec<Answer> {
    let to = |command: Command| Answer::to(decide(&stage.state, who.actor(), &command));
    let remove = |person| Command::RemoveParticipant {
        person,
        reason: reason(),
    };
    let add = |person, role| Command::AddParticipant(participant(person, role));
    // The host and overseers have no presence in the visit.
    let own = |command| match who {
        Who::Participant(_) | Who::Outsider => to(command),
        Who::Host | Who::Overseer => Answer::Nothing,
    };
    let (last, alone) = last_provider(who, stage);
    vec![
        to(schedule(setting, &[])),
        to(add(ADDED, Role::Guest)),
        to(add(ADDED, Role::Patient)),
        to(add(GONE, Role::Guest)),
        to(remove(BYSTANDER)),
        Answer::to(decide(&alone.state, who.actor(), &remove(last))),
        own(Command::EnterWaitingRoom { person: ME }),
        own(Command::JoinCall { person: ME }),
        own(Command::Leave { person: ME }),
        to(Command::EnterWaitingRoom { person: LATE }),
        to(Command::EndCall),
        to(Command::CompleteVisit),
        to(Command::CancelVisit),
        to(Command::MarkNoShow),
        to(Command::ReopenVisit),
    ]
}

/// The last provider, and the same case without other providers.
fn last_provider(who: Who, stage: &Stage) -> (PersonId, Stage) {
    let mut alone = stage.clone();
    let mine = stage
        .state
        .active(ME)
        .is_some_and(|me| me.role == Role::Provider);
    if mine {
        alone.removes(OPENER);
    }
    assert!(
        case_of(&alone.state) == case_of(&stage.state),
        "{} is in another case",
        who.word()
    );
    (if mine { ME } else { OPENER }, alone)
}
