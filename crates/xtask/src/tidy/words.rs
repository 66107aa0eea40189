//! Plain English in comments, documents and names of functions: a list of words to avoid.

use crate::{outcome::Outcome, repository};
use std::path::Path;

/// Words and phrases to avoid. Name the actor, the number or the act instead: the caller, three,
/// retract, discard, again.
const AVOIDED: &[&str] = &[
    "anew",
    "anybody",
    "as ever",
    "beforehand",
    "for ever",
    "given up",
    "is told of",
    "likewise",
    "looks whether",
    "nobody",
    "one's own",
    "so many",
    "so much",
    "somebody",
    "thereof",
    "whereby",
    "whoever",
    "withdraw",
    "withdrawal",
    "withdrawn",
    "withdraws",
];

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let mut problems = Vec::new();
    for file in repository::files(root, &["rs", "md"])? {
        let text = repository::read(&root.join(&file))?;
        let is_code = file.extension().is_some_and(|extension| extension == "rs");
        let found = avoided(&text, is_code).into_iter();
        problems.extend(
            found.map(|(line, word)| format!("{}:{line}: avoid \"{word}\"", file.display())),
        );
    }
    Ok(problems)
}

/// Each avoided word with its line number.
fn avoided(text: &str, is_code: bool) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let words = if is_code {
            words(&prose(line))
        } else {
            words(line)
        };
        let there = AVOIDED
            .iter()
            .filter(|word| words.contains(&format!(" {word} ")));
        found.extend(there.map(|word| (index + 1, *word)));
    }
    found
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

    #[test]
    fn avoided_words_are_found_in_comments_and_names_but_not_in_code() {
        let code = "let nobody = 1; @ for whoever\n@/ Anew.\n% a_b_likewise() {}\n";
        let code = code.replace('@', "//").replace('%', "fn");
        let expected = [(1, "whoever"), (2, "anew"), (3, "likewise")];
        assert_eq!(avoided(&code, true), expected);
    }

    #[test]
    fn phrases_are_found_as_whole_words() {
        assert_eq!(avoided("So many files.", false), [(1, "so many")]);
        assert_eq!(avoided("A `nobody_x` and anewly.", false), []);
    }

    #[test]
    fn every_avoided_word_is_found() {
        for word in AVOIDED {
            assert_eq!(
                avoided(&format!("It is {word}, here."), false),
                [(1, *word)]
            );
        }
    }
}
