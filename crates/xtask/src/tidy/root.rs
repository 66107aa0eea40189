//! The root folder contains only what a newcomer needs.

use crate::{outcome::Outcome, repository};
use std::path::Path;

const ALLOWED: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "crates",
    "docs",
    "examples",
    "tests",
];

/// Required files, among them the licenses.
const NEEDED: &[&str] = &["Cargo.lock", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    Ok(problems(&repository::names(root)?))
}

fn problems(names: &[String]) -> Vec<String> {
    let surplus = names
        .iter()
        .filter(|name| {
            !(name.starts_with('.')
                || name.starts_with("LICENSE")
                || ALLOWED.contains(&name.as_str())
                || repository::GENERATED.contains(&name.as_str()))
        })
        .map(|name| format!("{name} does not belong in the root folder"));
    let absent = NEEDED
        .iter()
        .filter(|needed| !names.iter().any(|name| name == *needed))
        .map(|needed| format!("{needed} is missing from the root folder"));
    surplus.chain(absent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surplus_and_missing_files_are_reported() {
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let good = names(&[
            ".cargo",
            "Cargo.lock",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "README.md",
            "crates",
            "target",
        ]);
        assert!(problems(&good).is_empty());
        let bad = names(&["Cargo.lock", "LICENSE-MIT", "README.md", "package.json"]);
        assert_eq!(
            problems(&bad),
            [
                "package.json does not belong in the root folder",
                "LICENSE-APACHE is missing from the root folder"
            ]
        );
    }
}
