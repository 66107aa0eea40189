//! Consistency of the manifests, and of the Rust version in the README.

use crate::{outcome::Outcome, repository};
use std::path::Path;

/// Lines that every member's manifest must have.
const SHARED: &[&str] = &[
    "edition.workspace = true",
    "rust-version.workspace = true",
    "workspace = true",
];

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let workspace = repository::read(&root.join("Cargo.toml"))?;
    let Some(version) = rust_version(&workspace) else {
        return Ok(vec!["Cargo.toml states no rust-version".to_owned()]);
    };
    let mut problems = Vec::new();
    if !repository::read(&root.join("README.md"))?.contains(&format!("Rust {version}")) {
        problems.push(format!(
            "README.md does not say that it needs Rust {version}"
        ));
    }
    let mut members = vec![
        "examples/Cargo.toml".to_owned(),
        "tests/Cargo.toml".to_owned(),
    ];
    members.extend(
        repository::crates(root)?
            .iter()
            .map(|name| format!("crates/{name}/Cargo.toml")),
    );
    for member in members {
        let manifest = repository::read(&root.join(&member))?;
        problems.extend(
            missing(&manifest)
                .into_iter()
                .map(|line| format!("{member} lacks `{line}`")),
        );
    }
    Ok(problems)
}

fn rust_version(manifest: &str) -> Option<&str> {
    let line = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = \""))?;
    line.strip_suffix('"')
}

fn missing(manifest: &str) -> Vec<&'static str> {
    SHARED
        .iter()
        .copied()
        .filter(|shared| !manifest.lines().any(|line| line == *shared))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_version_is_read() {
        assert_eq!(
            rust_version("[workspace.package]\nrust-version = \"1.95\"\n"),
            Some("1.95")
        );
        assert_eq!(
            rust_version("[workspace.package]\nedition = \"2024\"\n"),
            None
        );
    }

    #[test]
    fn member_without_the_shared_lints_is_reported() {
        let manifest = "edition.workspace = true\nrust-version.workspace = true\n";
        assert_eq!(missing(manifest), ["workspace = true"]);
        assert!(missing(&format!("{manifest}[lints]\nworkspace = true\n")).is_empty());
    }
}
