//! Generated texts that mix visible and invisible characters.

use proptest::prelude::*;

/// One character or a few: parts of names, extensions, and invisible characters.
fn piece() -> impl Strategy<Value = String> {
    let from = |chars: &'static str| {
        let chars: Vec<char> = chars.chars().collect();
        prop::sample::select(chars).prop_map(String::from)
    };
    prop_oneof![
        4 => from("abexzAN05 .:_-"),
        2 => from("éß葛辻علیशක❤👩🔥\u{20E3}\u{1100}\u{1161}\u{11A8}"),
        1 => from("\u{301}\u{308}\u{335}\u{94D}\u{93C}\u{CB}\u{958}\u{212A}\u{37E}\u{1FEF}\u{344}"),
        1 => from(" \u{A0}\u{202F}\u{2003}\u{3000}\u{2800}"),
        3 => from("\u{200C}\u{200D}\u{180E}\u{FE00}\u{FE0F}\u{E0100}\u{180B}"),
        2 => from("\u{AD}\u{200B}\u{200E}\u{200F}\u{61C}\u{202A}\u{202C}\u{2060}\u{2066}\u{2069}\u{FEFF}"),
        1 => from("\u{34F}\u{115F}\u{3164}\u{FFA0}\u{1D173}\u{1D159}\u{16FE4}\u{FFF9}\u{E0041}\u{E0000}"),
        1 => prop::sample::select(vec![
            ".png", ".exe", ".js", ".jpg", ".php", "con", "COM1", "Dr. ", "/", "\\", "?", "::",
        ])
        .prop_map(str::to_owned),
    ]
}

fn joined(piece: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// A text without controls, separators and overrides.
pub(crate) fn harmless() -> impl Strategy<Value = String> {
    joined(piece())
}

/// Any text.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let rare = prop::sample::select(vec![
        '\0', '\t', '\n', '\r', '\u{85}', '\u{2028}', '\u{202E}',
    ]);
    joined(prop_oneof![
        12 => piece(),
        2 => any::<char>().prop_map(String::from),
        1 => rare.prop_map(String::from),
    ])
}
