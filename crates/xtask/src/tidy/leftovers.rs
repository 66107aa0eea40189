//! Leftovers in the sources: reminders, debug prints, ignored tests.

use crate::{outcome::Outcome, repository};
use std::path::Path;

/// Text that must not occur in a source file. Split in two, so that this file passes.
const LEFTOVERS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("dbg", "!("),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("#[ign", "ore"),
    concat!("console", ".log("),
];

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let mut problems = Vec::new();
    for file in repository::files(root, &["rs", "js", "css", "html", "sql", "toml", "md"])? {
        let text = repository::read(&root.join(&file))?;
        let found = leftovers(&text);
        problems.extend(
            found
                .into_iter()
                .map(|(line, word)| format!("{}:{line}: {word}", file.display())),
        );
    }
    Ok(problems)
}

/// Each leftover with its line number.
fn leftovers(text: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        found.extend(
            LEFTOVERS
                .iter()
                .filter(|w| line.contains(**w))
                .map(|w| (index + 1, *w)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_are_reported_with_their_line() {
        for word in LEFTOVERS {
            assert_eq!(
                leftovers(&format!("fn good() {{}}\n// {word}\n")),
                [(2, *word)]
            );
        }
        assert!(leftovers("a method to do things, and its mastodon\n").is_empty());
    }
}
