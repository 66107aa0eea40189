//! Fuzz targets. Each builds a file or a claim from its input and asks the oracle.

mod cleaning;
mod compound;
mod intake;
mod names;
mod package;
mod pdf;
mod picture;
mod plain;
mod sparse;
mod xml;

pub use cleaning::{strip, thumbnail};
pub use compound::{STREAMS, compound, ole};
pub use intake::intake;
pub use names::names;
pub use package::{ENTRIES, archive, odf, ooxml};
pub use pdf::{pdf, pdf_objects};
pub use picture::{gif, jpeg, png, with_sums};
pub use plain::{gate, rtf};
pub use sparse::sparse;
pub use xml::xml;

/// Runs a target on its input; panics if an assertion fails.
pub type Target = fn(&[u8]);

/// All targets by name.
pub const ALL: &[(&str, Target)] = &[
    ("gate", gate),
    ("png", png),
    ("jpeg", jpeg),
    ("gif", gif),
    ("pdf", pdf),
    ("pdf_objects", pdf_objects),
    ("rtf", rtf),
    ("archive", archive),
    ("ooxml", ooxml),
    ("odf", odf),
    ("xml", xml),
    ("ole", ole),
    ("compound", compound),
    ("sparse", sparse),
    ("intake", intake),
    ("names", names),
    ("strip", strip),
    ("thumbnail", thumbnail),
];

/// The input, prefixed with the signature that selects the walk if missing.
fn beginning(magic: &[u8], bytes: &[u8]) -> Vec<u8> {
    if bytes.starts_with(magic) {
        bytes.to_vec()
    } else {
        [magic, bytes].concat()
    }
}

/// Highly compressible content, of limited length to keep the fuzzer fast.
fn repeated(content: &[u8], times: usize) -> Vec<u8> {
    const LONGEST: usize = 128 * 1024;
    let most = LONGEST / content.len().max(1);
    content.repeat(times.min(most.max(1)))
}

/// Changes bytes of a finished file. Each edit gives a distance from the end and the new bytes.
fn edit(file: &mut [u8], mut edits: crate::pieces::Pieces<'_>) {
    while !edits.is_empty() {
        let from_end = usize::from(edits.half()) + 1;
        let with = edits.byte();
        let at = file.len().checked_sub(from_end);
        if let Some(byte) = at.and_then(|at| file.get_mut(at)) {
            *byte ^= with;
        }
    }
}
