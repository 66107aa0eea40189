//! Every rule that the domain enforces is named next to code that enforces it.

use crate::{outcome::Outcome, repository};
use std::{collections::BTreeSet, path::Path};

/// The catalogue, whose sections state where each rule is enforced.
const CATALOGUE: &str = "docs/permissions.md";

/// Where the domain's code is.
const DOMAIN: &str = "crates/chat-domain/src/";

/// Files that name all rules and enforce none.
const TABLES: &[&str] = &[
    "crates/chat-domain/src/rule.rs",
    "crates/chat-domain/src/refusal.rs",
];

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let mut named = BTreeSet::new();
    for file in repository::files(root, &["rs"])? {
        let name = file.to_string_lossy();
        if name.starts_with(DOMAIN) && !TABLES.contains(&&*name) && !name.ends_with("tests.rs") {
            let text = repository::read(&root.join(&file))?;
            named.extend(words_beside_code(&text).map(ToOwned::to_owned));
        }
    }
    let catalogue = repository::read(&root.join(CATALOGUE))?;
    let rules: Vec<_> = enforced(&catalogue).collect();
    if rules.is_empty() {
        return Ok(vec![format!(
            "{CATALOGUE} states of no rule where it is enforced"
        )]);
    }
    let unnamed = rules.into_iter().filter(|rule| !named.contains(*rule));
    Ok(unnamed
        .map(|rule| format!("no line of code in {DOMAIN} names {rule} as the rule it enforces"))
        .collect())
}

/// The rules that the domain enforces, according to the catalogue.
fn enforced(catalogue: &str) -> impl Iterator<Item = &str> {
    let sections = catalogue.split("\n## ").skip(1);
    sections.filter_map(|section| {
        let mut lines = section.lines();
        let rule = lines.next()?.trim();
        lines
            .any(|line| line.starts_with("**Where.** `chat-domain`"))
            .then_some(rule)
    })
}

/// The words of comments within or after code, and rules as values. Documentation and tests enforce nothing.
fn words_beside_code(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().flat_map(|line| {
        let line = line.trim_start();
        let comment = if line.starts_with("///") || line.starts_with("//!") {
            None
        } else {
            line.split_once("//").map(|(_, comment)| comment)
        };
        let values = line.split("RuleId::").skip(1);
        let values = values.filter_map(|rest| words(rest).next());
        let values = values.filter(move |_| !line.starts_with("//"));
        comment.into_iter().flat_map(words).chain(values)
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_comments_next_to_code_and_values_count() {
        let text = "//! M1\n/// M2\nfn a() -> Rule {\n    // M3: why\n    b(); // M4, M5\n    \
                    RuleId::M6 }\n#[cfg(test)]\nmod tests { // M7\n}\n";
        let found: Vec<_> = words_beside_code(text).collect();
        assert_eq!(found, ["M3", "why", "M4", "M5", "M6"]);
    }

    #[test]
    fn rules_enforced_by_the_domain_are_read_from_the_catalogue() {
        let text = "# Rules\n## A1\nOne.\n\n**Where.** `chat-domain`: `a.rs`.\n\n## A2\nTwo.\n\n\
                    **Where.** `crates/chat-attachments`: `b.rs`.\n";
        assert_eq!(enforced(text).collect::<Vec<_>>(), ["A1"]);
    }

    #[test]
    fn rule_without_a_line_is_reported() {
        let root = repository::root();
        assert_eq!(check(root).unwrap(), Vec::<String>::new());
        let catalogue = repository::read(&root.join(CATALOGUE)).unwrap();
        assert!(enforced(&catalogue).count() > 30);
    }
}
