//! The targets: each makes a file, or a claim, of a fuzzer's bytes and asks the oracle.

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

/// Runs a target on a fuzzer's bytes; fails by a failed assertion.
pub type Target = fn(&[u8]);

/// Every target with its name.
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

/// The bytes, behind the beginning that a walk is chosen by.
fn beginning(magic: &[u8], bytes: &[u8]) -> Vec<u8> {
    if bytes.starts_with(magic) {
        bytes.to_vec()
    } else {
        [magic, bytes].concat()
    }
}

/// Content that packs well, not so long that it takes the fuzzer's time.
fn repeated(content: &[u8], times: usize) -> Vec<u8> {
    const LONGEST: usize = 128 * 1024;
    let most = LONGEST / content.len().max(1);
    content.repeat(times.min(most.max(1)))
}

/// Changes bytes of a finished file: a place from its end, and what is to be there.
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
