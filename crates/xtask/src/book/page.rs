//! A chapter as a page: the list of chapters, the text, and links to its neighbors. No script.

use super::{
    links::{is_relative, joined},
    markdown::Document,
    summary::{Chapter, DOCS, Summary},
};
use std::{fmt::Write as _, path::Path};

/// The style of all pages.
pub(super) const STYLE: &str = include_str!("book.css");

/// A page without its title, its list, its text and its neighbors.
const TEMPLATE: &str = include_str!("page.html");

/// The repository's files, for links that lead out of the documentation.
const FILES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/");

/// The address of a chapter's page.
pub(super) fn address(file: &str) -> String {
    match file.strip_suffix(".md") {
        Some(name) => format!("{name}.html"),
        None => file.to_owned(),
    }
}

/// The page of the chapter at this place.
pub(super) fn html(summary: &Summary, at: usize, document: &Document) -> String {
    let title = summary.chapters.get(at).map(|it| it.title.as_str());
    let neighbor = |at: Option<usize>, relation, arrow| {
        let chapter = at.and_then(|at| summary.chapters.get(at));
        chapter.map_or_else(String::new, |it| {
            link(it, &format!(" rel=\"{relation}\""), arrow)
        })
    };
    let previous = neighbor(at.checked_sub(1), "prev", "← ");
    let next = neighbor(at.checked_add(1), "next", "→ ");
    // The text last: it may contain what looks like a place of the template.
    TEMPLATE
        .replace("{title}", title.unwrap_or_default())
        .replace("{chapters}", &chapters(summary, at))
        .replace("{neighbors}", &(previous + &next))
        .replace("{text}", &document.html(target))
}

fn chapters(summary: &Summary, current: usize) -> String {
    let mut text = String::new();
    for (at, chapter) in summary.chapters.iter().enumerate() {
        if let Some(part) = &chapter.part {
            _ = writeln!(text, "<li class=\"part\">{part}</li>");
        }
        let nested = if chapter.is_nested {
            " class=\"nested\""
        } else {
            ""
        };
        let mark = if at == current {
            " aria-current=\"page\""
        } else {
            ""
        };
        _ = writeln!(text, "<li{nested}>{}</li>", link(chapter, mark, ""));
    }
    text
}

fn link(chapter: &Chapter, attributes: &str, arrow: &str) -> String {
    let Chapter { title, file, .. } = chapter;
    let address = address(file);
    format!("<a href=\"{address}\"{attributes}>{arrow}{title}</a>")
}

/// Where a link of a chapter leads in the site.
fn target(link: &str) -> String {
    if !is_relative(link) {
        return link.to_owned();
    }
    let (file, anchor) = match link.split_once('#') {
        Some((file, anchor)) => (file, format!("#{anchor}")),
        None => (link, String::new()),
    };
    if file.is_empty() {
        return anchor;
    }
    // All chapters are in one folder.
    let path = joined(&Path::new(DOCS).join("chapter.md"), file);
    match path.strip_prefix(DOCS) {
        Ok(inside) => address(&inside.to_string_lossy()) + &anchor,
        Err(_) => format!("{FILES}{}{anchor}", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapter(title: &str, file: &str) -> Chapter {
        Chapter {
            title: title.to_owned(),
            file: file.to_owned(),
            part: Some("Part".to_owned()),
            is_nested: false,
        }
    }

    #[test]
    fn links_lead_to_pages_and_files() {
        assert_eq!(target("a.md#b"), "a.html#b");
        assert_eq!(target("#b"), "#b");
        assert_eq!(target("settings.toml"), "settings.toml");
        assert_eq!(target("../README.md#b"), format!("{FILES}README.md#b"));
        assert_eq!(
            target("https://example.org/a.md"),
            "https://example.org/a.md"
        );
    }

    #[test]
    fn page_has_its_text_and_its_neighbors() {
        let chapters = vec![
            chapter("A", "a.md"),
            chapter("B", "b.md"),
            chapter("C", "c.md"),
        ];
        let page = html(
            &Summary { chapters },
            1,
            &Document::parse("# B\n\n[to A](a.md)"),
        );
        for part in [
            "<title>B",
            "<h1 id=\"b\">B</h1>",
            "<a href=\"a.html\">to A</a>",
            "<a href=\"b.html\" aria-current=\"page\">B</a>",
            "<a href=\"a.html\" rel=\"prev\">← A</a>",
            "<a href=\"c.html\" rel=\"next\">→ C</a>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains('{'), "{page}");
    }
}
