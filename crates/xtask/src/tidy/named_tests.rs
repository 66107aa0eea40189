//! Every test that the documents of promises name exists.

use crate::{outcome::Outcome, repository};
use std::{collections::BTreeSet, path::Path};

/// Documents that name tests as evidence for promises.
const DOCUMENTS: &[&str] = &["docs/reliability.md", "docs/security.md"];

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let mut functions = BTreeSet::new();
    for file in repository::files(root, &["rs"])? {
        let text = repository::read(&root.join(file))?;
        functions.extend(defined(&text).map(ToOwned::to_owned));
    }
    let mut problems = Vec::new();
    for document in DOCUMENTS {
        let text = repository::read(&root.join(document))?;
        let dead = named(&text).filter(|name| !functions.contains(*name));
        problems.extend(
            dead.map(|name| format!("{document} names the test {name}, which does not exist")),
        );
    }
    Ok(problems)
}

/// The names of functions in a source file.
fn defined(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split("fn ").skip(1);
    after.filter_map(|rest| rest.split(|c: char| !is_of_a_name(c)).next())
}

/// The snake-case names of several words in backticks.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text
        .lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    quoted.filter(|word| word.contains('_') && word.chars().all(is_of_a_name))
}

fn is_of_a_name(c: char) -> bool {
    c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_names_are_told_from_other_words() {
        let text = "`a_b`: `cargo test a_b`, `docs/x_y.md`, `one` and `it_holds`";
        assert_eq!(named(text).collect::<Vec<_>>(), ["a_b", "it_holds"]);
    }

    #[test]
    fn functions_are_found_by_their_names() {
        let text = "fn one() {}\n    async fn two_words<T>(t: T) {}\n";
        assert_eq!(defined(text).collect::<Vec<_>>(), ["one", "two_words"]);
    }
}
