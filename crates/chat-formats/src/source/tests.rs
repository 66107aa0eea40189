//! Tests of the limits.

use super::*;
use std::io::{Read, Seek};

/// Reader with the given length, but no bytes.
struct Long(u64);

impl Read for Long {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Ok(0)
    }
}

impl Seek for Long {
    fn seek(&mut self, _: SeekFrom) -> std::io::Result<u64> {
        Ok(self.0)
    }
}

#[test]
fn a_file_unpacks_to_200_times_its_size_but_at_least_32_mib_and_at_most_512() {
    for (size, most) in [
        (0, HARMLESS),
        (55_000, HARMLESS),
        (1_000_000, 200_000_000),
        (25 << 20, MAX_UNPACKED),
    ] {
        let mut file = Long(size);
        let source = Source::new(&mut file).unwrap();
        assert!(
            source.may_unpack().is_ok_and(|bytes| bytes == most),
            "{size}"
        );
    }
}
