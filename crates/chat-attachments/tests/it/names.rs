//! Names that could mislead a person or a file system.

use chat_attachments::{Reason, fixture};

use crate::support::{judged, reason};

fn is_refused(name: &str) -> bool {
    reason(&judged(&fixture::png(1, 1), name)) == Some(Reason::NameUnsafe)
}

#[test]
fn unsafe_names_are_refused() {
    let unsafe_names = [
        "",
        " ",
        ".",
        "..",
        "a\0.png",
        "a\n.png",
        "a\u{85}.png",
        "a\u{202e}gnp.exe.png",
        "a\u{2028}.png",
        "../a.png",
        "dir/a.png",
        "dir\\a.png",
        "a.png.",
        "a.png::$DATA",
        "CON",
        "con.png",
        "Aux .png",
        "lpt1.png",
        "COM9.tar.png",
        "nul.png",
        "invoice.exe.png",
        "invoice.PHP.png",
        "invoice.exe .png",
        "evil.exe:a.png",
    ];
    for name in unsafe_names {
        assert!(is_refused(name), "{name:?}");
    }
}

#[test]
fn only_the_visible_part_of_a_name_is_judged() {
    for name in [
        "a.png ",
        "a.png\u{a0}",
        "a\u{2066}.png",
        "a\u{200b}.png",
        "a.png\u{feff}",
        "a.p\u{ad}ng",
        "a.p\u{200d}ng",
        "a\u{2800}b.png",
        "a\u{1d173}.png",
        "a\u{e0100}.png",
    ] {
        assert!(judged(&fixture::png(1, 1), name).is_accepted(), "{name:?}");
    }
    for name in ["a.jp\u{200b}g", "a.\u{2060}pdf", "\u{feff}a.gif "] {
        let judgement = judged(&fixture::png(1, 1), name);
        assert_eq!(reason(&judgement), Some(Reason::NameDisagrees), "{name:?}");
    }
}

#[test]
fn a_long_name_is_refused_quickly() {
    assert!(is_refused(&format!("{}.png", "x".repeat(10_000))));
    assert!(is_refused(&format!("{}.png", "é".repeat(126))));
    assert!(is_refused(&"\u{1F600}\u{301}".repeat(10_000)));
    assert!(!is_refused(&format!("{}.png", "x".repeat(251))));
}

#[test]
fn ordinary_names_are_safe() {
    let safe = [
        "Röntgen 2024-05-01 10:30:00.png",
        "résumé (1).png",
        "cafe\u{301}.png",
        "写真.png",
        "صورة.png",
        "❤️.png",
        "report.final.v2.png",
        "clinic.com.png",
        "visit 10:30.png",
        "گزارش\u{200c}ها.png",
        "👩\u{200d}⚕\u{fe0f}.png",
        "葛\u{e0100}城.png",
        "Med. Ins. Card.png",
        "Dr. Sh. Patel.png",
        "Hosp. Reg. No 5.png",
        "Node.js.png",
        "console.png",
        "com10.png",
    ];
    for name in safe {
        let judgement = judged(&fixture::png(1, 1), name);
        assert!(judgement.is_accepted(), "{name}: {}", judgement.sentence());
    }
}

#[test]
fn the_sentence_names_the_problem_and_repeats_nothing_unsafe() {
    let sentence = judged(&fixture::png(1, 1), "a\u{202e}b.png").sentence();
    assert!(
        sentence.contains("invisible or direction-changing"),
        "{sentence}"
    );
    assert!(!sentence.contains('\u{202e}'));
    let judgement = judged(&fixture::mp4(), "a\0.png");
    assert_eq!(reason(&judgement), Some(Reason::NameUnsafe));
}
