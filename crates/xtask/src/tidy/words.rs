//! Plain English in comments, documents and names of functions: a list of words to avoid.

use crate::{outcome::Outcome, repository};
use std::path::Path;

/// Words and phrases to avoid, each with a better one.
const AVOIDED: &[(&str, &str)] = &[
    ("all the same", "anyway"),
    ("amid", "among, during"),
    ("anew", "again"),
    ("anybody", "anyone, or the actor: the caller, the reader"),
    ("as ever", "as before"),
    ("beforehand", "before"),
    ("breaks off", "is interrupted"),
    ("broke off", "was interrupted"),
    ("by turns", "alternately"),
    ("for ever", "permanently"),
    ("given up", "discarded, abandoned"),
    ("in vain", "without success"),
    ("is told of", "receives"),
    ("likewise", "too"),
    ("looks whether", "checks whether"),
    ("nobody", "no one, or the actor"),
    ("one's own", "their own"),
    ("so many", "the number"),
    ("so much", "the amount"),
    ("somebody", "someone, or the actor"),
    ("thereof", "of it"),
    ("under way", "in progress"),
    ("whereby", "by which"),
    ("whoever", "the actor: the caller, the uploader"),
    ("withdraw", "retract, discard, remove"),
    ("withdrawal", "retraction"),
    ("withdrawn", "retracted, discarded, removed"),
    ("withdraws", "retracts, discards, removes"),
];

/// Names of variables to avoid, each with better ones.
const AVOIDED_NAMES: &[(&str, &str)] = &[
    ("heard", "received"),
    ("said", "output, response, text"),
    ("told", "reported, message, problems"),
];

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let mut problems = Vec::new();
    for file in repository::files(root, &["rs", "md"])? {
        let text = repository::read(&root.join(&file))?;
        let is_code = file.extension().is_some_and(|extension| extension == "rs");
        let found = avoided(&text, is_code).into_iter();
        problems.extend(found.map(|(line, word, better)| {
            format!("{}:{line}: avoid \"{word}\": {better}", file.display())
        }));
    }
    Ok(problems)
}

/// Each avoided word with its line number and a better word.
fn avoided(text: &str, is_code: bool) -> Vec<(usize, &'static str, &'static str)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let words = if is_code {
            words(&prose(line))
        } else {
            words(line)
        };
        let there = AVOIDED
            .iter()
            .filter(|(word, _)| words.contains(&format!(" {word} ")));
        let name = variable(line).filter(|_| is_code);
        let named = AVOIDED_NAMES.iter().filter(|(word, _)| name == Some(*word));
        found.extend(
            there
                .chain(named)
                .map(|(word, better)| (index + 1, *word, *better)),
        );
    }
    found
}

/// The name of the variable that a line of code defines.
fn variable(line: &str) -> Option<&str> {
    let name = line.trim_start().strip_prefix("let ")?;
    let name = name.strip_prefix("mut ").unwrap_or(name);
    name.split(|c: char| c != '_' && !c.is_alphanumeric())
        .next()
}

/// The comment in a line of code, and the words in the name of a function that the line defines.
fn prose(line: &str) -> String {
    let (code, comment) = line.split_once("//").unwrap_or((line, ""));
    let name = code.split_once("fn ").map_or("", |(_, rest)| rest);
    let name = name
        .split(|c: char| c != '_' && !c.is_alphanumeric())
        .next();
    format!("{} . {comment}", name.unwrap_or_default().replace('_', " "))
}

/// The words in lower case, with one space around each. Punctuation separates phrases.
fn words(text: &str) -> String {
    let mut spaced = String::from(" ");
    for c in text.to_lowercase().chars() {
        match c {
            '\'' | '_' => spaced.push(c),
            c if c.is_alphanumeric() => spaced.push(c),
            ' ' => spaced.push(' '),
            _ => spaced.push_str(" . "),
        }
    }
    spaced.push(' ');
    spaced
        .split(' ')
        .filter(|word| !word.is_empty())
        .fold(String::from(" "), |line, word| line + word + " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, is_code: bool) -> Vec<(usize, &'static str)> {
        let found = avoided(text, is_code).into_iter();
        found.map(|(line, word, _)| (line, word)).collect()
    }

    #[test]
    fn avoided_words_are_found_in_comments_and_names_but_not_in_code() {
        let code = "let nobody = 1; @ for whoever\n@/ Anew.\n% a_b_likewise() {}\n";
        let code = code.replace('@', "//").replace('%', "fn");
        let expected = [(1, "whoever"), (2, "anew"), (3, "likewise")];
        assert_eq!(found(&code, true), expected);
    }

    #[test]
    fn avoided_variables_are_found() {
        let code = "let said = 1;\n  let mut told = said;\nlet said_so = told;\nf(heard);";
        assert_eq!(found(code, true), [(1, "said"), (2, "told")]);
        assert_eq!(found(code, false), []);
    }

    #[test]
    fn phrases_are_found_as_whole_words() {
        assert_eq!(found("So many files.", false), [(1, "so many")]);
        assert_eq!(found("A `nobody_x` and anewly.", false), []);
    }

    #[test]
    fn every_avoided_word_is_found() {
        for (word, _) in AVOIDED {
            assert_eq!(found(&format!("It is {word}, here."), false), [(1, *word)]);
        }
    }
}
