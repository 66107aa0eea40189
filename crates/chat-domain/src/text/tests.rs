//! Validation of texts over all of Unicode: emptiness, and text kept as typed.

use super::{DisplayName, FileName, MessageText, NameFault, Reason, SecondIdentifier, TextProblem};
use proptest::prelude::*;
use regex_syntax::hir::{Class, HirKind};
use std::sync::LazyLock;

/// Characters without a visible shape: those that Unicode lists as ignorable, blank or control, and
/// a few others that render as nothing (fillers, the blank braille cell, notation controls).
const UNSEEN: &str = r"[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\p{Z}\x{2800}\x{1D159}\x{16FE4}\x{FFF9}-\x{FFFB}\x{13430}-\x{1343F}]";

/// Letters, digits, punctuation and symbols.
const SEEN: &str = r"[[\p{L}\p{N}\p{P}\p{S}]--[\p{Default_Ignorable_Code_Point}\x{2800}\x{1D159}]]";

fn characters(class: &str) -> Vec<char> {
    let parsed = regex_syntax::parse(class).unwrap();
    let HirKind::Class(Class::Unicode(class)) = parsed.kind() else {
        panic!("a class");
    };
    class.iter().flat_map(|r| r.start()..=r.end()).collect()
}

static UNSEEN_CHARACTERS: LazyLock<Vec<char>> = LazyLock::new(|| characters(UNSEEN));
static SEEN_CHARACTERS: LazyLock<Vec<char>> = LazyLock::new(|| characters(SEEN));

fn unseen() -> impl Strategy<Value = String> {
    let one = any::<prop::sample::Index>().prop_map(|index| *index.get(&UNSEEN_CHARACTERS));
    prop::collection::vec(one, 0..12).prop_map(|chars| chars.into_iter().collect())
}

/// Whether a text is refused as empty, or for a forbidden character.
fn is_refused<T>(text: Result<T, TextProblem>) -> bool {
    matches!(
        text,
        Err(TextProblem::Empty
            | TextProblem::ForbiddenCharacter { .. }
            | TextProblem::InvalidFileName(
                NameFault::Empty | NameFault::Control | NameFault::Direction
            ))
    )
}

fn nothing_takes(text: &str) {
    assert!(is_refused(MessageText::new(text)), "{text:?}");
    assert!(is_refused(Reason::new(text)), "{text:?}");
    assert!(is_refused(FileName::new(text)), "{text:?}");
    assert_eq!(DisplayName::new(text), Err(TextProblem::Empty), "{text:?}");
    let identifier = SecondIdentifier::new(text);
    assert_eq!(identifier, Err(TextProblem::Empty), "{text:?}");
}

#[test]
fn single_unseen_character_is_an_empty_text() {
    assert!(UNSEEN_CHARACTERS.len() > 4_000);
    for c in UNSEEN_CHARACTERS.iter() {
        nothing_takes(&c.to_string());
    }
    for c in "\u{200B}\u{2060}\u{FEFF}\u{AD}\u{3164}\u{2800}\u{FE0F}\u{E0101}\u{E0041}".chars() {
        assert!(UNSEEN_CHARACTERS.contains(&c), "{c:?}");
        assert_eq!(MessageText::new(&c.to_string()), Err(TextProblem::Empty));
    }
}

#[test]
fn single_visible_character_is_a_valid_text() {
    assert!(SEEN_CHARACTERS.len() > 100_000);
    for c in SEEN_CHARACTERS.iter() {
        let text = c.to_string();
        assert_eq!(MessageText::new(&text).unwrap().as_str(), text);
        assert_eq!(Reason::new(&text).unwrap().as_str(), text);
        assert!(DisplayName::new(&text).is_ok(), "{c:?}");
    }
}

