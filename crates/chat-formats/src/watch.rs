//! A search of all that a walk reads, page by page in their order, so that nothing is read a second time for it.

use crate::seam::Seam;

/// Longer than all that is searched for, less one byte, in bytes.
const SEAM: usize = 15;

/// A search of a file's pages, each as it is read first.
#[derive(Debug)]
pub struct Watch {
    search: fn(&[u8]) -> Option<&'static str>,
    /// The number of the page that is looked at next.
    next: u64,
    seam: Seam,
    found: Option<&'static str>,
}

impl Watch {
    /// Searches from the first page on. What is searched for has 16 bytes at most.
    pub fn new(search: fn(&[u8]) -> Option<&'static str>) -> Self {
        Self {
            search,
            next: 0,
            seam: Seam::new(SEAM),
            found: None,
        }
    }

    /// The number of the page that is looked at next.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// What was found first.
    pub fn found(&self) -> Option<&'static str> {
        self.found
    }

    /// Looks at a page, if it is the next.
    pub fn look(&mut self, index: u64, page: &[u8]) {
        if index != self.next {
            return;
        }
        self.next += 1;
        if self.found.is_some() {
            return;
        }
        self.found = (self.search)(self.seam.join(page)).or_else(|| (self.search)(page));
        self.seam.keep(page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(bytes: &[u8]) -> Option<&'static str> {
        memchr::memmem::find(bytes, b"0123456789abcdef").map(|_| "it")
    }

    #[test]
    fn it_is_found_wherever_the_pages_cut_it() {
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
