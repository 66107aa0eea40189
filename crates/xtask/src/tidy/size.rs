//! The size of source files: one idea per file.

use crate::{outcome::Outcome, repository};
use std::path::Path;

/// Maximum number of lines of a source file.
const MAX_LINES: usize = 400;

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let mut problems = Vec::new();
    for file in repository::files(root, &["rs", "js", "css"])? {
        let lines = repository::read(&root.join(&file))?.lines().count();
        problems.extend(problem(&file, lines));
    }
    Ok(problems)
}

fn problem(file: &Path, lines: usize) -> Option<String> {
    (lines > MAX_LINES).then(|| {
        format!(
            "{} has {lines} lines; at most {MAX_LINES} are allowed: split it",
            file.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_too_many_is_reported() {
        let file = Path::new("src/room.rs");
        assert_eq!(problem(file, MAX_LINES), None);
        assert_eq!(
            problem(file, MAX_LINES + 1).unwrap(),
            "src/room.rs has 401 lines; at most 400 are allowed: split it"
        );
    }
}
