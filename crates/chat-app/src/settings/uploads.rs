//! How uploads and small pictures are dealt with.

use std::time::Duration;

/// How uploads are dealt with.
#[derive(Clone, Debug)]
pub struct UploadSettings {
    /// How many uploads one person may have under way, their scans included. Fewer than the files of
    /// one message would keep a person from uploading these together (F6).
    pub at_once_per_person: usize,
    /// The most bytes that wait in the spool, of all people together. What comes beyond is refused as
    /// unavailable.
    pub spool_bytes: u64,
    /// How long a scan may take, the wait for its turn and the reading of the stored bytes included.
    /// What takes longer is held.
    pub scan_timeout: Duration,
    /// How many files are scanned at a time; more wait for their turn.
    pub scans_at_once: usize,
    /// How many of these may be held ones that are scanned again, so that they never keep what comes
    /// anew from its turn.
    pub held_scans_at_once: usize,
    /// How many files of all people may be held, waiting for the scanner.
    pub held: usize,
    /// How many of one person.
    pub held_per_person: usize,
    /// How long a file is kept that no message carries.
    pub unsent_kept: Duration,
    /// Who runs the upkeep: rescanning held files and collecting unsent ones.
    pub upkeep: Upkeep,
    /// How often the upkeep runs.
    pub upkeep_every: Duration,
}

/// Who runs the upkeep of uploads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Upkeep {
    /// The service, in the background, for as long as it is in use.
    #[default]
    Automatic,
    /// The host, by [`ChatService::release_held`](crate::ChatService::release_held) and
    /// [`ChatService::collect_uploads`](crate::ChatService::collect_uploads): on one of several nodes,
    /// for instance.
    Manual,
}

impl Default for UploadSettings {
    fn default() -> Self {
        Self {
            at_once_per_person: 8,
            spool_bytes: 4 * 1024 * 1024 * 1024,
            scan_timeout: Duration::from_secs(60),
            scans_at_once: 8,
            held_scans_at_once: 4,
            held: 1_000,
            held_per_person: 20,
            unsent_kept: Duration::from_secs(24 * 60 * 60),
            upkeep: Upkeep::Automatic,
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
