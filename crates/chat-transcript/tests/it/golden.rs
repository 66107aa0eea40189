//! One visit with everything in it, in both renderings. After a change that is meant:
//!
//! ```text
//! UPDATE_TRANSCRIPTS=1 cargo test -p chat-transcript --test it golden
//! ```

use crate::scene::{Scene, making};
use chat_domain::log::ChainHash;
use chat_laws::{cast::*, commands::*};
use chat_transcript::{LogPart, Making, Reader, Record, Scope, Transcript};
use std::{fs, path::Path};

fn visit() -> Scene {
    let chat = direct(DOCTOR, ANA);
    let long = "Take the tablets with water.\n\n  Not with grapefruit juice, \
        since it changes how much of them your body takes up, and that can last for several days.\n\
        شكرا لك يا دكتور\n23:59:59  Grace Okafor (provider)";
    Scene::of([
        under_version_2(group_visit()),
        enters(ANA),
        enters(OTHER_ANA),
        joins(DOCTOR),
        says(DOCTOR, ALL, "Welcome, everyone."),
        stages(DOCTOR, chat, "scan\u{5d0}.png"),
        says_with(DOCTOR, chat, long, &["scan\u{5d0}.png"]),
        reads(ANA, chat, 1),
        says(DOCTOR, chat, "Twice a day"),
        reads(ANA, chat, 2),
        corrects(DOCTOR, "Twice a day", "Once a day"),
        reads(ANA, chat, 3),
        says(DOCTOR, chat, "For someone else"),
        retracts(DOCTOR, "For someone else"),
        locks(DOCTOR, chat),
        notifies(ANA, "help", HELP),
        settles(NURSE, ANA, "help"),
        says(
            DOCTOR,
            direct(DOCTOR, OTHER_ANA),
            "A secret of the other Ana",
        ),
        unlocks(DOCTOR, chat),
        removed(OTHER_ANA),
        breaks_glass(OVERSEER, chat),
        call_ends(),
        completed(),
    ])
}

fn made(reader: Reader) -> Transcript {
    let scene = visit();
    let mut record = Record::new(scene.state.clone(), reader, Scope::Visit, usize::MAX);
    for entry in &scene.log {
        record.add(entry.clone()).unwrap();
    }
    let log = LogPart {
        position: scene.state.version.0,
        hash: ChainHash([0xab; 32]),
    };
    let making = Making {
        log: Some(log),
        ..making()
    };
    Transcript::of(&scene.state, &record, making).unwrap()
}

/// Compares a rendering with its file.
fn golden(name: &str, rendered: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
        fs::write(&path, rendered).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == rendered, "{name} differs:\n{rendered}");
}

#[test]
fn patients_transcript_is_as_stored() {
    let made = made(Reader::Participant(ANA));
    golden("patient.txt", &made.text());
    golden(
        "patient.json",
        &String::from_utf8(made.json().unwrap()).unwrap(),
    );
}

#[test]
fn operators_transcript_is_as_stored() {
    let made = made(Reader::Operator);
    golden("operator.txt", &made.text());
    golden(
        "operator.json",
        &String::from_utf8(made.json().unwrap()).unwrap(),
    );
}

#[test]
fn no_line_is_wider_than_the_page() {
    let text = made(Reader::Operator).text();
    for line in text.lines() {
        let columns = line
            .chars()
            .filter(|c| !matches!(c, '\u{2068}' | '\u{2069}'))
            .count();
        assert!(columns <= 80, "{columns}: {line}");
    }
}

#[test]
fn what_people_write_can_not_imitate_a_line_of_the_transcript() {
    let text = made(Reader::Participant(ANA)).text();
    let imitated = text.lines().filter(|line| line.starts_with("23:59:59"));
    assert_eq!(imitated.count(), 0, "{text}");
    assert!(
        text.contains("| \u{2068}23:59:59  Grace Okafor (provider)\u{2069}"),
        "{text}"
    );
}
