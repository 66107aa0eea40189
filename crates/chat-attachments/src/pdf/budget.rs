//! The work that a file's streams may cause.

use crate::stop::{Step, Stop};

/// Maximum total size of all unpacked object streams, in bytes.
const MAX_UNPACKED: usize = 64 * 1024 * 1024;
/// Bytes that may be read for all object streams together: this multiple of the file's size, plus a constant.
/// Streams can claim each other's bytes.
const TIMES: u64 = 4;
const MORE: u64 = 4 * 1024 * 1024;

/// Remaining work for streams.
pub(super) struct Budget {
    to_read: u64,
    pub(super) to_unpack: usize,
}

impl Budget {
    /// The work that a file of this length may cause.
    pub(super) fn of(len: u64) -> Self {
        Self {
            to_read: len.saturating_mul(TIMES).saturating_add(MORE),
            to_unpack: MAX_UNPACKED,
        }
    }

    pub(super) fn read(&mut self, len: usize) -> Step<()> {
        let left = self.to_read.checked_sub(len as u64);
        self.to_read = left.ok_or_else(Stop::too_complex)?;
        Ok(())
    }
}
