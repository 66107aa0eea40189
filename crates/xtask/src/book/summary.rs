//! The order of the chapters: `docs/SUMMARY.md`, as mdBook reads it.

use super::markdown::Documents;
use crate::{outcome::Outcome, repository};
use std::{collections::BTreeSet, path::Path};

/// The folder of the chapters.
pub(super) const DOCS: &str = "docs";

/// The file with the order.
const FILE: &str = "SUMMARY.md";

/// One chapter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chapter {
    pub(super) title: String,
    /// The file in `docs`.
    pub(super) file: String,
    /// The part that begins with it.
    pub(super) part: Option<String>,
    /// Whether it belongs to the chapter before it.
    pub(super) is_nested: bool,
}

/// All chapters, in order.
pub(super) struct Summary {
    pub(super) chapters: Vec<Chapter>,
}

impl Summary {
    pub(super) fn read(docs: &Path) -> Outcome<Self> {
        let chapters = chapters(&repository::read(&docs.join(FILE))?);
        Ok(Self { chapters })
    }

    /// Chapters without a file, and documents that are no chapter.
    pub(super) fn problems(&self, documents: &Documents) -> Vec<String> {
        let listed: BTreeSet<_> = self.chapters.iter().map(|it| it.file.as_str()).collect();
        let present: BTreeSet<_> = documents
            .keys()
            .filter_map(|path| path.strip_prefix(DOCS).ok()?.to_str())
            .filter(|file| *file != FILE)
            .collect();
        let missing = listed.difference(&present);
        let missing = missing.map(|file| format!("{FILE} lists {file}, which does not exist"));
        let unlisted = present.difference(&listed);
        let unlisted = unlisted.map(|file| format!("{FILE} does not list {DOCS}/{file}"));
        missing.chain(unlisted).collect()
    }
}

fn chapters(text: &str) -> Vec<Chapter> {
    let mut part = None;
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("# ") {
            part = Some(title.to_owned()).filter(|title| title != "Summary");
        } else if let Some(link) = line.trim_start().strip_prefix("- [")
            && let Some((title, file)) = link.trim_end_matches(')').split_once("](")
        {
            found.push(Chapter {
                title: title.to_owned(),
                file: file.to_owned(),
                part: part.take(),
                is_nested: line.starts_with(' '),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary() -> Summary {
        let text = "# Summary\n\n# Start\n\n- [One day](a.md)\n  - [More](b.md)\n- [Last](c.md)\n";
        let chapters = chapters(text);
        Summary { chapters }
    }

    #[test]
    fn chapters_have_their_part_and_level() {
        let found = summary().chapters;
        let shown: Vec<_> = found
            .iter()
            .map(|it| (&*it.title, &*it.file, it.part.as_deref(), it.is_nested))
            .collect();
        let expected = [
            ("One day", "a.md", Some("Start"), false),
            ("More", "b.md", None, true),
            ("Last", "c.md", None, false),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn missing_and_unlisted_chapters_are_reported() {
        let names = [
            "docs/SUMMARY.md",
            "docs/a.md",
            "docs/b.md",
            "docs/d.md",
            "README.md",
        ];
        let documents = names.map(|name| (name.into(), Default::default())).into();
        let expected = [
            "SUMMARY.md lists c.md, which does not exist",
            "SUMMARY.md does not list docs/d.md",
        ];
        assert_eq!(summary().problems(&documents), expected);
    }
}
