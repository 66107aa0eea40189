//! The chats' grid: its blocks under one setting.

use super::{
    answers::{ACTIONS, answers},
    case::{At, Chat, Subject},
    cast::Setting,
    impossible, nothing,
    reach::Builder,
    table::{Answer, Block, Case, size},
};
use chat_domain::Role;

/// Every case of a subject, by being brought about.
pub fn block(setting: Setting, subject: Subject) -> Block {
    let mut builder = Builder::new(setting, subject);
    let case = |index| {
        let at = subject.at(index);
        match (builder.build(&at), impossible::why_not(setting, &at)) {
            (Some(stage), None) => checked(setting, &at, answers(&stage, subject.key())),
            (built, why_not) => Case::stated(built.is_some(), why_not),
        }
    };
    Block {
        part: part(subject),
        title: title(subject),
        dims: subject.dims().to_vec(),
        columns: ACTIONS.iter().map(|action| action.heading).collect(),
        cases: (0..size(&subject.dims())).map(case).collect(),
    }
}

/// There is no message exactly where there can be none.
fn checked(setting: Setting, at: &At, answers: Vec<Answer>) -> Case {
    for (action, answer) in ACTIONS.iter().zip(&answers) {
        let why_not = action
            .about
            .and_then(|about| nothing::why_not(setting, at, about));
        if (*answer == Answer::Nothing) != why_not.is_some() {
            let about = action.about;
            return Case::Disputed(format!("{about:?} message: {answer:?}, yet {why_not:?}"));
        }
    }
    Case::Answers(answers)
}

fn part(subject: Subject) -> String {
    subject.role.map_or("outsider", Role::word).to_uppercase()
}

fn title(subject: Subject) -> String {
    let with = |role: Role| match role {
        _ if subject.role == Some(role) && role == Role::Staff => "other staff".to_owned(),
        _ if subject.role == Some(role) => format!("another {}", role.word()),
        Role::Staff => "staff".to_owned(),
        Role::Interpreter => "an interpreter".to_owned(),
        _ => format!("a {}", role.word()),
    };
    match subject.chat {
        Chat::Visit => "the visit chat".to_owned(),
        Chat::With(role) => format!("direct chat with {}", with(role)),
        Chat::Others => "direct chat of a provider and a patient who are others".to_owned(),
        Chat::Swapped => "their direct chat, named with its sides swapped".to_owned(),
        Chat::Myself => "direct chat with themselves".to_owned(),
        Chat::Stranger => "direct chat with somebody who takes no part".to_owned(),
    }
}
