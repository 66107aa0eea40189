//! Every published crate can be packaged, and has what a registry shows.

use crate::{
    cargo::{cargo, run},
    outcome::Outcome,
    packages::{self, Package},
};

/// Files that every published crate needs.
const FILES: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// Checks the published crates and packages them. A package is not compiled: it consists of the files that all other steps
/// compile.
pub(crate) fn check() -> Outcome {
    let ours = packages::all()?.into_iter();
    let published: Vec<_> = ours.filter(Package::is_published).collect();
    let problems: Vec<_> = published.iter().flat_map(missing).collect();
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    let mut arguments = vec![
        "package",
        "--no-verify",
        "--allow-dirty",
        "--offline",
        "--quiet",
    ];
    for package in &published {
        arguments.extend(["--package", &package.name]);
    }
    run(cargo(&arguments))
}

fn missing(package: &Package) -> Vec<String> {
    let Package {
        name, description, ..
    } = package;
    let mut missing = Vec::new();
    for file in FILES {
        if !package.folder().join(file).exists() {
            missing.push(format!("{name} lacks {file}"));
        }
    }
    for (what, has) in [
        ("a description", description.is_some()),
        ("keywords", !package.keywords.is_empty()),
        ("categories", !package.categories.is_empty()),
        ("a license", package.license.is_some()),
        ("a repository", package.repository.is_some()),
    ] {
        if !has {
            missing.push(format!("{name} lacks {what}"));
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crate_without_metadata_is_reported() {
        let bare = Package {
            name: "bare".to_owned(),
            ..Package::default()
        };
        let problems = missing(&bare);
        assert!(problems.contains(&"bare lacks README.md".to_owned()));
        assert!(problems.contains(&"bare lacks keywords".to_owned()));
    }

    #[test]
    fn what_hosts_use_is_published_and_chores_are_not() {
        let all = packages::all().unwrap();
        let is_published = |name: &str| {
            let mut named = all.iter().filter(|package| package.name == name);
            named.next().unwrap().is_published()
        };
        for name in ["visit-chat", "chat-domain", "chat-conformance"] {
            assert!(is_published(name), "{name}");
        }
        for name in ["xtask", "chat-bench", "visit-chat-tests", "serde"] {
            assert!(!is_published(name), "{name}");
        }
    }
}
