//! The parts of `.cargo/deny.toml` that are checked here.

use crate::{outcome::Outcome, packages::Package};
use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

/// The policy, in a file that cargo-deny finds, too.
pub(super) const FILE: &str = ".cargo/deny.toml";

/// Which third-party crates are allowed. Fields that only cargo-deny reads are ignored.
pub(super) struct Policy {
    licenses: Vec<Licensee>,
    banned: Vec<Banned>,
    registries: Vec<String>,
}

#[derive(Deserialize)]
struct Banned {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

impl Policy {
    pub(super) fn parse(text: &str) -> Outcome<Self> {
        #[derive(Deserialize)]
        struct File {
            licenses: Licenses,
            bans: Bans,
            sources: Sources,
        }
        #[derive(Deserialize)]
        struct Licenses {
            allow: Vec<String>,
        }
        #[derive(Deserialize)]
        struct Bans {
            deny: Vec<Banned>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case")]
        struct Sources {
            allow_registry: Vec<String>,
        }
        let unreadable = |error: &dyn std::fmt::Display| format!("{}: {error}", FILE);
        let file: File = toml::from_str(text).map_err(|error| unreadable(&error))?;
        let licenses = file.licenses.allow.iter().map(|name| Licensee::parse(name));
        Ok(Self {
            licenses: licenses
                .collect::<Result<_, _>>()
                .map_err(|error| unreadable(&error))?,
            banned: file.bans.deny,
            registries: file.sources.allow_registry,
        })
    }

    /// A sentence for every violation.
    pub(super) fn problems(&self, packages: &[Package]) -> Vec<String> {
        packages
            .iter()
            .flat_map(|package| self.problems_of(package))
            .collect()
    }

    fn problems_of(&self, package: &Package) -> Vec<String> {
        let banned = self
            .banned
            .iter()
            .find(|banned| banned.name == package.name);
        let problems = [
            banned.map(|banned| format!("is banned: {}", banned.reason)),
            self.license_problem(package),
            self.source_problem(package),
        ];
        let named = |problem| format!("{} {} {problem}", package.name, package.version);
        problems.into_iter().flatten().map(named).collect()
    }

    fn license_problem(&self, package: &Package) -> Option<String> {
        let Some(license) = &package.license else {
            return Some("states no license".to_owned());
        };
        let Ok(expression) = Expression::parse_mode(license, ParseMode::LAX) else {
            return Some(format!("states a license that is not SPDX: {license}"));
        };
        let allowed = |wanted: &spdx::LicenseReq| {
            let mut licenses = self.licenses.iter();
            licenses.any(|license| license.satisfies(wanted))
        };
        (!expression.evaluate(allowed))
            .then(|| format!("has a license that is not allowed: {license}"))
    }

    fn source_problem(&self, package: &Package) -> Option<String> {
        let source = package.source.as_deref()?;
        let registry = source.strip_prefix("registry+");
        let known =
            registry.is_some_and(|registry| self.registries.iter().any(|it| it == registry));
        (!known).then(|| format!("comes from elsewhere: {source}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
        [licenses]
        allow = ["MIT", "MPL-2.0"]
        [bans]
        deny = [{ crate = "rsa", reason = "it leaks" }]
        [sources]
        allow-registry = ["https://index.example"]
    "#;

    fn problems(name: &str, license: Option<&str>, source: Option<&str>) -> Vec<String> {
        let package = Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: license.map(str::to_owned),
            source: source.map(str::to_owned),
            ..Package::default()
        };
        Policy::parse(RULES).unwrap().problems(&[package])
    }

    #[test]
    fn licenses_are_evaluated_as_expressions() {
        for (license, allowed) in [
            ("MIT", true),
            ("MIT OR GPL-3.0-only", true),
            ("GPL-3.0-only/MIT", true),
            ("MPL-2.0+", true),
            ("MIT AND GPL-3.0-only", false),
            ("GPL-3.0-only", false),
            ("MIT WITH LLVM-exception", false),
            ("nonsense of no kind", false),
        ] {
            assert_eq!(
                problems("x", Some(license), None).is_empty(),
                allowed,
                "{license}"
            );
        }
        assert_eq!(problems("x", None, None), ["x 1.0.0 states no license"]);
    }

    #[test]
    fn banned_crates_and_foreign_sources_are_reported_with_the_reason() {
        let source = |source| problems("x", Some("MIT"), Some(source));
        assert!(source("registry+https://index.example").is_empty());
        for other in [
            "registry+https://elsewhere.example",
            "git+https://index.example",
        ] {
            assert_eq!(
                source(other),
                [format!("x 1.0.0 comes from elsewhere: {other}")]
            );
        }
        let banned = problems("rsa", Some("MIT"), None);
        assert_eq!(banned, ["rsa 1.0.0 is banned: it leaks"]);
    }

    #[test]
    fn unreadable_policy_is_an_error() {
        for (from, to) in [
            ("\"MIT\"", "\"MIX\""),
            ("deny", "denied"),
            ("[sources]", "[source]"),
        ] {
            let error = Policy::parse(&RULES.replace(from, to)).err().unwrap();
            assert!(error.starts_with(".cargo/deny.toml: "), "{error}");
        }
    }
}
