//! The grid of chats: its blocks under one setting.

use super::{
    answers::{Table, answers},
    case::{At, Chat, Subject},
    cast::Setting,
    impossible, nothing,
    reach::Builder,
    table::{Answer, Block, Case, size},
};
use chat_domain::Role;

/// All tables, grouped by role.
pub fn all(setting: Setting) -> Vec<Block> {
    let mut all = Vec::new();
    for of_role in Subject::all().chunk_by(|one, other| one.role == other.role) {
        let (mut chats, mut files) = (Vec::new(), Vec::new());
        for subject in of_role {
            chats.push(block(setting, *subject, Table::Chat));
            if Table::Files.is_of(*subject, setting.policy) {
                files.push(block(setting, *subject, Table::Files));
            }
        }
        all.append(&mut chats);
        all.append(&mut files);
    }
    all
}

/// Every case of a subject, as reached by commands.
fn block(setting: Setting, subject: Subject, table: Table) -> Block {
    let mut builder = Builder::new(setting, subject);
    let case = |index| {
        let at = subject.at(index);
        match (builder.build(&at), impossible::why_not(setting, &at)) {
            (Some(stage), None) => {
                let answers = answers(table, &stage, subject.key());
                checked(setting, &at, table, answers)
            }
            (built, why_not) => Case::stated(built.is_some(), why_not),
        }
    };
    let columns = table.actions().iter().map(|action| action.heading);
    Block {
        part: part(subject),
        title: title(subject, table),
        dims: subject.dims().to_vec(),
        columns: columns.collect(),
        cases: (0..size(&subject.dims())).map(case).collect(),
        counts: table == Table::Chat,
    }
}

/// The table of a subject, if there is one.
pub fn of(blocks: &[Block], subject: Subject, table: Table) -> Option<&Block> {
    let (part, title) = (part(subject), title(subject, table));
    let mut blocks = blocks.iter();
    blocks.find(|block| block.part == part && block.title == title)
}

/// Checks that a message or file is absent exactly where it can't exist.
fn checked(setting: Setting, at: &At, table: Table, answers: Vec<Answer>) -> Case {
    for (action, answer) in table.actions().iter().zip(&answers) {
        let why_not = action
            .about
            .and_then(|about| nothing::why_not(setting, at, about));
        if (*answer == Answer::Nothing) != why_not.is_some() {
            let about = action.about;
            return Case::Disputed(format!("{about:?}: {answer:?}, yet {why_not:?}"));
        }
    }
    Case::Answers(answers)
}

fn part(subject: Subject) -> String {
    subject.role.map_or("outsider", Role::word).to_uppercase()
}

fn title(subject: Subject, table: Table) -> String {
    let with = |role: Role| match role {
        _ if subject.role == Some(role) && role == Role::Staff => "other staff".to_owned(),
        _ if subject.role == Some(role) => format!("another {}", role.word()),
        Role::Staff => "staff".to_owned(),
        Role::Interpreter => "an interpreter".to_owned(),
        _ => format!("a {}", role.word()),
    };
    let chat = match subject.chat {
        Chat::Visit => "the visit chat".to_owned(),
        Chat::With(role) => format!("direct chat with {}", with(role)),
        Chat::Others => "direct chat of another provider and patient".to_owned(),
        Chat::Swapped => "their direct chat, named with its sides swapped".to_owned(),
        Chat::Myself => "direct chat with themselves".to_owned(),
        Chat::Stranger => "direct chat with an outsider".to_owned(),
    };
    match table {
        Table::Chat => chat,
        Table::Files => format!("{chat}, files not sent yet"),
    }
}
