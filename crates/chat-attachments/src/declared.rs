//! What a picture's header says of what is behind it.

use std::sync::LazyLock;

use chat_formats::AnyCase;

/// What the picture's own header says is behind it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Declared {
    /// A motion photo's video.
    pub(crate) motion: bool,
    /// More pictures: multi-picture format or a gain map.
    pub(crate) pictures: bool,
}

/// The words of a photo's XMP that tell: two of a motion photo, two of more pictures.
static WORDS: LazyLock<AnyCase<4>> =
    LazyLock::new(|| AnyCase::new(["MotionPhoto", "MicroVideo", "hdrgm:", "GainMap"]));

impl Declared {
    /// What XMP declares.
    pub(crate) fn by_xmp(xmp: &[u8]) -> Self {
        let [motion, video, map, gain] = WORDS.present(xmp);
        Self {
            motion: motion || video,
            pictures: map || gain,
        }
    }
}
