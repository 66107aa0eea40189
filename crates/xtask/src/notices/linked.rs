//! The crates that are linked into the program.

use crate::{
    cargo::{cargo, output},
    dist,
    outcome::Outcome,
    packages::{PLATFORM, Package},
};
use std::collections::BTreeSet;

/// The third-party crates that are linked into `chat-server` for deployment, without build and test
/// dependencies and macros.
pub(super) fn packages(all: &[Package]) -> Outcome<Vec<&Package>> {
    let tree = ["tree", "--package", "chat-server", "--locked"];
    let features = ["--features", dist::FEATURES];
    let edges = ["--edges", "normal,no-proc-macro", "--prefix", "none"];
    let platform = ["--target", PLATFORM, "--format", "{p}"];
    let printed = output(cargo(
        &[tree.as_slice(), &features, &edges, &platform].concat(),
    ))?;
    chosen(all, &printed)
}

fn chosen<'a>(all: &'a [Package], printed: &str) -> Outcome<Vec<&'a Package>> {
    let linked: BTreeSet<_> = printed.lines().filter_map(name_and_version).collect();
    let is_linked = |package: &&Package| {
        let named = (package.name.as_str(), package.version.as_str());
        package.source.is_some() && linked.contains(&named)
    };
    let chosen: Vec<_> = all.iter().filter(is_linked).collect();
    match chosen.is_empty() {
        true => Err("cargo tree lists no linked crates".to_owned()),
        false => Ok(chosen),
    }
}

/// `name v1.2.3 (…)`.
fn name_and_version(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    words.next().zip(words.next()?.strip_prefix('v'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linked_crates_are_found_by_name_and_version() {
        let package = |name: &str, version: &str, source: Option<&str>| Package {
            name: name.to_owned(),
            version: version.to_owned(),
            source: source.map(str::to_owned),
            ..Package::default()
        };
        let all = [
            package("chat-server", "0.1.0", None),
            package("serde", "1.0.0", Some("registry")),
            package("serde", "2.0.0", Some("registry")),
            package("criterion", "1.0.0", Some("registry")),
        ];
        let printed =
            "chat-server v0.1.0 (/chat/crates/chat-server)\nserde v1.0.0\nserde v1.0.0 (*)\n";
        let found = chosen(&all, printed).unwrap();
        let found: Vec<_> = found.iter().map(|it| (&*it.name, &*it.version)).collect();
        assert_eq!(found, [("serde", "1.0.0")]);
        assert!(chosen(&all, "").is_err());
    }
}
