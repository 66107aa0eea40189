//! The documentation as a site, in `target/book`: the chapters of `docs/SUMMARY.md`, with every link checked. The files are also
//! read where the repository is hosted, and mdBook builds the same chapters.

mod links;
mod markdown;
mod page;
mod reference;
mod summary;

use crate::{outcome::Outcome, repository};
use markdown::{Document, Documents};
use std::{fs, path::Path};
use summary::{DOCS, Summary};

/// Files of the documentation that are not chapters, and are copied.
const COPIED: &[&str] = &["json", "toml", "txt", "png"];

/// Checks all links and the reference of the API, and builds the site.
pub(crate) fn build() -> Outcome<String> {
    let root = repository::root();
    reference::check(root)?;
    let summary = Summary::read(&root.join(DOCS))?;
    let documents = documents(root)?;
    let mut problems = summary.problems(&documents);
    problems.extend(links::check(root, &documents));
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    let site = root.join("target/book");
    write(root, &site, &summary, &documents)?;
    let (chapters, links) = (summary.chapters.len(), links::count(&documents));
    Ok(format!(
        "{chapters} chapters with {links} links in {}",
        site.display()
    ))
}

/// Writes the table of operations, `docs/api.md`, from the description of the API.
pub(crate) fn write_reference() -> Outcome {
    reference::write(repository::root())
}

/// The chapters, the README and the READMEs of the crates.
fn documents(root: &Path) -> Outcome<Documents> {
    let mut documents = Documents::new();
    for path in repository::files(root, &["md"])? {
        let text = repository::read(&root.join(&path))?;
        documents.insert(path, Document::parse(&text));
    }
    Ok(documents)
}

fn write(root: &Path, site: &Path, summary: &Summary, documents: &Documents) -> Outcome {
    for (at, chapter) in summary.chapters.iter().enumerate() {
        let source = Path::new(DOCS).join(&chapter.file);
        let document = documents
            .get(&source)
            .ok_or_else(|| format!("{} is missing", source.display()))?;
        let html = page::html(summary, at, document);
        put(&site.join(page::address(&chapter.file)), html.as_bytes())?;
        if at == 0 {
            put(&site.join("index.html"), html.as_bytes())?;
        }
    }
    put(&site.join("book.css"), page::STYLE.as_bytes())?;
    for file in repository::files(&root.join(DOCS), COPIED)? {
        let from = root.join(DOCS).join(&file);
        let bytes = fs::read(&from).map_err(|error| format!("{}: {error}", from.display()))?;
        put(&site.join(file), &bytes)?;
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> Outcome {
    let failed = |error| format!("{} can't be written: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, bytes).map_err(failed)
}
