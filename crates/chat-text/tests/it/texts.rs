//! Texts and labels.

use crate::soup::{any_text, harmless};
use chat_text::{Forbidden, is_blank, label, text};
use proptest::prelude::*;

/// The visible characters, in order.
fn seen(text: &str) -> String {
    text.chars()
        .filter(|c| !is_blank(c.encode_utf8(&mut [0; 4])))
        .collect()
}

#[test]
fn copying_artifacts_are_dropped_from_a_text() {
    for (copied, typed) in [
        ("\u{FEFF}take 5 mg\u{200B} ", "take 5 mg"),
        ("call \u{202A}+1 555 0100\u{202C}", "call +1 555 0100"),
        ("Dear \u{2068}Ana\u{2069},", "Dear Ana,"),
        ("para\u{AD}cetamol\u{2060} 500", "paracetamol 500"),
        (
            "one\u{2028}two\u{2029}three\r\nfour\rfive",
            "one\ntwo\nthree\nfour\nfive",
        ),
    ] {
        assert_eq!(text(copied).as_deref(), Ok(typed));
    }
}

#[test]
fn characters_that_people_type_stay_in_a_text() {
    for typed in [
        "\u{200F}שלום\u{200F} (5 mg)\u{200E}",
        "می\u{200C}خواهم",
        "ශ\u{DCA}\u{200D}රී",
        "നന്\u{200D}",
        "👩\u{200D}⚕\u{FE0F} ❤\u{FE0F}\u{200D}🔥 1\u{FE0F}\u{20E3}",
        "葛\u{E0100}城",
        "⠓⠊⠀⠽⠕⠥",
        "a\tb\n\nc",
    ] {
        assert_eq!(text(typed).as_deref(), Ok(typed));
    }
}

#[test]
fn controls_and_overrides_are_refused_in_a_text() {
    for c in [
        '\0', '\u{1B}', '\u{7F}', '\u{85}', '\u{B}', '\u{202D}', '\u{202E}',
    ] {
        assert_eq!(text(&format!("take 5{c} mg")), Err(Forbidden(c)));
        // A later pop does not help.
        assert_eq!(text(&format!("take {c}5\u{202C} mg")), Err(Forbidden(c)));
    }
}

#[test]
fn names_of_all_scripts_stay_unchanged_in_a_label() {
    for name in [
        "علی\u{200C}رضا",
        "ශ\u{DCA}\u{200D}රී ජයවර්ධන",
        "അവന്\u{200D}",
        "辻\u{E0100} 葛\u{FE00}城",
        "👩\u{200D}⚕\u{FE0F} Ana",
        "ᠬᠠᠷ\u{180E}ᠠ",
    ] {
        assert_eq!(label(name), name);
        assert_eq!(label(&format!("\u{200E} {name}\u{200B} ")), name);
    }
    assert_eq!(
        label("\u{200D}A\u{200D}na \u{200C}Sil\u{FE0F}va\u{200D}"),
        "Ana Silva"
    );
}

proptest! {
    #[test]
    fn cleaning_a_text_is_idempotent_and_removes_nothing_visible(typed in any_text()) {
        if let Ok(cleaned) = text(&typed) {
            let again = text(&cleaned);
            prop_assert_eq!(again.as_deref(), Ok(cleaned.as_str()));
            prop_assert_eq!(seen(&cleaned), seen(&typed));
            prop_assert_eq!(cleaned.trim(), &cleaned);
        }
    }

    #[test]
    fn a_text_without_controls_and_overrides_is_accepted(typed in harmless()) {
        prop_assert!(text(&typed).is_ok());
    }

    #[test]
    fn cleaning_a_label_is_idempotent(typed in any_text()) {
        let cleaned = label(&typed);
        prop_assert_eq!(label(&cleaned), cleaned.as_str());
        prop_assert_eq!(cleaned.trim(), &cleaned);
        prop_assert!(!cleaned.contains(chat_text::misleads), "{:?}", cleaned);
    }

    #[test]
    fn labels_with_different_letters_stay_different(one in "[a-c\u{200B}\u{AD}\u{FE0F}]{0,8}", other in "[a-c\u{200D}\u{200E}]{0,8}") {
        prop_assert_eq!(label(&one) == label(&other), seen(&one) == seen(&other));
    }
}
