//! Checks of third-party crates: licenses, bans and sources against `.cargo/deny.toml`, advisories if the
//! database can be reached, and the notices against `Cargo.lock`.

mod advisories;
mod policy;

use crate::{
    notices,
    outcome::Outcome,
    packages::{self, Package},
    repository,
};
use policy::Policy;
use std::collections::BTreeMap;

pub(crate) fn check() -> Outcome {
    let policy = Policy::parse(&repository::read(&repository::root().join(policy::FILE))?)?;
    let packages = packages::all()?;
    println!("{} packages: licenses, bans, sources", packages.len());
    let several: Vec<_> = duplicates(&packages)
        .into_iter()
        .map(|(name, versions)| format!("{name} {}", versions.join(" ")))
        .collect();
    println!(
        "  {} in several versions: {}",
        several.len(),
        several.join(", ")
    );
    let problems = policy.problems(&packages);
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    println!("third-party notices");
    notices::check(&packages)?;
    println!("advisories");
    advisories::check()
}

/// Crates in several versions. Not an error, but each costs build time and size.
fn duplicates(packages: &[Package]) -> BTreeMap<&str, Vec<&str>> {
    let mut versions = BTreeMap::<_, Vec<_>>::new();
    for package in packages {
        let of_it = versions.entry(package.name.as_str()).or_default();
        of_it.push(package.version.as_str());
    }
    versions.retain(|_, versions| versions.len() > 1);
    versions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crate_in_two_versions_is_reported() {
        let package = |name: &str, version: &str| Package {
            name: name.to_owned(),
            version: version.to_owned(),
            ..Package::default()
        };
        let packages = [
            package("a", "1.0.0"),
            package("b", "1.0.0"),
            package("b", "2.0.0"),
        ];
        let found = duplicates(&packages);
        assert_eq!(found, BTreeMap::from([("b", vec!["1.0.0", "2.0.0"])]));
    }
}
