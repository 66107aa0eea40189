//! Declarations in a picture's header about the data after the picture.

use std::sync::LazyLock;

use chat_formats::AnyCase;

/// Data after the picture that its own header declares.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Declared {
    /// Whether phones may append to such a picture.
    pub(crate) is_photo: bool,
    /// The video of a motion photo.
    pub(crate) motion: bool,
    /// More pictures, in multi-picture format or as a gain map.
    pub(crate) pictures: bool,
}

/// XMP words that declare a motion photo (the first two) or more pictures (the last two).
static WORDS: LazyLock<AnyCase<4>> =
    LazyLock::new(|| AnyCase::new(["MotionPhoto", "MicroVideo", "hdrgm:", "GainMap"]));

impl Declared {
    /// Reads the declarations in an XMP packet.
    pub(crate) fn by_xmp(xmp: &[u8]) -> Self {
        let [motion, video, map, gain] = WORDS.present(xmp);
        Self {
            is_photo: true,
            motion: motion || video,
            pictures: map || gain,
        }
    }
}
