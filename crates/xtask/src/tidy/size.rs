//! A file is one idea.

use crate::{Outcome, repository};
use std::path::Path;

/// The most lines of a source file.
const MOST: usize = 400;

pub(super) fn check(root: &Path) -> Outcome<Vec<String>> {
    let mut problems = Vec::new();
    for file in repository::files(root, &["rs", "js", "css"])? {
        let lines = repository::read(&root.join(&file))?.lines().count();
        problems.extend(problem(&file, lines));
    }
    Ok(problems)
}

fn problem(file: &Path, lines: usize) -> Option<String> {
    (lines > MOST).then(|| {
        format!(
            "{} has {lines} lines; {MOST} are the most: split it",
            file.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_too_many_is_found() {
        let file = Path::new("src/room.rs");
        assert_eq!(problem(file, MOST), None);
        assert_eq!(
            problem(file, MOST + 1).unwrap(),
            "src/room.rs has 401 lines; 400 are the most: split it"
        );
    }
}
