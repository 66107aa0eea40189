//! Every link leads to a file of the repository and, if it names one, to an anchor in it.

use super::markdown::Documents;
use std::path::{Component, Path, PathBuf};

/// A sentence for every link that leads nowhere.
pub(super) fn check(root: &Path, documents: &Documents) -> Vec<String> {
    let mut problems = Vec::new();
    for (path, document) in documents {
        for link in document.links.iter().filter(|link| is_relative(link)) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                file => joined(path, file),
            };
            let path = path.display();
            if !root.join(&target).exists() {
                problems.push(format!("{path} links to {link}, which does not exist"));
            } else if !anchor.is_empty() && !has(documents, &target, anchor) {
                problems.push(format!("{path} links to {link}, which has no such heading"));
            }
        }
    }
    problems
}

/// The number of links that are checked.
pub(super) fn count(documents: &Documents) -> usize {
    let all = documents.values().flat_map(|document| &document.links);
    all.filter(|link| is_relative(link)).count()
}

/// Whether a link leads into the repository.
pub(super) fn is_relative(link: &str) -> bool {
    !link.contains("://") && !link.starts_with("mailto:")
}

/// The path of a link's target, from the root.
pub(super) fn joined(document: &Path, file: &str) -> PathBuf {
    let mut target = document.parent().map(Path::to_owned).unwrap_or_default();
    for component in Path::new(file).components() {
        match component {
            Component::ParentDir => drop(target.pop()),
            Component::CurDir => {}
            other => target.push(other),
        }
    }
    target
}

fn has(documents: &Documents, target: &Path, anchor: &str) -> bool {
    let document = documents.get(target);
    document.is_some_and(|it| it.anchors.iter().any(|found| found == anchor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::markdown::Document;
    use std::fs;

    #[test]
    fn dead_links_and_anchors_are_reported() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("docs")).unwrap();
        for file in ["README.md", "docs/a.md", "docs/x.toml"] {
            fs::write(root.path().join(file), "").unwrap();
        }
        let a = "# Here\n[1](#here) [2](x.toml) [3](../README.md#top) [4](https://example.org/#z)\n\
            [5](gone.md) [6](#there) [7](../README.md#bottom)";
        let documents = [("README.md", "# Top"), ("docs/a.md", a)];
        let documents = documents.map(|(path, text)| (path.into(), Document::parse(text)));
        let documents = Documents::from(documents);
        let expected = [
            "docs/a.md links to gone.md, which does not exist",
            "docs/a.md links to #there, which has no such heading",
            "docs/a.md links to ../README.md#bottom, which has no such heading",
        ];
        assert_eq!(check(root.path(), &documents), expected);
        assert_eq!(count(&documents), 6);
    }
}
