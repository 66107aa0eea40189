//! Stripping and decoding.

use chat_attachments::{AttachmentPolicy, Claim, judge};
use chat_pictures::{PictureError, PictureFormat, Removed, strip};
use image::codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder};
use image::{AnimationDecoder, Frames, ImageDecoder, ImageResult};
use std::collections::BTreeSet;
use std::io::Cursor;

pub(crate) fn try_strip(
    bytes: &[u8],
    format: PictureFormat,
) -> Result<(Vec<u8>, BTreeSet<Removed>), PictureError> {
    let mut output = Vec::new();
    let stripped = strip(&mut Cursor::new(bytes), format, &mut output)?;
    assert_eq!(stripped.len, output.len() as u64);
    Ok((output, stripped.removed))
}

/// The stripped copy, after checks that apply to every picture.
pub(crate) fn stripped(bytes: &[u8], format: PictureFormat) -> (Vec<u8>, BTreeSet<Removed>) {
    let (copy, removed) = try_strip(bytes, format).unwrap();
    assert_eq!(removed.is_empty(), copy == bytes, "{removed:?}");
    let (again, nothing) = try_strip(&copy, format).unwrap();
    assert!(
        again == copy && nothing.is_empty(),
        "a second time: {nothing:?}"
    );
    let after = decoded(&copy, format).unwrap();
    // Some decoders stop at unknown data that stripping removes.
    if let Ok(before) = decoded(bytes, format) {
        assert!(before == after, "other pixels");
    }
    assert!(is_accepted(&copy, format), "the gate refuses it");
    (copy, removed)
}

pub(crate) fn is_accepted(bytes: &[u8], format: PictureFormat) -> bool {
    let name = match format {
        PictureFormat::Jpeg => "a.jpg",
        PictureFormat::Png => "a.png",
        PictureFormat::Gif => "a.gif",
    };
    let judgement = judge(
        Cursor::new(bytes),
        &Claim::named(name),
        &AttachmentPolicy::DEFAULT,
    );
    judgement.unwrap().is_accepted()
}

/// What a viewer shows: pixels, timing, orientation and color profile of each image.
#[derive(Debug, PartialEq)]
pub(crate) struct Shown {
    size: (u32, u32),
    pixels: Vec<u8>,
    how: String,
}

pub(crate) fn decoded(bytes: &[u8], format: PictureFormat) -> ImageResult<Vec<Shown>> {
    let cursor = Cursor::new(bytes);
    match format {
        PictureFormat::Jpeg => still(JpegDecoder::new(cursor)?),
        PictureFormat::Gif => moving(GifDecoder::new(cursor)?.into_frames()),
        PictureFormat::Png => {
            let decoder = PngDecoder::new(cursor)?;
            if decoder.is_apng()? {
                moving(decoder.apng()?.into_frames())
            } else {
                still(decoder)
            }
        }
    }
}

fn still(mut decoder: impl ImageDecoder) -> ImageResult<Vec<Shown>> {
    let size = decoder.dimensions();
    let how = format!("{:?} {:?}", decoder.orientation()?, decoder.icc_profile()?);
    let mut pixels = vec![0; usize::try_from(decoder.total_bytes()).unwrap()];
    decoder.read_image(&mut pixels)?;
    Ok(vec![Shown { size, pixels, how }])
}

fn moving(frames: Frames<'_>) -> ImageResult<Vec<Shown>> {
    let shown = |frame: ImageResult<image::Frame>| {
        let frame = frame?;
        let how = format!("{:?}", frame.delay());
        Ok(Shown {
            size: frame.buffer().dimensions(),
            pixels: frame.into_buffer().into_raw(),
            how,
        })
    };
    frames.map(shown).collect()
}
