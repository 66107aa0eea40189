//! The clinic's notices, as a setting (W7).

use chat_domain::{NotNoticeTexts, NoticeTexts};
use serde::{Deserialize, Deserializer, de::Error as _};

/// A checked list of notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notices(pub NoticeTexts);

impl<'de> Deserialize<'de> for Notices {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let texts = NoticeTexts::new(Vec::<String>::deserialize(from)?);
        texts.map(Self).map_err(D::Error::custom)
    }
}

/// One notice per line.
pub(super) fn from_lines(lines: &str) -> Result<Notices, NotNoticeTexts> {
    let lines = lines.lines().map(str::trim);
    NoticeTexts::new(lines.filter(|line| !line.is_empty())).map(Notices)
}
