//! Long files of distant pieces, which exercise the bounds on reads.

use chat_attachments::Claim;

use crate::oracle::look_through;
use crate::pieces::Pieces;
use crate::reader::Sparse;

/// Maximum file length, in bytes: more than the page cache holds, and short enough to be fast.
const LONGEST: u64 = 4 * 1024 * 1024;
const NAMES: &[&str] = &[
    "a.png", "a.jpg", "a.gif", "a.pdf", "a.rtf", "a.doc", "a.docx", "a",
];

/// Input: a byte that selects the name; then bytes and zeros in turn.
pub fn sparse(input: &[u8]) {
    let mut pieces = Pieces::of(input);
    let claim = claim(pieces.byte());
    let file = far_apart(pieces, LONGEST);
    let mut head = file.to_vec();
    head.truncate(4096);
    head.shrink_to_fit();
    look_through(|| file.clone(), &head, file.file_len(), &claim);
}

/// Selects a name.
pub(super) fn claim(which: u8) -> Claim<'static> {
    let name = NAMES.get(usize::from(which) % NAMES.len());
    Claim::named(name.copied().unwrap_or("a"))
}

/// A file of pieces with zeros between them, of about `longest` bytes at most.
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
