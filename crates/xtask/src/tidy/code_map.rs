//! The code map names every crate, and every path in a document exists.

use crate::{outcome::Outcome, repository};
use std::path::Path;

const CODE_MAP: &str = "docs/architecture.md";

/// Prefixes of repository paths.
const FOLDERS: &[&str] = &["crates/", "docs/", "examples/", "tests/"];

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let map = repository::read(&root.join(CODE_MAP))?;
    let mut problems = unnamed(&map, &repository::crates(root)?);
    for (name, part) in parts(&map) {
        let folder = root.join("crates").join(name);
        if !folder.join("src").join(part).exists() && !folder.join(part).exists() {
            problems.push(format!(
                "{CODE_MAP} names {part} of {name}, which does not exist"
            ));
        }
    }
    for file in repository::files(root, &["md"])? {
        let text = repository::read(&root.join(&file))?;
        let folder = root.join(file.parent().unwrap_or(Path::new("")));
        // A crate's documents may use paths relative to the crate.
        let exists = |path: &str| root.join(path).exists() || folder.join(path).exists();
        let dead_paths = paths(&text).into_iter().filter(|path| !exists(path));
        let dead_links = links(&text)
            .into_iter()
            .filter(|link| !folder.join(link).exists());
        problems.extend(
            dead_paths
                .chain(dead_links)
                .map(|dead| format!("{} names {dead}, which does not exist", file.display())),
        );
    }
    Ok(problems)
}

fn unnamed(map: &str, crates: &[String]) -> Vec<String> {
    let named = paths(map);
    crates
        .iter()
        .filter(|name| !named.contains(&format!("crates/{name}").as_str()))
        .map(|name| format!("{CODE_MAP} does not name crates/{name}"))
        .collect()
}

/// The paths in the tables of the code map, each with its crate.
fn parts(map: &str) -> Vec<(&str, &str)> {
    let mut current = None;
    let mut parts = Vec::new();
    for line in map.lines() {
        if line.starts_with('#') {
            current = line
                .strip_prefix("### `crates/")
                .map(|name| name.trim_end_matches('`'));
        } else if let Some((name, cell)) = current.zip(line.strip_prefix("| `")) {
            let cell = cell.split('|').next().unwrap_or(cell);
            parts.extend(
                cell.split('`')
                    .step_by(2)
                    .filter(|p| !p.trim().is_empty())
                    .map(|p| (name, p)),
            );
        }
    }
    parts
}

/// The repository paths in backticks.
fn paths(text: &str) -> Vec<&str> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .filter(|word| !word.contains([' ', '*', '<', '{']))
        .map(|word| word.trim_end_matches('/'))
        .collect()
}

/// The targets of links within the repository.
fn links(text: &str) -> Vec<&str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(link, _)| link.split('#').next().unwrap_or(link))
        .filter(|link| !link.is_empty() && !link.contains(':') && !link.contains(' '))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crate_missing_from_the_map_is_reported() {
        let crates = ["chat-app".to_owned(), "chat-domain".to_owned()];
        let map = "### `crates/chat-domain`\nThe rules, see `crates/chat-app/src`.";
        assert_eq!(
            unnamed(map, &crates),
            ["docs/architecture.md does not name crates/chat-app"]
        );
    }

    #[test]
    fn tables_of_the_map_are_read() {
        let map = "### `crates/chat-app`\n\n| where | what |\n| `files/`, `room.rs` | `x` |\n\
            ## A `word`\n| `other` | y |";
        assert_eq!(
            parts(map),
            [("chat-app", "files/"), ("chat-app", "room.rs")]
        );
    }

    #[test]
    fn paths_and_links_are_found() {
        let text = "See `docs/a.md`, `cargo run`, `crates/x/` and `tests/<name>`.\n\
            [b](docs/b.md#part), [c](https://example.org), [d](#here).";
        assert_eq!(paths(text), ["docs/a.md", "crates/x"]);
        assert_eq!(links(text), ["docs/b.md"]);
    }
}
