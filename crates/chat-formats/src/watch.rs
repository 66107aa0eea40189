//! Search of all pages that a walk reads, in page order, so that nothing needs to be read twice.

use crate::seam::Seam;

/// Overlap in bytes: the maximum length of a search term, less one.
const SEAM: usize = 15;

/// What a search has found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sight {
    /// The first match.
    pub found: Option<&'static str>,
    /// Whether something is there that needs a closer look.
    pub is_suspect: bool,
}

/// Search of a file's pages, each when it is first read.
#[derive(Debug)]
pub struct Watch {
    search: fn(&[u8]) -> Sight,
    /// Index of the next page to search.
    next: u64,
    seam: Seam,
    sight: Sight,
}

impl Watch {
    /// Searches from the first page. Search terms may have at most 16 bytes.
    pub fn new(search: fn(&[u8]) -> Sight) -> Self {
        Self {
            search,
            next: 0,
            seam: Seam::new(SEAM),
            sight: Sight::default(),
        }
    }

    /// Index of the next page to search.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// The first match.
    pub fn found(&self) -> Option<&'static str> {
        self.sight.found
    }

    /// Whether a page matches, or needs a closer look.
    pub fn is_suspect(&self) -> bool {
        self.sight.is_suspect || self.sight.found.is_some()
    }

    /// Searches a page, if it is the next one.
    pub fn look(&mut self, index: u64, page: &[u8]) {
        if index != self.next {
            return;
        }
        self.next += 1;
        if self.sight.found.is_some() {
            return;
        }
        for bytes in [self.seam.join(page), page] {
            let Sight { found, is_suspect } = (self.search)(bytes);
            self.sight.found = self.sight.found.or(found);
            self.sight.is_suspect |= is_suspect;
        }
        self.seam.keep(page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(bytes: &[u8]) -> Sight {
        Sight {
            found: memchr::memmem::find(bytes, b"0123456789abcdef").map(|_| "it"),
            is_suspect: memchr::memmem::find(bytes, b"??").is_some(),
        }
    }

    #[test]
    fn a_suspect_page_stays_suspect() {
        let mut watch = Watch::new(search);
        watch.look(0, b"a?");
        assert!(!watch.is_suspect());
        watch.look(1, b"?b");
        watch.look(2, b"c");
        assert!(watch.is_suspect() && watch.found().is_none());
    }

    #[test]
    fn a_term_is_found_across_page_borders() {
        let bytes = [[b'.'; 40].as_slice(), b"0123456789abcdef", &[b'.'; 40]].concat();
        for cut in 20..80 {
            let mut watch = Watch::new(search);
            let (first, second) = bytes.split_at(cut);
            watch.look(1, second);
            assert_eq!((watch.next(), watch.found()), (0, None), "not in order");
            watch.look(0, first);
            watch.look(1, second);
            assert_eq!((watch.next(), watch.found()), (2, Some("it")), "{cut}");
        }
        let mut watch = Watch::new(search);
        watch.look(0, &bytes[..50]);
        watch.look(1, &bytes[51..]);
        assert_eq!(watch.found(), None);
    }
}