#[test]
fn reason_is_kept_as_typed() {
    let typed = "Wrong  patient:\n\t\u{200F}\u{5e9}\u{200F} 👩\u{200D}⚕\u{FE0F} 5mg";
    let reason = Reason::new(&format!(" {typed}\r\n")).unwrap();
    assert_eq!(reason.as_str(), typed);
    let copied = Reason::new(&format!(
        "\u{FEFF}{}",
        typed.replace("5mg", "\u{2068}5\u{AD}mg\u{2069}")
    ));
    assert_eq!(copied.unwrap().as_str(), typed);
    let turned = Reason::new("a\u{202E}b");
    let code_point = 0x202E;
    assert_eq!(turned, Err(TextProblem::ForbiddenCharacter { code_point }));
    let (max, actual) = (500, 501);
    let long = Reason::new(&"é".repeat(actual));
    assert_eq!(long, Err(TextProblem::TooLong { max, actual }));
}

#[test]
fn stored_text_is_read_unchanged_and_unchecked() {
    for stored in ["", "\u{200B}", "a\u{202E}b", "\u{FE0F}"] {
        let json = serde_json::to_string(stored).unwrap();
        let text: MessageText = serde_json::from_str(&json).unwrap();
        let reason: Reason = serde_json::from_str(&json).unwrap();
        let name: DisplayName = serde_json::from_str(&json).unwrap();
        let file: FileName = serde_json::from_str(&json).unwrap();
        let read = [text.as_str(), reason.as_str(), name.as_str(), file.as_str()];
        assert_eq!(read, [stored; 4]);
    }
}

/// Letters, ideographs and emoji, without combining marks.
const LETTERS: &str = "[a-eA-E0-3 éß葛辻علیක❤👩]{1,12}";

/// The name with unseen characters before and after each of its characters.
fn spoiled(name: &str, unseen: &[String]) -> String {
    let mut unseen = unseen.iter().cycle();
    let mut next = || unseen.next().map_or("", String::as_str);
    let each = name.chars().map(|c| format!("{}{c}{}", next(), next()));
    each.collect()
}

fn ignorable() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(unseen(), 1..6).prop_map(|all| {
        let drop_blanks =
            |text: String| text.replace(|c: char| c.is_whitespace() || c == '\u{2800}', "");
        all.into_iter().map(drop_blanks).collect()
    })
}

proptest! {
    #[test]
    fn p7_unseen_characters_neither_part_nor_join_how_names_look(
        (one, other) in (LETTERS, LETTERS),
        hidden in ignorable(),
    ) {
        prop_assume!(!one.trim().is_empty() && !other.trim().is_empty());
        let looks = |text: &str| DisplayName::new(text).map(|name| name.looks());
        // More than a hundred characters can remain where they affect their neighbors.
        prop_assume!(looks(&spoiled(&one, &hidden)).is_ok() && looks(&spoiled(&other, &hidden)).is_ok());
        prop_assert_eq!(looks(&spoiled(&one, &hidden)), looks(&one));
        let alike = looks(&one) == looks(&other);
        prop_assert_eq!(looks(&spoiled(&one, &hidden)) == looks(&spoiled(&other, &hidden)), alike);
    }

    #[test]
    fn cleaning_is_idempotent_and_accepted_text_is_visible(text in any::<String>(), hidden in unseen()) {
        let typed = format!("{hidden}{text}{hidden}");
        if let Ok(text) = MessageText::new(&typed) {
            prop_assert_eq!(MessageText::new(text.as_str()), Ok(text.clone()));
            prop_assert!(!chat_text::is_blank(text.as_str()));
        }
        if let Ok(name) = DisplayName::new(&typed) {
            prop_assert_eq!(DisplayName::new(name.as_str()), Ok(name.clone()));
            prop_assert!(!chat_text::is_blank(name.as_str()));
        }
        if let Ok(name) = FileName::new(&typed) {
            prop_assert_eq!(FileName::new(name.as_str()), Ok(name.clone()));
            prop_assert!(!chat_text::is_blank(name.as_str()));
        }
    }

    #[test]
    fn text_of_only_unseen_characters_is_empty(text in unseen()) {
        nothing_takes(&text);
    }

    #[test]
    fn texts_and_reasons_follow_the_same_checks(text in any::<String>()) {
        let [text, reason] = [
            MessageText::new(&text).map(|text| text.as_str().to_owned()),
            Reason::new(&text).map(|reason| reason.as_str().to_owned()),
        ];
        prop_assert_eq!(text, reason);
    }
}
