//! What a notification says.

use chat_ports::Occasion;
use std::borrow::Cow;

/// The sentences of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences {
    /// The subject or title.
    pub title: Cow<'static, str>,
    /// The sentence before the link.
    pub body: Cow<'static, str>,
}

impl Sentences {
    /// These sentences.
    #[must_use]
    pub fn new(title: impl Into<Cow<'static, str>>, body: impl Into<Cow<'static, str>>) -> Self {
        Self {
            title: title.into(),
            body: body.into(),
        }
    }
}

/// The sentences of all notifications in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The language (BCP 47).
    pub language: Cow<'static, str>,
    /// A message waits for the person (R6).
    pub reminder: Sentences,
    /// Someone has waited for long, and no one of the care side has attended to it (R7).
    pub escalation: Sentences,
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

    /// The sentences for an occasion in a language: the same, or that of the same primary subtag (`es` for `es-MX`), or the
    /// first.
    #[must_use]
    pub fn of(&self, occasion: Occasion, language: Option<&str>) -> &Sentences {
        let text = self.in_language(language);
        match occasion {
            Occasion::Reminder(_) => &text.reminder,
            Occasion::Escalation => &text.escalation,
        }
    }

    fn in_language(&self, language: Option<&str>) -> &Text {
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
        let english = Text {
            language: "en".into(),
            reminder: Sentences::new(
                "A message is waiting for you",
                "A message is waiting for you. To read and answer it, open this link:",
            ),
            escalation: Sentences::new(
                "Someone has been waiting for an answer",
                "Someone has been waiting for an answer. To see who it is, open this link:",
            ),
        };
        let spanish = Text {
            language: "es".into(),
            reminder: Sentences::new(
                "Tiene un mensaje sin leer",
                "Tiene un mensaje sin leer. Para leerlo y responder, abra este enlace:",
            ),
            escalation: Sentences::new(
                "Alguien lleva tiempo esperando una respuesta",
                "Alguien lleva tiempo esperando una respuesta. Para ver quién es, abra este enlace:",
            ),
        };
        Self::new(english, [spanish])
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
            assert_eq!(texts.in_language(asked).language, given, "{asked:?}");
        }
    }

    #[test]
    fn escalations_have_sentences_of_their_own() {
        let texts = Texts::default();
        for language in [None, Some("es")] {
            let [first, second, escalation] = [
                Occasion::Reminder(1),
                Occasion::Reminder(2),
                Occasion::Escalation,
            ]
            .map(|occasion| texts.of(occasion, language));
            assert_eq!(first, second);
            assert_ne!(first, escalation);
        }
    }
}
