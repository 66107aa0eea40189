//! File names.

use crate::soup::{any_text, harmless};
use chat_text::{MAX_NAME_BYTES, NameFault, file_name, is_blank, saved_as};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

fn seen(text: &str) -> String {
    text.chars()
        .filter(|c| !is_blank(c.encode_utf8(&mut [0; 4])))
        .nfc()
        .collect()
}

#[test]
fn ordinary_names_are_accepted_unchanged() {
    for name in [
        "visit 10:30.png",
        "Screenshot 2024-05-01 at 10.30.00\u{202F}AM.png",
        "گزارش\u{200C}ها.pdf",
        "रिपोर्ट क्\u{200D}ष.pdf",
        "അവന്\u{200D}.jpg",
        "👩\u{200D}⚕\u{FE0F} ❤\u{FE0F}.png",
        "葛\u{E0100}城.png",
        "1\u{FE0F}\u{20E3}.png",
        "what? <5 mg> 50% \"scan\" *.png",
        "-x.png",
    ] {
        assert_eq!(file_name(name).as_deref(), Ok(name));
    }
}

#[test]
fn copying_artifacts_are_dropped_from_a_name() {
    for (name, cleaned) in [
        (" scan.png\u{A0}", "scan.png"),
        ("\u{FEFF}scan\u{200B}.png\u{200E}", "scan.png"),
        ("\u{2068}scan\u{2069}.p\u{200D}ng", "scan.png"),
        ("a\u{2800}b\u{1D173}.png", "a b.png"),
        ("scan\u{E0100}\u{3164}.png", "scan.png"),
        ("e\u{200B}\u{301}.png", "\u{E9}.png"),
    ] {
        assert_eq!(file_name(name).as_deref(), Ok(cleaned), "{name:?}");
    }
}

#[test]
fn a_misleading_name_is_refused_with_its_fault() {
    use NameFault::*;
    for (name, fault) in [
        ("", Empty),
        (" \u{200B}\u{2800}\n", Empty),
        ("a\0.png", Control),
        ("a.png\n", Control),
        ("a\u{2028}.png", Direction),
        ("a\u{202D}.png", Direction),
        ("a\u{202E}gnp.exe", Direction),
        ("../a.png", Path),
        ("a\\b.png", Path),
        ("a.png::$DATA", Stream),
        ("a.exe:b.png", Stream),
        ("scan.png:b.png", Stream),
        ("a.png.", Dot),
        ("a.png. \u{200B}", Dot),
        ("..", Dot),
        ("con.png", Device),
        ("Lpt\u{B9} .png", Device),
        ("co\u{200D}n.png", Device),
    ] {
        assert_eq!(file_name(name), Err(fault), "{name:?}");
        assert!(chat_text::sentence(fault).starts_with("The file's name "));
    }
    let longest = format!("{}.png", "x".repeat(MAX_NAME_BYTES - 4));
    assert!(file_name(&longest).is_ok());
    assert_eq!(file_name(&format!("x{longest}")), Err(TooLong));
    // Dropped characters don't count.
    assert!(file_name(&format!("{longest}{}", "\u{200B}".repeat(9_000))).is_ok());
}

#[test]
fn any_string_is_saved_under_a_name_valid_on_every_system() {
    for (name, saved) in [
        ("visit 10:30.png", "visit 10_30.png"),
        ("a<b>c:d\"e/f\\g|h?i*j.png", "a_b_c_d_e_f_g_h_i_j.png"),
        ("a\0\r\n\u{2028}\u{202E}.png", "a_____.png"),
        ("..", "file"),
        ("", "file"),
        ("a.png . ", "a.png"),
        ("NUL", "_NUL"),
        ("com1.png", "_com1.png"),
    ] {
        assert_eq!(saved_as(name), saved, "{name:?}");
    }
}

proptest! {
    #[test]
    fn cleaning_a_name_is_idempotent_and_removes_nothing_visible(name in harmless()) {
        if let Ok(cleaned) = file_name(&name) {
            let again = file_name(&cleaned);
            prop_assert_eq!(again.as_deref(), Ok(&*cleaned));
            prop_assert_eq!(seen(&cleaned), seen(&name));
            prop_assert!(!is_blank(&cleaned) && cleaned.len() <= MAX_NAME_BYTES);
            prop_assert!(cleaned.nfc().eq(cleaned.chars()));
        }
    }

    #[test]
    fn a_saved_name_is_accepted_and_saved_as_itself(name in any_text()) {
        let saved = saved_as(&name);
        prop_assert_eq!(saved_as(&saved), saved.as_str());
        prop_assert!(!saved.contains(['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\0']));
        if file_name(&name).is_ok_and(|cleaned| *cleaned == name) {
            let again = file_name(&saved);
            prop_assert_eq!(again.as_deref(), Ok(saved.as_str()));
            prop_assert_eq!(saved.chars().count(), name.chars().count());
        }
    }

    #[test]
    fn controls_and_overrides_are_refused_at_any_position(
        (before, after) in (harmless(), harmless()),
        c in prop::sample::select(vec!['\0', '\t', '\n', '\u{7F}', '\u{85}', '\u{2029}', '\u{202D}', '\u{202E}']),
    ) {
        let name = format!("{before}{c}{after}");
        prop_assert!(file_name(&name).is_err());
    }
}
