//! Program extensions in names.

use chat_text::{NameFault, file_name};

#[test]
fn a_program_extension_counts_directly_before_the_last_one() {
    for program in [
        "exe", "EXE", "scr", "bat", "cmd", "msi", "pif", "lnk", "hta", "vbs", "ps1", "jar", "php",
        "jse",
    ] {
        for name in [
            format!("invoice.{program}.png"),
            format!("invoice.{program} .png"),
            format!("invoice.v2.{program}.pdf"),
            format!("invoice.{program}\u{200B}.png"),
            format!("invoice.{program}\u{200D}.png"),
            format!("rechnung ä.{program}\u{FE0F}.2024"),
        ] {
            assert_eq!(file_name(&name), Err(NameFault::Program), "{name:?}");
        }
        let apart = format!("invoice.{program}.final.png");
        assert!(file_name(&apart).is_ok(), "{apart}");
    }
}

#[test]
fn abbreviations_and_names_are_not_programs() {
    for name in [
        "Med. Ins. Card.png",
        "Dr. Sh. Patel.png",
        "Hosp. Reg. No 5.png",
        "Hosp. Reg.png",
        "Hosp. Reg. 5",
        "Node.js.png",
        "main.py.JPG",
        "clinic.com.png",
        "report.final.v2.png",
    ] {
        assert_eq!(file_name(name).as_deref(), Ok(name));
    }
}

#[test]
fn a_source_extension_is_allowed_only_before_a_pictures() {
    for name in ["a.js.pdf", "a.sh.docx", "a.js.vbs", "a.py.x"] {
        assert_eq!(file_name(name), Err(NameFault::Program), "{name}");
    }
}
