//! The end of a wait for an answer (R4).

use super::NoAnswerNeededBody;
use chat_app::ShownThrough;
use serde::Deserialize;

/// A valid [`NoAnswerNeededBody`].
#[derive(Deserialize)]
#[serde(try_from = "NoAnswerNeededBody")]
pub(crate) struct NoAnswerNeededIn(pub ShownThrough);

impl TryFrom<NoAnswerNeededBody> for NoAnswerNeededIn {
    type Error = &'static str;

    fn try_from(body: NoAnswerNeededBody) -> Result<Self, Self::Error> {
        match (body.through, body.newest) {
            (Some(through), None) => Ok(Self(ShownThrough::Entry(through.into()))),
            (None, Some(newest)) => Ok(Self(ShownThrough::SentAt(newest))),
            _ => Err("exactly one of `through` and `newest` is expected"),
        }
    }
}
