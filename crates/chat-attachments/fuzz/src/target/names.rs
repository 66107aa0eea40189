//! Names and declared types, on files that are accepted under a correct name.

use std::sync::LazyLock;

use chat_attachments::{Claim, Kind, fixture};

use crate::oracle::look;

/// Since only claims vary, one small file of each container and family is enough.
static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    [
        Kind::Gif,
        Kind::Jpeg,
        Kind::Pdf,
        Kind::Rtf,
        Kind::Xls,
        Kind::Ppt,
        Kind::Odt,
    ]
    .into_iter()
    .map(fixture::of)
    .collect()
});

/// Input: a byte that selects the file, the name, a line break, and the media type.
pub fn names(input: &[u8]) {
    let Some((which, rest)) = input.split_first() else {
        return;
    };
    let mut parts = rest.splitn(2, |byte| *byte == b'\n');
    let mut text = || {
        parts
            .next()
            .map(|part| String::from_utf8_lossy(part).into_owned())
    };
    let (name, media_type) = (text().unwrap_or_default(), text());
    let claim = Claim {
        name: &name,
        media_type: media_type.as_deref(),
    };
    let file = FILES.get(usize::from(*which) % FILES.len());
    look(file.map_or(&[], Vec::as_slice), &claim);
}
