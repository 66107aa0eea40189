//! Notices of the third-party crates linked into `chat-server`: authors and licenses.

mod linked;
mod texts;

use crate::{
    outcome::Outcome,
    packages::{self, Package},
    repository,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
};

/// The file with the notices.
const FILE: &str = "docs/third-party-notices.txt";

/// Writes the notices for the current `Cargo.lock`.
pub(crate) fn write() -> Outcome {
    let written = notices(&packages::all()?)?;
    let path = repository::root().join(FILE);
    fs::write(path, &written).map_err(|error| format!("{FILE} can't be written: {error}"))?;
    println!("{FILE}: {} lines", written.lines().count());
    Ok(())
}

/// Checks that the notices match `Cargo.lock`.
pub(crate) fn check(packages: &[Package]) -> Outcome {
    let there = repository::read(&repository::root().join(FILE))?;
    match there == notices(packages)? {
        true => Ok(()),
        false => Err(format!("{FILE} is out of date: run `cargo xtask notices`")),
    }
}

fn notices(packages: &[Package]) -> Outcome<String> {
    let linked = linked::packages(packages)?;
    let mut texts = BTreeMap::<String, Vec<&Package>>::new();
    let mut bare = BTreeSet::new();
    for package in &linked {
        let of_it = texts::of(package)?;
        if of_it.is_empty() {
            bare.insert((package.name.as_str(), package.version.as_str()));
        }
        for text in of_it {
            texts.entry(text).or_default().push(package);
        }
    }
    Ok(document(&linked, &bare, &texts))
}

fn document(
    linked: &[&Package],
    bare: &BTreeSet<(&str, &str)>,
    texts: &BTreeMap<String, Vec<&Package>>,
) -> String {
    let mut document = format!(
        "Third-party notices\n\n\
         The program chat-server contains the {} crates below, each under the license that is named\n\
         with it. Their license texts follow. Made by `cargo xtask notices`.\n\n",
        linked.len()
    );
    for package in linked {
        let license = package.license.as_deref().unwrap_or("see below");
        // Writing to a string can't fail.
        let _ = writeln!(document, "{} {}: {license}", package.name, package.version);
        if !package.authors.is_empty() {
            let _ = writeln!(document, "    by {}", package.authors.join(", "));
        }
        if let Some(repository) = &package.repository {
            let _ = writeln!(document, "    {repository}");
        }
        if bare.contains(&(package.name.as_str(), package.version.as_str())) {
            let _ = writeln!(
                document,
                "    brings no license text; the text is a standard one"
            );
        }
    }
    let mut texts: Vec<_> = texts.iter().collect();
    texts.sort_by_key(|(text, of)| (first(of), *text));
    for (text, of) in texts {
        let names: Vec<_> = of.iter().map(|package| package.name.as_str()).collect();
        let _ = write!(
            document,
            "\n{}\n{}\n\n{text}",
            "-".repeat(80),
            names.join(", ")
        );
    }
    document
}

fn first<'a>(of: &[&'a Package]) -> Option<(&'a str, &'a str)> {
    of.first()
        .map(|package| (package.name.as_str(), package.version.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_license_text_is_printed_once() {
        let package = |name: &str| Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: Some("MIT".to_owned()),
            authors: vec![format!("the author of {name}")],
            ..Package::default()
        };
        let (a, b) = (package("a"), package("b"));
        let texts = BTreeMap::from([("May be used.\n".to_owned(), vec![&a, &b])]);
        let document = document(&[&a, &b], &BTreeSet::new(), &texts);
        assert_eq!(document.matches("May be used.").count(), 1);
        assert!(document.contains("a 1.0.0: MIT\n    by the author of a\nb 1.0.0: MIT\n"));
        assert!(document.contains("\na, b\n\nMay be used.\n"), "{document}");
    }
}
