//! Nothing half-done stays in the sources: no reminders, no debugging prints, no skipped tests.

use crate::{Outcome, repository};
use std::path::Path;

/// What must not stand in a source file. Written in two parts, so that this file passes too.
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
    fn each_leftover_is_found_in_its_line() {
        for word in LEFTOVERS {
            assert_eq!(
                leftovers(&format!("fn good() {{}}\n// {word}\n")),
                [(2, *word)]
            );
        }
        assert!(leftovers("a method to do things, and its mastodon\n").is_empty());
    }
}
