//! The permission grid: the answer to every action in every case, as readable text.
//!
//! `docs/permissions-grid.txt` is that text. After changing a rule, review its diff:
//!
//! ```text
//! UPDATE_GRID=1 cargo test -p chat-domain --test it grid
//! ```

mod answers;
mod case;
mod cast;
mod chats;
mod document;
mod files;
mod impossible;
mod key;
mod merge;
mod nothing;
mod notices;
mod oversight;
mod parse;
mod reach;
mod sections;
mod seen;
mod table;
mod text;
mod visit;
mod wander;

pub use document::keys;

use answers::{About, Table};
use chat_domain::Refusal;
use sections::SECTIONS;
use std::{collections::BTreeSet, path::Path, sync::LazyLock};
use table::{Answer, Case, describe, size};

const COMMAND: &str = "UPDATE_GRID=1 cargo test -p chat-domain --test it grid";

/// The computed document, shared by all tests that read it.
static DOCUMENT: LazyLock<String> = LazyLock::new(document::document);

#[test]
fn document_matches_the_grid() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions-grid.txt");
    let computed = &*DOCUMENT;
    if std::env::var_os("UPDATE_GRID").is_some() {
        std::fs::write(&path, computed).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = written
        .lines()
        .zip(computed.lines())
        .position(|(is, should)| is != should);
    if let Some(line) = differs {
        panic!(
            "docs/permissions-grid.txt differs in line {}:\n  it has    {}\n  should be {}\n\
             If the change is meant, write it with\n  {COMMAND}",
            line + 1,
            written.lines().nth(line).unwrap_or_default(),
            computed.lines().nth(line).unwrap_or_default(),
        );
    }
    assert!(
        written == *computed,
        "docs/permissions-grid.txt has another end; write it with\n  {COMMAND}"
    );
}

#[test]
fn every_combination_is_answered_or_stated_as_impossible() {
    for block in SECTIONS.iter().flat_map(|section| &section.blocks) {
        assert_eq!(block.cases.len(), size(&block.dims));
        let disputed = block.disputed();
        assert!(
            disputed.is_empty(),
            "{} faults, such as\n{}",
            disputed.len(),
            disputed[0]
        );
    }
}

#[test]
fn every_reason_is_the_first_for_some_case() {
    let cases = SECTIONS
        .iter()
        .flat_map(|s| &s.blocks)
        .flat_map(|b| &b.cases);
    let given: BTreeSet<_> = cases
        .filter_map(|case| match case {
            Case::Impossible(reason) => Some(*reason),
            _ => None,
        })
        .collect();
    for reason in document::reasons() {
        assert!(
            given.contains(reason),
            "nothing is impossible for this reason: {reason}"
        );
    }
}

#[test]
fn printed_grid_matches_the_answers() {
    let printed = parse::parse(&DOCUMENT);
    let mut read = BTreeSet::new();
    for section in SECTIONS.iter() {
        for block in &section.blocks {
            let heading = (section.title.to_owned(), text::heading(block));
            let on = parse::on_lines(block, printed.get(&heading));
            let from = section
                .from
                .map(|from| (SECTIONS[from].title.to_owned(), heading.1.clone()));
            let before = parse::on_lines(block, from.and_then(|from| printed.get(&from)));
            for (case, content) in block.cases.iter().enumerate() {
                let what = || format!("{heading:?}: {}", describe(&block.dims, case));
                let (answers, lines) = match content {
                    Case::Answers(answers) => (answers, &on[case]),
                    // Omitted cases are in the table from which this one differs.
                    Case::AsBefore(answers) if on[case].is_empty() => (answers, &before[case]),
                    Case::AsBefore(answers) => (answers, &on[case]),
                    Case::Impossible(_) | Case::Disputed(_) => continue,
                };
                assert_eq!(lines.len(), 1, "not on exactly one line: {}", what());
                assert_eq!(lines[0].len(), answers.len());
                for (answer, printed) in answers.iter().zip(lines[0]) {
                    let same = *answer == Answer::Nothing || answer.to_string() == *printed;
                    assert!(same, "{answer} is printed as {printed}: {}", what());
                }
            }
            read.insert(heading);
        }
    }
    let unread = printed.keys().find(|heading| !read.contains(heading));
    assert_eq!(unread, None, "a printed table has no block");
}

#[test]
fn line_without_an_answer_covers_no_question() {
    for block in SECTIONS.iter().flat_map(|section| &section.blocks) {
        let can_be =
            |answers: &Vec<Answer>| answers.iter().any(|answer| *answer != Answer::Nothing);
        for line in merge::lines(block) {
            assert!(can_be(&line.answers), "{}", text::heading(block));
        }
    }
}

#[test]
fn every_reason_code_is_in_the_grid_or_listed_elsewhere() {
    let here: BTreeSet<_> = keys().into_iter().map(|key| key.code).collect();
    let elsewhere: BTreeSet<_> = document::ELSEWHERE.iter().map(|(code, _)| *code).collect();
    let all: BTreeSet<_> = key::KEYS.iter().map(|key| key.code).collect();
    assert_eq!(here.intersection(&elsewhere).next(), None);
    assert_eq!(
        here.union(&elsewhere).copied().collect::<BTreeSet<_>>(),
        all
    );
}

/// M7: no one but the uploader can distinguish an unsent file from an absent one.
#[test]
fn m7_unsent_file_of_another_is_like_an_absent_one() {
    let absent = [
        Refusal::FileUnknown,
        Refusal::Removed,
        Refusal::VisitUnknown,
    ];
    let absent = absent.map(|refusal| Answer::No(key::of(&refusal)));
    let actions = Table::Files.actions();
    let mut asked = 0;
    for block in SECTIONS.iter().flat_map(|section| &section.blocks) {
        let columns: Vec<_> = actions.iter().map(|action| action.heading).collect();
        for case in block.cases.iter().filter(|_| block.columns == columns) {
            let (Case::Answers(answers) | Case::AsBefore(answers)) = case else {
                continue;
            };
            let answers = actions.iter().zip(answers);
            let of_others = answers.filter(|(action, _)| action.about == Some(About::OtherFile));
            for (action, answer) in of_others.filter(|(_, answer)| **answer != Answer::Nothing) {
                let sends = action.heading.contains(&"send") && matches!(answer, Answer::No(_));
                assert!(sends || absent.contains(answer), "{}", text::heading(block));
                asked += 1;
            }
        }
    }
    assert!(asked > 0);
}

#[test]
fn document_is_narrow_and_short() {
    let text = &*DOCUMENT;
    let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= text::WIDTH, "{widest} columns");
    let lines = text.lines().count();
    assert!(lines < 1_550, "{lines} lines");
}

#[test]
fn acts_on_the_visit_are_the_same_under_every_policy() {
    for setting in sections::settings() {
        for who in visit::Who::all() {
            let usual = visit::block(sections::under_default(setting), who);
            assert!(
                visit::block(setting, who).cases == usual.cases,
                "{}",
                text::heading(&usual)
            );
        }
    }
}
