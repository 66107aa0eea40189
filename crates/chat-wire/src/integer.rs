//! Incoming integers, within the bounds that the OpenAPI description states: `int32` and `int64`
//! are signed, so clients generated from it can't represent more.

use chat_domain::{ChatKey, ReaderNumber};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::collections::BTreeMap;

macro_rules! integers {
    ($($(#[$doc:meta])* $name:ident($inner:ty) within $signed:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let number = <$inner>::deserialize(from)?;
                match <$signed>::try_from(number) {
                    Ok(_) => Ok(Self(number)),
                    Err(beyond) => Err(D::Error::custom(beyond)),
                }
            }
        }
    )*};
}

integers! {
    /// 0 to 2³¹ − 1.
    Int32(u32) within i32;
    /// 0 to 2⁶³ − 1.
    Int64(u64) within i64;
}

impl Int32 {
    /// As a count.
    #[must_use]
    pub fn count(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl From<Int64> for ReaderNumber {
    fn from(Int64(number): Int64) -> Self {
        Self(number)
    }
}

impl From<ReaderNumber> for Int64 {
    fn from(ReaderNumber(number): ReaderNumber) -> Self {
        Self(number)
    }
}

/// A number from 0 to 2⁶³ − 1.
pub(crate) fn int64<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    Int64::deserialize(from).map(|Int64(number)| number)
}

/// A number in a chat.
pub(crate) fn number<'de, D: Deserializer<'de>>(from: D) -> Result<ReaderNumber, D::Error> {
    Int64::deserialize(from).map(ReaderNumber::from)
}

/// Such a number for each chat.
pub(crate) fn numbers<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<ChatKey, ReaderNumber>, D::Error> {
    let numbers = BTreeMap::<ChatKey, Int64>::deserialize(from)?;
    Ok(numbers
        .into_iter()
        .map(|(chat, number)| (chat, number.into()))
        .collect())
}
