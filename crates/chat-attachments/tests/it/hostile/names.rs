//! Deceptive names, each for a valid file of the kind that the name ends in.
//!
//! Invisible artifacts of copying are dropped, and the rest of the name is judged.

use chat_attachments::{Reason, fixture};

use crate::support::{judged, reason};

/// Characters that are invisible or change the direction of others.
const UNSEEN: &[char] = &[
    '\0',
    '\u{1}',
    '\n',
    '\r',
    '\t',
    '\u{1b}',
    '\u{7f}',
    '\u{85}',
    '\u{9f}',
    '\u{ad}',
    '\u{61c}',
    '\u{180e}',
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{200e}',
    '\u{200f}',
    '\u{2028}',
    '\u{2029}',
    '\u{202a}',
    '\u{202b}',
    '\u{202c}',
    '\u{202d}',
    '\u{202e}',
    '\u{2060}',
    '\u{2063}',
    '\u{2066}',
    '\u{2067}',
    '\u{2068}',
    '\u{2069}',
    '\u{206a}',
    '\u{3164}',
    '\u{feff}',
    '\u{ffa0}',
    '\u{fff9}',
    '\u{e0001}',
    '\u{e0041}',
];

/// Whether one of them is refused. The others are dropped from a name.
fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202d}' | '\u{202e}')
}

#[test]
fn no_deceptive_name_is_accepted() {
    let mut names: Vec<String> = Vec::new();
    let mut cleaned: Vec<String> = Vec::new();
    for unseen in UNSEEN {
        let around = [
            format!("{unseen}a.png"),
            format!("a{unseen}.png"),
            format!("a.{unseen}png"),
            format!("a.png{unseen}"),
        ];
        if is_forbidden(*unseen) {
            names.extend(around);
        } else {
            cleaned.extend(around);
        }
        names.push(format!("gnp.exe{unseen}.png"));
        names.push(format!("gnp.{unseen}exe.png"));
        names.push(format!("con{unseen}.png"));
    }
    for device in [
        "CON", "PRN", "AUX", "NUL", "COM1", "COM9", "LPT1", "LPT9", "COM¹", "COM²", "COM³", "LPT¹",
        "CONIN$", "CONOUT$", "con", "Nul",
    ] {
        for ending in ["", ".png", ".txt", ".tar.png", " .png", ".png:a", ":a.png"] {
            names.push(format!("{device}{ending}"));
        }
    }
    for separator in ['/', '\\'] {
        names.extend([
            format!("..{separator}a.png"),
            format!("{separator}a.png"),
            format!("a{separator}b.png"),
            format!("C:{separator}a.png"),
            format!("a.png{separator}"),
        ]);
    }
    for stream in [
        "::$DATA",
        ":b",
        ":b.png",
        "::$INDEX_ALLOCATION",
        ":b:$DATA",
        ":$DATA",
    ] {
        names.push(format!("a.png{stream}"));
        names.push(format!("a.exe{stream}"));
        names.push(format!("a.exe{stream}.png"));
    }
    for program in [
        "exe", "EXE", "scr", "bat", "cmd", "com.exe", "js", "vbs", "ps1", "jar", "msi", "lnk",
        "hta", "php", "phtml", "sh", "pif", "cpl", "apk", "iso", "chm", "wsf",
    ] {
        names.push(format!("a.{program}"));
        names.push(format!("a.png.{program}"));
        let before_last = [format!("a.{program}.png"), format!("a.{program} .png")];
        if matches!(program, "js" | "sh") {
            // A picture may have a source's extension before its own.
            cleaned.extend(before_last);
        } else {
            names.extend(before_last);
        }
        names.push(format!("a.{program}.2024"));
        cleaned.push(format!("a.{program}.b.png"));
    }
    for end in [".", "..", ". .", ". "] {
        names.push(format!("a.png{end}"));
    }
    for end in [" ", "\u{a0}", "\u{2003}", "\u{3000}"] {
        cleaned.push(format!("a.png{end}"));
    }
    // Lookalikes of the extension, with letters of other scripts and combining marks.
    for ending in [
        "рng",
        "pnɡ",
        "pñg",
        "png\u{301}",
        "ρng",
        "ｐｎｇ",
        "p\u{307}ng",
        "ᴘɴɢ",
    ] {
        names.push(format!("a.{ending}"));
    }
    for long in ["x", "é", "\u{301}", "文", "\u{1F600}"] {
        names.push(format!("{}.png", long.repeat(10_000)));
        names.push(format!("a.{}", long.repeat(10_000)));
    }
    names.extend(["", " ", "\u{a0}", ".", "..", "..."].map(str::to_owned));
    let png = fixture::png(1, 1);
    let mut wrong = Vec::new();
    for name in &names {
        let judgement = judged(&png, name);
        let known = matches!(
            reason(&judgement),
            Some(Reason::NameUnsafe | Reason::NameDisagrees)
        );
        if !known {
            wrong.push(format!("{name:?}: {}", judgement.verdict_code()));
        }
        let sentence = judgement.sentence();
        let clean = !sentence.chars().any(|c| UNSEEN.contains(&c));
        assert!(clean && sentence.chars().count() < 600, "{name:?}");
    }
    for name in &cleaned {
        let judgement = judged(&png, name);
        if !judgement.is_accepted() {
            wrong.push(format!("{name:?}: {}", judgement.sentence()));
        }
    }
    println!("{} names, {} wrong", names.len(), wrong.len());
    assert!(names.len() > 400 && wrong.is_empty(), "{wrong:#?}");
    for control in [
        "a.png",
        "a",
        "résumé.png",
        "10:30.png",
        "Dr. Who 10:30:00.png",
        "写真.PNG",
    ] {
        assert!(judged(&png, control).is_accepted(), "{control}");
    }
}
