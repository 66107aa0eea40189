//! The documents stay true: the code map names every crate, and what documents name exists.

use crate::{Outcome, repository};
use std::path::Path;

const CODE_MAP: &str = "docs/architecture.md";

/// Where a path of the repository begins.
const FOLDERS: &[&str] = &["crates/", "docs/", "examples/", "tests/"];

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let map = repository::read(&root.join(CODE_MAP))?;
    let mut problems = unnamed(&map, &repository::crates(root)?);
    for file in repository::files(root, &["md"])? {
        let text = repository::read(&root.join(&file))?;
        let folder = root.join(file.parent().unwrap_or(Path::new("")));
        let dead_paths = paths(&text)
            .into_iter()
            .filter(|path| !root.join(path).exists());
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

/// What stands in backticks and is a path of the repository.
fn paths(text: &str) -> Vec<&str> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .filter(|word| !word.contains([' ', '*', '<', '{']))
        .map(|word| word.trim_end_matches('/'))
        .collect()
}

/// Where the links within the repository lead.
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
    fn a_crate_that_the_map_forgets_is_named() {
        let crates = ["chat-app".to_owned(), "chat-domain".to_owned()];
        let map = "### `crates/chat-domain`\nThe rules, see `crates/chat-app/src`.";
        assert_eq!(
            unnamed(map, &crates),
            ["docs/architecture.md does not name crates/chat-app"]
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
