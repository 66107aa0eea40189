//! The clinic's quick phrases, as a setting.

use chat_http::QuickPhrase;
use serde::{Deserialize, Deserializer, de::Error as _};

/// Quick phrases: at most [`QuickPhrase::MAX_COUNT`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuickPhrases(pub Vec<QuickPhrase>);

impl QuickPhrases {
    fn new(phrases: &[impl AsRef<str>]) -> Result<Self, String> {
        let max = QuickPhrase::MAX_COUNT;
        if phrases.len() > max {
            return Err(format!("more than {max} phrases"));
        }
        let checked = phrases.iter().zip(1..).map(|(phrase, number)| {
            QuickPhrase::new(phrase.as_ref()).map_err(|why| format!("phrase {number}: {why}"))
        });
        checked.collect::<Result<_, _>>().map(Self)
    }
}

impl<'de> Deserialize<'de> for QuickPhrases {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::new(&Vec::<String>::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// One phrase per line.
pub(super) fn from_lines(lines: &str) -> Result<QuickPhrases, NotPhrases> {
    let lines = lines.lines().map(str::trim);
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    QuickPhrases::new(&lines).map_err(NotPhrases)
}

/// The error for a list that is not one of quick phrases.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotPhrases(String);
