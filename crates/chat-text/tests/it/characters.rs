//! Character classes agree with Unicode properties.

use chat_text::{file_name, is_blank, label, misleads, text};
use regex_syntax::hir::{Class, HirKind};

fn characters(class: &str) -> Vec<char> {
    let parsed = regex_syntax::parse(class).unwrap();
    let HirKind::Class(Class::Unicode(class)) = parsed.kind() else {
        panic!("a class");
    };
    class.iter().flat_map(|r| r.start()..=r.end()).collect()
}

#[test]
fn blanks_are_unicodes_ignorable_blank_and_control_characters() {
    let unseen = characters(
        r"[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\p{Z}[\p{Cf}--\p{Prepended_Concatenation_Mark}]\x{2800}\x{1D159}\x{16FE4}]",
    );
    let blank = ('\0'..=char::MAX).filter(|c| is_blank(c.encode_utf8(&mut [0; 4])));
    let blank: Vec<char> = blank.collect();
    assert_eq!(blank, unseen);
}

#[test]
fn misleading_characters_break_lines_or_affect_direction() {
    let expected = characters(r"[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]");
    let found: Vec<char> = ('\0'..=char::MAX).filter(|c| misleads(*c)).collect();
    assert_eq!(found, expected);
}

#[test]
fn only_effective_selectors_and_joiners_stay_in_a_name() {
    let acting = characters(r"[\p{Variation_Selector}\p{Join_Control}\x{180E}]");
    assert!(acting.len() > 256);
    for c in characters(r"[\p{Default_Ignorable_Code_Point}\x{2800}\x{FFF9}\x{13430}]") {
        let name = format!("文{c}文.png");
        let kept = if acting.contains(&c) {
            name.clone()
        } else {
            "文文.png".to_owned()
        };
        let blank = c == '\u{2800}';
        let kept = if blank {
            "文 文.png".to_owned()
        } else {
            kept
        };
        if matches!(c, '\u{202D}' | '\u{202E}') {
            assert!(file_name(&name).is_err() && text(&name).is_err());
        } else {
            assert_eq!(file_name(&name).unwrap(), kept, "{c:?}");
        }
        assert_eq!(label(&name), kept, "{c:?}");
        // Among ASCII characters they have no effect.
        let name = file_name(&format!("a{c}b.png")).map(|name| name.into_owned());
        let hidden = if blank { "a b.png" } else { "ab.png" };
        assert!(name.is_err() || name.as_deref() == Ok(hidden), "{c:?}");
    }
}

#[test]
fn no_visible_character_is_removed() {
    for c in
        characters(r"[[\p{L}\p{N}\p{P}\p{S}]--[\p{Default_Ignorable_Code_Point}\x{2800}\x{1D159}]]")
    {
        let typed = format!("a{c}b");
        assert_eq!(text(&typed).as_deref(), Ok(typed.as_str()));
        assert!(label(&typed).chars().count() >= 3, "{c:?}");
    }
}
