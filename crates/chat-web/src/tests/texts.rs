//! The texts shown to people are in the catalogues, and only there.

use crate::{code, module, paths};
use std::collections::{BTreeMap, BTreeSet};

/// The texts of a catalogue by key, such as `chat.close`; several if it depends on a number.
type Catalogue = BTreeMap<String, Vec<String>>;

/// The area of the texts of `chat-server`'s pages, which are not among the modules.
const PAGES: &str = "pages.";

/// The area of translations of the server's sentences, which not every language has.
const REFUSALS: &str = "refusals.";

/// Names for programs that look like words.
const TECHNICAL: &[&str] = &[
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "AudioContext",
    "Authorization",
    "Bearer",
    "Content-Disposition",
    "Content-Type",
    "End",
    "Enter",
    "Escape",
    "Files",
    "Home",
    "Notification",
    "Tab",
    "Upload-Id",
    "chip",
    "day",
    "nofollow",
    "noopener",
    "noreferrer",
];

/// A module's text without comments.
fn source(path: &str) -> String {
    let lines = code::lines(&String::from_utf8_lossy(&module(path).unwrap().data));
    let lines = lines.unwrap().into_iter();
    lines.map(|line| line.text + "\n").collect()
}

/// The modules in which texts are shown.
fn modules() -> impl Iterator<Item = (String, String)> {
    let shown = paths().filter(|path| !path.starts_with("texts/") && !path.starts_with("styles/"));
    shown.map(|path| (path.to_string(), source(&path)))
}

/// The contents of a line between these quotes.
fn quoted(line: &str, quote: char) -> impl Iterator<Item = &str> {
    line.split(quote).skip(1).step_by(2)
}

fn catalogue(language: &str) -> Catalogue {
    let mut texts = Catalogue::new();
    let mut area = String::new();
    let file = format!("/{language}.js");
    let files = paths().filter(|path| path.starts_with("texts/") && path.ends_with(&file));
    let all: Vec<_> = files.map(|path| source(&path)).collect();
    for line in all.concat().lines() {
        if let Some(name) = line.strip_suffix(": {") {
            name.trim().clone_into(&mut area);
        } else if let Some((name, text)) = line
            .strip_prefix("    ")
            .and_then(|line| line.split_once(": "))
        {
            assert!(!line.contains('\\'), "{language}: {line}");
            let texts_of = quoted(text, '"').map(str::to_owned).collect();
            let earlier = texts.insert(format!("{area}.{name}"), texts_of);
            assert!(earlier.is_none(), "{language} has {area}.{name} twice");
        }
    }
    texts
}

/// The names of a text's placeholders.
fn placeholders(texts: &[String]) -> BTreeSet<&str> {
    let parts = texts.iter().flat_map(|text| text.split('{').skip(1));
    parts
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
}

/// The keys that the modules name, and the areas of which they use any.
fn used() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut keys, mut areas) = (BTreeSet::new(), BTreeSet::new());
    for (_, code) in modules() {
        for start in ["t(\"", "nodes(\""] {
            let calls = code.split(start).skip(1);
            keys.extend(calls.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
        let computed = code.split("(`").skip(1);
        areas.extend(computed.filter_map(|rest| {
            let (area, _) = rest.split_once(".${")?;
            let is_area = area.chars().all(|c| c.is_ascii_alphabetic());
            is_area.then(|| format!("{area}."))
        }));
    }
    // Other calls of functions whose names end like these.
    let is_key = |key: &str| {
        let (area, name) = key.split_once('.').unwrap_or_default();
        !area.is_empty() && name.starts_with(char::is_alphabetic) && !area.contains('/')
    };
    keys.retain(|key| is_key(key));
    (keys, areas)
}

#[test]
fn catalogues_have_the_same_texts_with_the_same_placeholders() {
    let [english, spanish] = ["en", "es"].map(catalogue);
    assert!(english.len() > 300, "{} texts", english.len());
    let shared = |texts: &Catalogue| -> BTreeSet<String> {
        let keys = texts.keys().filter(|key| !key.starts_with(REFUSALS));
        keys.cloned().collect()
    };
    let (one, other) = (shared(&english), shared(&spanish));
    let missing: Vec<_> = one.symmetric_difference(&other).collect();
    assert!(missing.is_empty(), "in one catalogue only: {missing:?}");
    for key in one {
        let (text, translation) = (&english[&key], &spanish[&key]);
        assert_eq!(placeholders(text), placeholders(translation), "{key}");
        assert!(
            !text.is_empty() && text.len() == translation.len(),
            "{key}: {translation:?}"
        );
    }
}

#[test]
fn every_text_is_used_and_every_used_text_exists() {
    let english = catalogue("en");
    let (keys, areas) = used();
    for key in &keys {
        assert!(english.contains_key(key), "{key} is no text");
    }
    for key in english.keys().filter(|key| !key.starts_with(PAGES)) {
        let in_area = areas.iter().any(|area| key.starts_with(area));
        assert!(in_area || keys.contains(key), "{key} is not used");
    }
    for area in areas.iter().filter(|area| *area != REFUSALS) {
        assert!(
            english.keys().any(|key| key.starts_with(area)),
            "{area} has no texts"
        );
    }
}

#[test]
fn no_sentence_stands_outside_the_catalogues() {
    // The value of the attribute `class`, such as `{ class: isOwn ? "message mine" : "message" }`.
    let is_class = |line: &str, literal: &str| {
        let (before, _) = line
            .split_once(&format!("\"{literal}\""))
            .unwrap_or_default();
        let value = before.rsplit_once("class: ").map(|(_, value)| value);
        value.is_some_and(|value| !value.contains(','))
    };
    let is_word = |word: &&str| {
        let is_technical = TECHNICAL.contains(word);
        let word = word.trim_end_matches(['.', ',', ':', '?', '!', '…']);
        !is_technical && word.len() > 1 && word.chars().all(char::is_alphabetic)
    };
    let is_capitalized = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
    };
    for (path, code) in modules() {
        let code = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("import "));
        for line in code.filter(|line| !line.contains(" from \"")) {
            for literal in quoted(line, '"') {
                let words: Vec<&str> = literal.split(' ').collect();
                let names = words.iter().any(|word| {
                    is_capitalized(word) && !TECHNICAL.contains(word) && !word.contains(['(', '$'])
                });
                let is_text = words.iter().filter(|word| is_word(word)).count() > 1
                    && !is_class(line, literal);
                assert!(!names && !is_text, "{path} says {literal:?} in {line}");
            }
            for template in quoted(line, '`') {
                let pieces = template
                    .split("${")
                    .map(|piece| piece.rsplit_once('}').map_or(piece, |(_, after)| after));
                for piece in pieces.filter(|piece| piece.contains(' ')) {
                    let says = piece.split(' ').any(|word| is_word(&word));
                    assert!(!says, "{path} says {piece:?} in {line}");
                }
            }
        }
    }
}
