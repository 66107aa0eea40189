//! Seeds: small and hostile files of every kind, in each target's input format.

mod container;
mod file;
mod part;

/// A seed's name and bytes.
pub type Seed = (String, Vec<u8>);

/// The seeds of a target; empty for an unknown name.
#[must_use]
pub fn of(target: &str) -> Vec<Seed> {
    match target {
        "gate" => file::gate(),
        "png" => file::png(),
        "jpeg" => file::jpeg(),
        "gif" => file::gif(),
        "strip" | "thumbnail" => file::photos(),
        "pdf" => file::pdf(),
        "rtf" => file::rtf(),
        "names" => file::names(),
        "archive" => container::archives(),
        "ooxml" => container::packages(true),
        "odf" => container::packages(false),
        "ole" => container::compound_files(),
        "compound" => container::streams(),
        "sparse" => container::sparse(),
        "intake" => container::chunked(),
        "xml" => part::xml(),
        "pdf_objects" => part::pdf_objects(),
        _ => Vec::new(),
    }
}

/// Names seeds by their numbers.
fn numbered(seeds: impl IntoIterator<Item = Vec<u8>>) -> Vec<Seed> {
    let seeds = seeds.into_iter().enumerate();
    seeds
        .map(|(number, bytes)| (format!("{number:03}"), bytes))
        .collect()
}
