//! Long files: a fuzzer's pieces, far from each other, so that the bounds on reading are met.

use chat_attachments::Claim;

use crate::oracle::look_through;
use crate::pieces::Pieces;
use crate::reader::Sparse;

/// Longest file, in bytes: more than what is kept of a file, and short enough to be quick.
const LONGEST: u64 = 4 * 1024 * 1024;
const NAMES: &[&str] = &[
    "a.png", "a.jpg", "a.gif", "a.pdf", "a.rtf", "a.doc", "a.docx", "a",
];

/// A byte that says which name; then bytes and zeros, again and again.
pub fn sparse(input: &[u8]) {
    let mut pieces = Pieces::of(input);
    let claim = claim(pieces.byte());
    let file = far_apart(pieces, LONGEST);
    let mut head = file.to_vec();
    head.truncate(4096);
    head.shrink_to_fit();
    look_through(|| file.clone(), &head, file.file_len(), &claim);
}

/// One of the names.
pub(super) fn claim(which: u8) -> Claim<'static> {
    let name = NAMES.get(usize::from(which) % NAMES.len());
    Claim::named(name.copied().unwrap_or("a"))
}

/// A file of pieces with zeros between them, about as long as this at most.
pub(super) fn far_apart(mut pieces: Pieces<'_>, longest: u64) -> Sparse {
    let mut file = Sparse::new();
    file.push(pieces.long());
    while !pieces.is_empty() {
        let (zeros, bytes) = (u64::from(pieces.half()) * 16, pieces.long());
        if file.file_len() + zeros + bytes.len() as u64 > longest {
            break;
        }
        file.skip(zeros);
        file.push(bytes);
    }
    file
}
