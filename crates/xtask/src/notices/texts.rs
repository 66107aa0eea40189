//! The license texts that a crate ships.

use crate::{outcome::Outcome, packages::Package, repository};
use spdx::{Expression, Licensee, ParseMode};
use std::{collections::BTreeSet, fs, path::Path};

/// Prefixes of the names of such files.
const BEGINNINGS: &[&str] = &[
    "COPYING",
    "COPYRIGHT",
    "LICENCE",
    "LICENSE",
    "NOTICE",
    "UNLICENSE",
];

/// The license to choose if a crate offers it among others, as in the name of its file.
const CHOSEN: &str = "MIT";

/// The texts of the licenses under which we redistribute a crate, with its notices.
pub(super) fn of(package: &Package) -> Outcome<BTreeSet<String>> {
    let mut names = repository::names(package.folder())?;
    names.retain(|name| is_text(&package.folder().join(name), name));
    if let Some(file) = &package.license_file {
        names.push(file.to_string_lossy().into_owned());
    }
    let chosen = |name: &String| name.to_ascii_uppercase().contains(CHOSEN);
    if mit_is_enough(package) && names.iter().any(chosen) {
        names.retain(chosen);
    }
    names
        .iter()
        .map(|name| read(&package.folder().join(name)))
        .collect()
}

fn is_text(path: &Path, name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    path.is_file()
        && BEGINNINGS
            .iter()
            .any(|beginning| name.starts_with(beginning))
}

fn mit_is_enough(package: &Package) -> bool {
    let license = package.license.as_deref().unwrap_or_default();
    let (Ok(expression), Ok(mit)) = (
        Expression::parse_mode(license, ParseMode::LAX),
        Licensee::parse(CHOSEN),
    ) else {
        return false;
    };
    expression.evaluate(|wanted| mit.satisfies(wanted))
}

/// The text with plain line ends and without trailing blanks.
fn read(path: &Path) -> Outcome<String> {
    let unreadable = |error| format!("{} can't be read: {error}", path.display());
    let bytes = fs::read(path).map_err(unreadable)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text.trim().lines().map(str::trim_end).collect();
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(license: &str, files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let package = Package {
            license: Some(license.to_owned()),
            manifest_path: folder.path().join("Cargo.toml"),
            ..Package::default()
        };
        of(&package).unwrap().into_iter().collect()
    }

    #[test]
    fn applicable_license_texts_are_found() {
        let both = [
            ("LICENSE-APACHE", "apache"),
            ("license-mit.md", "mit \r\n"),
            ("lib.rs", "x"),
        ];
        assert_eq!(texts("MIT OR Apache-2.0", &both), ["mit\n"]);
        assert_eq!(texts("MIT AND Apache-2.0", &both), ["apache\n", "mit\n"]);
        let one = [("LICENSE", "apache"), ("NOTICE", "by us")];
        assert_eq!(texts("Apache-2.0", &one), ["apache\n", "by us\n"]);
        assert_eq!(texts("MIT/Apache-2.0", &[("COPYING", "any")]), ["any\n"]);
        assert!(texts("MIT", &[]).is_empty());
    }
}
