//! What a notification says.

use std::borrow::Cow;

/// The sentences of a notification in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The language (BCP 47).
    pub language: Cow<'static, str>,
    /// The subject or title.
    pub title: Cow<'static, str>,
    /// The sentence before the link.
    pub body: Cow<'static, str>,
}

/// The sentences of notifications by language. The first is for people whose language is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    first: Text,
    others: Vec<Text>,
}

impl Texts {
    /// Texts in these languages.
    #[must_use]
    pub fn new(first: Text, others: impl IntoIterator<Item = Text>) -> Self {
        Self {
            first,
            others: others.into_iter().collect(),
        }
    }

    /// The text for a language: the same, or that of the same primary subtag (`es` for `es-MX`), or the first.
    #[must_use]
    pub fn of(&self, language: Option<&str>) -> &Text {
        let all = || std::iter::once(&self.first).chain(&self.others);
        let primary = |tag: &str| tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
        let found = language.and_then(|wanted| {
            all()
                .find(|text| text.language.eq_ignore_ascii_case(wanted))
                .or_else(|| all().find(|text| primary(&text.language) == primary(wanted)))
        });
        found.unwrap_or(&self.first)
    }
}

impl Default for Texts {
    /// English and Spanish.
    fn default() -> Self {
        let text = |language: &'static str, title: &'static str, body: &'static str| Text {
            language: language.into(),
            title: title.into(),
            body: body.into(),
        };
        Self::new(
            text(
                "en",
                "A message is waiting for you",
                "A message is waiting for you. To read and answer it, open this link:",
            ),
            [text(
                "es",
                "Tiene un mensaje sin leer",
                "Tiene un mensaje sin leer. Para leerlo y responder, abra este enlace:",
            )],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_in_the_persons_language_or_the_first() {
        let texts = Texts::default();
        for (asked, given) in [
            (None, "en"),
            (Some("es"), "es"),
            (Some("ES-mx"), "es"),
            (Some("en-GB"), "en"),
            (Some("fr"), "en"),
            (Some(""), "en"),
        ] {
            assert_eq!(texts.of(asked).language, given, "{asked:?}");
        }
    }
}
