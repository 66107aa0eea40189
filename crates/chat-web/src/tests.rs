use super::*;
use std::collections::{BTreeMap, BTreeSet};

type Imports = BTreeMap<String, BTreeSet<String>>;

/// The modules that each module imports.
fn imports() -> Imports {
    paths()
        .map(|path| (path.to_string(), imports_of(&path)))
        .collect()
}

fn imports_of(path: &str) -> BTreeSet<String> {
    let file = module(path).unwrap();
    let text = std::str::from_utf8(&file.data).unwrap();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    text.match_indices("from \".")
        .filter_map(|(at, _)| text.get(at + 6..)?.split('"').next())
        .map(|import| resolve(folder, import))
        .collect()
}

fn resolve(folder: &str, import: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_import_exists() {
    let imports = imports();
    for (path, imported) in &imports {
        for one in imported {
            assert!(imports.contains_key(one), "{path} imports {one}");
        }
    }
    assert!(imports["index.js"].contains("chat/visit-chat.js"));
}

#[test]
fn client_imports_nothing_of_the_screen() {
    for (path, imported) in imports() {
        for one in imported {
            let allowed = !path.starts_with("client/") || one.starts_with("client/");
            assert!(allowed, "{path} imports {one}");
        }
    }
}

#[test]
fn modules_import_each_other_in_one_direction() {
    let mut left = imports();
    while !left.is_empty() {
        let ready: Vec<String> = left
            .iter()
            .filter(|(_, imported)| !imported.iter().any(|one| left.contains_key(one)))
            .map(|(path, _)| path.clone())
            .collect();
        assert!(!ready.is_empty(), "a circle among {:?}", left.keys());
        left.retain(|path, _| !ready.contains(path));
    }
}
