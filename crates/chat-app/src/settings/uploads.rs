//! How uploads and small pictures are dealt with.

use std::time::Duration;

/// How uploads are dealt with.
#[derive(Clone, Debug)]
pub struct UploadSettings {
    /// How many uploads one person may have under way, each of which fills a file of the spool.
    pub at_once_per_person: usize,
    /// How long a scan may take, the reading of the stored bytes included. What takes longer is held.
    pub scan_timeout: Duration,
    /// How many held files are scanned again at a time.
    pub scans_at_once: usize,
    /// How many files of all people may be held, waiting for the scanner.
    pub held: usize,
    /// How many of one person.
    pub held_per_person: usize,
    /// How long a file is kept that no message carries.
    pub unsent_kept: Duration,
    /// How often held and unsent files are looked after.
    pub upkeep_every: Duration,
}

impl Default for UploadSettings {
    fn default() -> Self {
        Self {
            at_once_per_person: 4,
            scan_timeout: Duration::from_secs(60),
            scans_at_once: 4,
            held: 1_000,
            held_per_person: 20,
            unsent_kept: Duration::from_secs(24 * 60 * 60),
            upkeep_every: Duration::from_secs(30),
        }
    }
}

/// How small pictures are made and kept.
#[derive(Clone, Debug)]
pub struct ThumbnailSettings {
    /// The longer side, in pixels.
    pub max_side: u16,
    /// How many bytes of them are kept in memory.
    pub cache_bytes: u64,
    /// How many are made at a time.
    pub at_once: usize,
}

impl Default for ThumbnailSettings {
    fn default() -> Self {
        Self {
            max_side: chat_pictures::Thumbnail::MAX_SIDE,
            cache_bytes: 64 * 1024 * 1024,
            at_once: 2,
        }
    }
}
