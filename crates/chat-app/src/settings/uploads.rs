//! The settings of uploads and thumbnails.

use std::time::Duration;

/// Limits and times of uploads.
///
/// ```
/// use chat_app::UploadSettings;
/// use std::time::Duration;
///
/// let uploads = UploadSettings::default().with_unsent_kept(Duration::from_secs(60 * 60));
/// assert_eq!(uploads.unsent_kept.as_secs(), 3_600);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UploadSettings {
    /// Concurrent uploads per person, their scans included. With fewer than the files of one message, a
    /// person can't upload these together (F6).
    pub at_once_per_person: usize,
    /// Maximum bytes in the spool, of all people together. Uploads beyond it are refused as
    /// unavailable.
    pub spool_bytes: u64,
    /// The timeout of a scan, the wait for its turn and the read of the stored bytes included. After it
    /// the file is held.
    pub scan_timeout: Duration,
    /// Concurrent scans; more files wait for their turn.
    pub scans_at_once: usize,
    /// How many of these may be rescans of held files, so that new files always get a turn.
    pub held_scans_at_once: usize,
    /// Maximum number of held files of all people.
    pub held: usize,
    /// Maximum number of held files of one person.
    pub held_per_person: usize,
    /// How long a file is kept without a message that carries it.
    pub unsent_kept: Duration,
    /// Who runs the upkeep: rescanning held files and collecting unsent ones.
    pub upkeep: Upkeep,
    /// How often the upkeep runs.
    pub upkeep_every: Duration,
}

/// Each option by its name.
impl UploadSettings {
    /// Sets [`at_once_per_person`](Self#structfield.at_once_per_person).
    #[must_use]
    pub fn with_at_once_per_person(mut self, at_once_per_person: usize) -> Self {
        self.at_once_per_person = at_once_per_person;
        self
    }

    /// Sets [`spool_bytes`](Self#structfield.spool_bytes).
    #[must_use]
    pub fn with_spool_bytes(mut self, spool_bytes: u64) -> Self {
        self.spool_bytes = spool_bytes;
        self
    }

    /// Sets [`scan_timeout`](Self#structfield.scan_timeout).
    #[must_use]
    pub fn with_scan_timeout(mut self, scan_timeout: Duration) -> Self {
        self.scan_timeout = scan_timeout;
        self
    }

    /// Sets [`scans_at_once`](Self#structfield.scans_at_once).
    #[must_use]
    pub fn with_scans_at_once(mut self, scans_at_once: usize) -> Self {
        self.scans_at_once = scans_at_once;
        self
    }

    /// Sets [`held_scans_at_once`](Self#structfield.held_scans_at_once).
    #[must_use]
    pub fn with_held_scans_at_once(mut self, held_scans_at_once: usize) -> Self {
        self.held_scans_at_once = held_scans_at_once;
        self
    }

    /// Sets [`held`](Self#structfield.held).
    #[must_use]
    pub fn with_held(mut self, held: usize) -> Self {
        self.held = held;
        self
    }

    /// Sets [`held_per_person`](Self#structfield.held_per_person).
    #[must_use]
    pub fn with_held_per_person(mut self, held_per_person: usize) -> Self {
        self.held_per_person = held_per_person;
        self
    }

    /// Sets [`unsent_kept`](Self#structfield.unsent_kept).
    #[must_use]
    pub fn with_unsent_kept(mut self, unsent_kept: Duration) -> Self {
        self.unsent_kept = unsent_kept;
        self
    }

    /// Sets [`upkeep`](Self#structfield.upkeep).
    #[must_use]
    pub fn with_upkeep(mut self, upkeep: Upkeep) -> Self {
        self.upkeep = upkeep;
        self
    }

    /// Sets [`upkeep_every`](Self#structfield.upkeep_every).
    #[must_use]
    pub fn with_upkeep_every(mut self, upkeep_every: Duration) -> Self {
        self.upkeep_every = upkeep_every;
        self
    }
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

/// How thumbnails are made and cached.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ThumbnailSettings {
    /// The longer side, in pixels.
    pub max_side: u16,
    /// Maximum bytes of cached thumbnails.
    pub cache_bytes: u64,
    /// How many are made concurrently.
    pub at_once: usize,
}

/// Each option by its name.
impl ThumbnailSettings {
    /// Sets [`max_side`](Self#structfield.max_side).
    #[must_use]
    pub fn with_max_side(mut self, max_side: u16) -> Self {
        self.max_side = max_side;
        self
    }

    /// Sets [`cache_bytes`](Self#structfield.cache_bytes).
    #[must_use]
    pub fn with_cache_bytes(mut self, cache_bytes: u64) -> Self {
        self.cache_bytes = cache_bytes;
        self
    }

    /// Sets [`at_once`](Self#structfield.at_once).
    #[must_use]
    pub fn with_at_once(mut self, at_once: usize) -> Self {
        self.at_once = at_once;
        self
    }
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
